import type { Rows } from '#read-models/rows';
import { when, type Placed, type View } from '#read-models/view';
import type { ViewTable } from '#read-models/view-table';
import {
  DeliveryAccepted,
  DeliveryAttempted,
  DeliveryRefused,
  DeliveryUnknown,
  MessageClaimed,
  MessageDropped,
  MessageRendered,
} from '../message.events.js';
import { defaultPolicy, retryAfter } from '../policy.js';
import {
  ReminderDecided,
  ReminderObsoleted,
  ReminderSkipped,
  ReminderSuppressed,
  ReminderUndeliverable,
  type ReminderEvent,
} from '../reminder.events.js';
import {
  deliveryTable,
  messageTable,
  reminderLogTable,
  type MessageRow,
  type ReminderLogRow,
} from './reminder-log.tables.js';

type Touched = ReadonlyMap<ViewTable<object>, readonly string[]>;
const touching = (...entries: readonly (readonly [ViewTable<object>, readonly string[]])[]): Touched =>
  new Map(entries);

const ofReminder = ({ id, data: { itemId } }: Placed<ReminderEvent>): Touched =>
  touching([reminderLogTable, [itemId]], [deliveryTable, [id]]);
const ofMessage = ({ id }: Placed): Touched => touching([messageTable, [id]]);
const withReminders = (id: string, reminderIds: readonly string[]): Touched =>
  touching([messageTable, [id]], [deliveryTable, reminderIds]);

/** What was decided and sent: the delivery log, the "why", and what the sweep still has to send. */
export const reminderLog: View = {
  name: 'reminder-log',
  version: 1,
  tables: [reminderLogTable, deliveryTable, messageTable],
  handlers: new Map([
    when(ReminderDecided, decided, ofReminder),
    when(ReminderSkipped, (event, rows) => note(event, rows, 'skipped', event.data.reason), ofReminder),
    when(ReminderSuppressed, (event, rows) => note(event, rows, 'suppressed', event.data.reason), ofReminder),
    when(ReminderObsoleted, (event, rows) => note(event, rows, 'obsolete', 'deadlineMoved'), ofReminder),
    when(ReminderUndeliverable, (event, rows) => note(event, rows, 'undeliverable', event.data.reason), ofReminder),
    when(MessageClaimed, claimed, ({ id, data }) => withReminders(id, data.reminderIds)),
    when(
      MessageRendered,
      (event, rows) => {
        const { sha256, leftOut } = event.data;
        change(event, rows, ({ state }) => ({ state: state === 'deferred' ? state : 'rendered', sha256 }));
        for (const reminderId of leftOut) leaveOut(rows, reminderId, event.id);
      },
      ({ id, data }) => withReminders(id, data.leftOut),
    ),
    when(
      DeliveryAttempted,
      (event, rows) => {
        const { attempt, leaseUntil } = event.data;
        change(event, rows, () => ({ state: 'attempted', attempt, lease_until: leaseUntil, retry_at: null }));
      },
      ofMessage,
    ),
    when(
      DeliveryAccepted,
      (event, rows) => {
        const { response } = event.data;
        change(event, rows, () => ({ state: 'accepted', lease_until: null, response }));
      },
      ofMessage,
    ),
    when(
      DeliveryRefused,
      (event, rows) => {
        const { attempt, permanent, response } = event.data;
        const retry = permanent ? null : retryAfter(attempt, event.metadata.recordedAt, defaultPolicy);
        const state = retry === null ? 'refused' : 'deferred';
        change(event, rows, () => ({ state, lease_until: null, retry_at: retry, response }));
      },
      ofMessage,
    ),
    when(
      DeliveryUnknown,
      (event, rows) => {
        const { reason } = event.data;
        change(event, rows, () => ({ state: 'unknown', lease_until: null, response: reason }));
      },
      ofMessage,
    ),
    when(
      MessageDropped,
      (event, rows) => {
        const { reason } = event.data;
        change(event, rows, () => ({ state: 'dropped', retry_at: null, response: reason }));
      },
      ofMessage,
    ),
  ]),
};

function note(
  { id, data, metadata }: Placed<ReminderEvent>,
  rows: Rows,
  outcome: ReminderLogRow['outcome'],
  reason: string | null,
): void {
  rows.put(reminderLogTable, {
    item_id: data.itemId,
    reminder_id: id,
    side_id: data.sideId,
    office_id: data.officeId,
    kind: data.kind,
    due_on: data.dueOn,
    planned_at: data.plannedAt,
    outcome,
    reason,
    new_due_on: 'newDueOn' in data ? data.newDueOn : null,
    decided_at: metadata.recordedAt,
    known_position: data.knownPosition,
  });
}

function decided(event: Placed<ReturnType<typeof ReminderDecided>>, rows: Rows): void {
  const { itemId, sideId, officeId, kind, dueOn, recipients } = event.data;
  note(event, rows, 'decided', null);
  for (const { personId, endpointId, language, localDay } of recipients) {
    rows.put(deliveryTable, {
      reminder_id: event.id,
      endpoint_id: endpointId,
      person_id: personId,
      side_id: sideId,
      item_id: itemId,
      office_id: officeId,
      kind,
      due_on: dueOn,
      language,
      local_day: localDay,
      message_id: null,
      left_out: false,
    });
  }
}

function claimed({ id, data, metadata }: Placed<ReturnType<typeof MessageClaimed>>, rows: Rows): void {
  const { sideId, endpointId, personId, localDay, language, duty, part, reminderIds } = data;
  rows.put(messageTable, {
    message_id: id,
    side_id: sideId,
    endpoint_id: endpointId,
    person_id: personId,
    local_day: localDay,
    language,
    duty,
    part,
    state: 'claimed',
    attempt: 0,
    changed_at: metadata.recordedAt,
    retry_at: null,
    lease_until: null,
    response: null,
    sha256: null,
    reminder_ids: reminderIds,
  });
  for (const reminderId of reminderIds) {
    rows.each(deliveryTable, reminderId, (row) => (row.endpoint_id === endpointId ? { ...row, message_id: id } : row));
  }
}

function change({ id, metadata }: Placed, rows: Rows, to: (row: MessageRow) => Partial<MessageRow>): void {
  rows.each(messageTable, id, (row) => ({ ...row, changed_at: metadata.recordedAt, ...to(row) }));
}

function leaveOut(rows: Rows, reminderId: string, messageId: string): void {
  rows.each(deliveryTable, reminderId, (row) => (row.message_id === messageId ? { ...row, left_out: true } : row));
}
