import { z } from 'zod';
import { event, type EventOf } from '#kernel/event';
import { idOf, uuid5, type Branded } from '#kernel/ids';
import { localDate, names, officeId, sideId, textRef, type SideId } from '#kernel/values';
import { deadlineExpression } from '#deadlines/deadline-expression';
import { explanation } from '#deadlines/explanation';
import { bodyId } from '#directory/directory.ids';
import { clauseId, protocolId } from '#protocols/protocol.events';

export type ActionItemId = Branded<'ActionItemId'>;
export const actionItemId = idOf<'ActionItemId'>();

/** The side-internal stream of one side's half of an item. */
export const obligationIdOf = (itemId: ActionItemId, side: SideId): string => uuid5('obligation', itemId, side);

/** A commitment is taken on control, derived from one or more clauses of a protocol. */
export const ActionItemDerived = event('ActionItemDerived', {
  itemId: actionItemId,
  bodyId,
  protocolId,
  /** The parties of the protocol: they all see the item, whoever owes. */
  sideIds: z.array(sideId).min(2),
  clauseIds: z.array(clauseId).min(1),
  /** Unique in the body, such as `11-4.1`. */
  number: z.string(),
  titles: names,
  sector: z.string().nullable(),
  /** When the item counts as fulfilled: every side has done its half, or any one has. */
  jointRule: z.enum(['all', 'any']),
});

/** One side's half: who leads, who helps, who validates. */
export const ObligationAssigned = event('ObligationAssigned', {
  sideId,
  leadOfficeId: officeId,
  coExecutorOfficeIds: z.array(officeId),
  validatorOfficeId: officeId,
});

/** The deadline of one side's half as the protocol words it. */
export const DeadlineSet = event('DeadlineSet', { sideId, expression: deadlineExpression });

/** The deadline as a day, by the side's calendar of that version; a later calendar does not change it. */
export const DeadlineResolved = event('DeadlineResolved', {
  sideId,
  dueOn: localDate,
  /** The day before it was rounded to a working day. */
  rawOn: localDate,
  provisional: z.boolean(),
  calendarVersion: z.int().positive(),
  rounding: z.enum(['previous', 'next']),
  explanation,
});

/** The protocol is in effect: the commitment binds and its reminders start. */
export const ActionItemActivated = event('ActionItemActivated', { activatedOn: localDate });

/** A side's validator accepts the report, which shares it with the other sides. */
export const ObligationValidated = event('ObligationValidated', {
  sideId,
  reportId: idOf<'ReportId'>(),
  completedOn: localDate,
  report: textRef,
  validatedByOfficeId: officeId,
});

/** The body that set the item closes it; the basis says by which decision. */
export const ActionItemRemovedFromControl = event('ActionItemRemovedFromControl', {
  removedOn: localDate,
  basis: textRef,
});

export const actionItemEvents = [
  ActionItemDerived,
  ObligationAssigned,
  DeadlineSet,
  DeadlineResolved,
  ActionItemActivated,
  ObligationValidated,
  ActionItemRemovedFromControl,
] as const;
export type ActionItemEvent = EventOf<(typeof actionItemEvents)[number]>;
