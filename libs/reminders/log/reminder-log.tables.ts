import type { Instant, LocalDate } from '#kernel/values';
import { viewTable } from '#read-models/view-table';

/** What was decided about one reminder. */
export interface ReminderLogRow {
  readonly item_id: string;
  readonly reminder_id: string;
  readonly side_id: string;
  readonly office_id: string;
  readonly kind: string;
  readonly due_on: LocalDate;
  readonly planned_at: Instant;
  readonly outcome: 'decided' | 'skipped' | 'suppressed' | 'obsolete' | 'undeliverable';
  /** A code of the event; null when it was decided to send. */
  readonly reason: string | null;
  /** Of a reminder that had become obsolete: the due date that took its place. */
  readonly new_due_on: LocalDate | null;
  readonly decided_at: Instant;
  /** The newest position the decision looked at; decimal string when written, bigint when read. */
  readonly known_position: string | bigint;
}

export const reminderLogTable = viewTable<ReminderLogRow>({
  name: 'reminder_log',
  kind: 'temporal',
  group: 'item_id',
  key: 'reminder_id',
  columns: {
    item_id: 'uuid not null',
    reminder_id: 'uuid not null',
    side_id: 'uuid not null',
    office_id: 'uuid not null',
    kind: 'text not null',
    due_on: 'date not null',
    planned_at: 'timestamptz not null',
    outcome: 'text not null',
    reason: 'text',
    new_due_on: 'date',
    decided_at: 'timestamptz not null',
    known_position: 'bigint not null',
  },
});

/** One recipient of a reminder that was decided to be sent. */
export interface DeliveryRow {
  readonly reminder_id: string;
  readonly endpoint_id: string;
  readonly person_id: string;
  readonly side_id: string;
  readonly item_id: string;
  readonly office_id: string;
  readonly kind: string;
  readonly due_on: LocalDate;
  readonly language: string;
  readonly local_day: LocalDate;
  /** The message that has it on its list; null until one was claimed. */
  readonly message_id: string | null;
  /** It was finished before the message was sent, and so is not in it. */
  readonly left_out: boolean;
}

export const deliveryTable = viewTable<DeliveryRow>({
  name: 'reminder_delivery',
  kind: 'temporal',
  group: 'reminder_id',
  key: 'endpoint_id',
  columns: {
    reminder_id: 'uuid not null',
    endpoint_id: 'uuid not null',
    person_id: 'uuid not null',
    side_id: 'uuid not null',
    item_id: 'uuid not null',
    office_id: 'uuid not null',
    kind: 'text not null',
    due_on: 'date not null',
    language: 'text not null',
    local_day: 'date not null',
    message_id: 'uuid',
    left_out: 'boolean not null',
  },
  indexes: [
    `create index reminder_delivery_unclaimed on %t (side_id, endpoint_id, local_day, language)
       where until is null and message_id is null`,
    'create index reminder_delivery_message on %t (message_id) where until is null and message_id is not null',
  ],
});

/** One mail to one address. */
export interface MessageRow {
  readonly message_id: string;
  readonly side_id: string;
  readonly endpoint_id: string;
  readonly person_id: string;
  readonly local_day: LocalDate;
  readonly language: string;
  readonly duty: boolean;
  readonly part: number;
  /** `deferred`: refused for now and tried again at `retry_at`. */
  readonly state: 'claimed' | 'rendered' | 'attempted' | 'deferred' | 'accepted' | 'refused' | 'unknown' | 'dropped';
  readonly attempt: number;
  /** When it came to this state. */
  readonly changed_at: Instant;
  readonly retry_at: Instant | null;
  /** Of an attempt without answer; by the system clock. */
  readonly lease_until: Instant | null;
  /** The provider's answer, or the code of the reason. */
  readonly response: string | null;
  readonly sha256: string | null;
  readonly reminder_ids: readonly string[];
}

export const messageTable = viewTable<MessageRow>({
  name: 'reminder_message',
  kind: 'temporal',
  group: 'message_id',
  columns: {
    message_id: 'uuid not null',
    side_id: 'uuid not null',
    endpoint_id: 'uuid not null',
    person_id: 'uuid not null',
    local_day: 'date not null',
    language: 'text not null',
    duty: 'boolean not null',
    part: 'integer not null',
    state: 'text not null',
    attempt: 'integer not null',
    changed_at: 'timestamptz not null',
    retry_at: 'timestamptz',
    lease_until: 'timestamptz',
    response: 'text',
    sha256: 'text',
    reminder_ids: 'jsonb not null',
  },
  indexes: [
    `create index reminder_message_unsent on %t (side_id, retry_at, message_id)
       where until is null and state in ('claimed', 'rendered', 'deferred')`,
    `create index reminder_message_attempted on %t (lease_until) where until is null and state = 'attempted'`,
    'create index reminder_message_part on %t (endpoint_id, local_day) where until is null',
  ],
});
