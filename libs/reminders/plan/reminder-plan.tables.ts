import type { Instant, LocalDate, Names } from '#kernel/values';
import type { Explanation } from '#deadlines/explanation';
import { viewTable } from '#read-models/view-table';
import type { Occurrence, SideTime } from '../policy.js';

/** One planned reminder. Once it has been decided its row is gone: the log of reminders has it then. */
export interface PlanRow {
  readonly item_id: string;
  readonly reminder_id: string;
  readonly side_id: string;
  readonly office_id: string;
  readonly kind: string;
  readonly due_on: LocalDate;
  readonly planned_at: Instant;
  /** `late`: its moment had passed before the half bound. `withdrawn`: it will not be sent, for `reason`. */
  readonly state: 'planned' | 'late' | 'withdrawn';
  readonly reason: 'obligationDone' | 'closed' | 'deadlineMoved' | null;
}

export const planTable = viewTable<PlanRow>({
  name: 'reminder_plan',
  kind: 'current',
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
    state: 'text not null',
    reason: 'text',
  },
  // Looked up side by side, earliest first: an idle sweep reads one row per side, however many are planned.
  indexes: [
    `create index reminder_plan_due on %t (side_id, planned_at, reminder_id) where state = 'planned'`,
    `create index reminder_plan_late on %t (planned_at, reminder_id) where state = 'late'`,
  ],
});

/** One side's half as far as reminders need it. */
export interface PlannedHalf {
  readonly leadOfficeId: string;
  readonly dueOn: LocalDate | null;
  /** How the due date follows from the words. */
  readonly explanation: Explanation;
  /** By the calendar version that resolved the deadline; kept until the item binds. */
  readonly occurrences: readonly Occurrence[];
  /** Null while the deadline is not a day. */
  readonly time: SideTime | null;
  readonly validated: boolean;
}

/** An item as far as reminders need it. */
export interface PlannedItemRow {
  readonly item_id: string;
  readonly number: string;
  readonly active: boolean;
  /** Position of the event that derived it; decimal string when written, bigint when read. */
  readonly derived: string | bigint;
  readonly doc: {
    readonly titles: Names;
    readonly protocolId: string;
    readonly clauseIds: readonly string[];
    /** Parties of the protocol: whose accounts may ask for it. */
    readonly sideIds: readonly string[];
    readonly halves: Readonly<Record<string, PlannedHalf>>;
    /** Reminders decided already: they are not planned again when a deadline returns to an earlier day. */
    readonly decided: readonly string[];
  };
}

export const plannedItemTable = viewTable<PlannedItemRow>({
  name: 'reminder_item',
  kind: 'current',
  group: 'item_id',
  columns: {
    item_id: 'uuid not null',
    number: 'text not null',
    active: 'boolean not null',
    derived: 'bigint not null',
    doc: 'jsonb not null',
  },
  indexes: ['create index reminder_item_number on %t (number)'],
});

/** The wording that a mail quotes. */
export interface ReminderProtocolRow {
  readonly protocol_id: string;
  readonly doc: {
    readonly number: string;
    /** Languages of the originals, in their order. */
    readonly authentic: readonly string[];
    readonly clauses: Readonly<Record<string, { readonly path: string; readonly texts: Names }>>;
  };
}

export const reminderProtocolTable = viewTable<ReminderProtocolRow>({
  name: 'reminder_protocol',
  kind: 'current',
  group: 'protocol_id',
  columns: { protocol_id: 'uuid not null', doc: 'jsonb not null' },
});

/** A side's zone and every version of its calendar. */
export interface ReminderSideRow {
  readonly side_id: string;
  readonly doc: {
    readonly names: Names;
    readonly timeZone: string;
    readonly weekend: readonly number[];
    readonly calendars: Readonly<
      Record<string, { readonly holidays: readonly string[]; readonly workingWeekends: readonly string[] }>
    >;
    /** The newest; 0 when none was published. */
    readonly calendarVersion: number;
  };
}

export const reminderSideTable = viewTable<ReminderSideRow>({
  name: 'reminder_side',
  kind: 'current',
  group: 'side_id',
  columns: { side_id: 'uuid not null', doc: 'jsonb not null' },
});
