import { event, type EventOf } from '#kernel/event';
import { idOf } from '#kernel/ids';
import { localDate, officeId, sideId, textRef } from '#kernel/values';
import { actionItemId } from './action-item.events.js';

/** Side-internal: what the side has done so far. */
export const ProgressReported = event('ProgressReported', {
  itemId: actionItemId,
  sideId,
  reportId: idOf<'ReportId'>(),
  officeId,
  report: textRef,
});

/** Side-internal: the side's executor says its half is done; only its validator can accept that. */
export const CompletionReported = event('CompletionReported', {
  itemId: actionItemId,
  sideId,
  reportId: idOf<'ReportId'>(),
  officeId,
  completedOn: localDate,
  report: textRef,
});

/** Side-internal: the validator sends the report back; the half is in progress again. */
export const ReportReturned = event('ReportReturned', {
  itemId: actionItemId,
  sideId,
  reportId: idOf<'ReportId'>(),
  returnedByOfficeId: officeId,
  reason: textRef,
});

export const obligationEvents = [ProgressReported, CompletionReported, ReportReturned] as const;
export type ObligationEvent = EventOf<(typeof obligationEvents)[number]>;
