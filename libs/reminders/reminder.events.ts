import { z } from 'zod';
import { event, type EventOf } from '#kernel/event';
import { idOf, uuid5 } from '#kernel/ids';
import { instant, languageTag, localDate, officeId, sideId } from '#kernel/values';
import { actionItemId } from '#action-items/action-item.events';
import { endpointId, personId } from '#directory/directory.ids';

/** Which reminder it is: `before-14`, `before-0`, `overdue-7`, `owed` (one notice when work is entered late). */
export const reminderKind = z.string().regex(/^(before-\d+|overdue-\d+|owed)$/);

/** One planned reminder: the same parts always make the same stream, so it is decided once. */
const occurrence = {
  itemId: actionItemId,
  sideId,
  officeId,
  kind: reminderKind,
  dueOn: localDate,
  channel: z.enum(['mail']),
  plannedAt: instant,
} as const;

/** What was known when it was decided: the newest position among the streams it looked at (named in the metadata). */
const basis = { knownPosition: z.string() } as const;

export interface OccurrenceKey {
  readonly itemId: string;
  readonly sideId: string;
  readonly officeId: string;
  readonly kind: string;
  readonly dueOn: string;
  readonly channel: string;
}

export const reminderIdOf = ({ itemId, sideId: side, officeId: office, kind, dueOn, channel }: OccurrenceKey): string =>
  uuid5('reminder', itemId, side, office, kind, dueOn, channel);

/** It is sent: to these addresses, through these messages. */
export const ReminderDecided = event('ReminderDecided', {
  ...occurrence,
  ...basis,
  recipients: z.array(z.strictObject({ personId, endpointId, language: languageTag, localDay: localDate })).min(1),
});

/** Its moment had passed before there was anything to remind of, or a newer one took its place. */
export const ReminderSkipped = event('ReminderSkipped', {
  ...occurrence,
  ...basis,
  reason: z.enum(['enteredLate', 'late']),
});

/** A rule says no: the item or the half is finished, or does not bind. */
export const ReminderSuppressed = event('ReminderSuppressed', {
  ...occurrence,
  ...basis,
  reason: z.enum(['pendingEffect', 'closed', 'obligationDone', 'reportedDone', 'notResponsible']),
});

/** The deadline is no longer the one it was planned for. */
export const ReminderObsoleted = event('ReminderObsoleted', {
  ...occurrence,
  ...basis,
  newDueOn: localDate.nullable(),
});

/** Nobody can be reached; a task for the secretary. */
export const ReminderUndeliverable = event('ReminderUndeliverable', {
  ...occurrence,
  ...basis,
  reason: z.enum(['vacant', 'noAddress', 'addressDead']),
});

export const reminderEvents = [
  ReminderDecided,
  ReminderSkipped,
  ReminderSuppressed,
  ReminderObsoleted,
  ReminderUndeliverable,
] as const;
export type ReminderEvent = EventOf<(typeof reminderEvents)[number]>;

export const reminderId = idOf<'ReminderId'>();
