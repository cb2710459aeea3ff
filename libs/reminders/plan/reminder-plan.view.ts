import type { EventOf } from '#kernel/event';
import type { Instant } from '#kernel/values';
import { SideCalendarPublished, SideRegistered } from '#directory/side.events';
import {
  ActionItemActivated,
  ActionItemDerived,
  ActionItemRemovedFromControl,
  DeadlineResolved,
  ObligationAssigned,
  ObligationValidated,
} from '#action-items/action-item.events';
import type { Rows } from '#read-models/rows';
import { when, type Placed, type View } from '#read-models/view';
import type { ViewTable } from '#read-models/view-table';
import { defaultPolicy, occurrencesOf, owedNotice } from '../policy.js';
import { reminderEvents, reminderIdOf } from '../reminder.events.js';
import { protocolHandlers } from './protocol-wording.js';
import {
  planTable,
  plannedItemTable,
  reminderProtocolTable,
  reminderSideTable,
  type PlannedHalf,
  type PlanRow,
} from './reminder-plan.tables.js';

const byItem = (itemId: string, sideId?: string): ReadonlyMap<ViewTable<object>, readonly string[]> =>
  new Map<ViewTable<object>, readonly string[]>([
    [planTable, [itemId]],
    [plannedItemTable, [itemId]],
    ...(sideId ? ([[reminderSideTable, [sideId]]] as const) : []),
  ]);
const ofStream = (event: Placed) => byItem(event.id);

/** What will be sent when, derived from items, policy and calendars; planning records nothing. */
export const reminderPlan: View = {
  name: 'reminder-plan',
  version: 1,
  tables: [planTable, plannedItemTable, reminderProtocolTable, reminderSideTable],
  handlers: new Map([
    when(
      SideRegistered,
      ({ data: { sideId, names, timeZone, weekend } }, rows) =>
        rows.put(reminderSideTable, {
          side_id: sideId,
          doc: { names, timeZone, weekend, calendars: {}, calendarVersion: 0 },
        }),
      (event) => new Map([[reminderSideTable, [event.id]]]),
    ),
    when(
      SideCalendarPublished,
      ({ id, data: { version, holidays, workingWeekends } }, rows) =>
        rows.each(reminderSideTable, id, (row) => {
          const calendars = { ...row.doc.calendars, [version]: { holidays, workingWeekends } };
          return { ...row, doc: { ...row.doc, calendars, calendarVersion: version } };
        }),
      (event) => new Map([[reminderSideTable, [event.id]]]),
    ),
    when(
      ActionItemDerived,
      ({ data, position }, rows) => {
        const { itemId, number, titles, protocolId, clauseIds, sideIds } = data;
        const doc = { titles, protocolId, clauseIds, sideIds, halves: {}, decided: [] };
        rows.put(plannedItemTable, { item_id: itemId, number, active: false, derived: String(position), doc });
      },
      ofStream,
    ),
    when(
      ObligationAssigned,
      ({ id, data }, rows) => {
        const before = halfOf(rows, id, data.sideId);
        changeHalf(rows, id, data.sideId, { ...before, leadOfficeId: data.leadOfficeId });
      },
      ofStream,
    ),
    when(DeadlineResolved, resolved, (event) => byItem(event.id, event.data.sideId)),
    when(
      ActionItemActivated,
      ({ id, metadata }, rows) => {
        rows.each(plannedItemTable, id, (row) => ({ ...row, active: true }));
        const halves = Object.entries(rows.one(plannedItemTable, id)?.doc.halves ?? {});
        for (const [sideId, half] of halves) plan(rows, id, sideId, half, metadata.recordedAt);
      },
      ofStream,
    ),
    when(
      ObligationValidated,
      ({ id, data: { sideId } }, rows) => {
        changeHalf(rows, id, sideId, { ...halfOf(rows, id, sideId), validated: true });
        withdraw(rows, id, 'obligationDone', (row) => row.side_id === sideId);
      },
      ofStream,
    ),
    when(ActionItemRemovedFromControl, ({ id }, rows) => withdraw(rows, id, 'closed', () => true), ofStream),
    ...protocolHandlers,
    // Decided: from here the log of reminders has it.
    ...reminderEvents.map((type) =>
      when(
        type,
        (event, rows) => {
          const decided = rows.of(planTable, event.data.itemId).find((row) => row.reminder_id === event.id);
          if (decided) rows.remove(planTable, decided);
          rows.each(plannedItemTable, event.data.itemId, (row) => ({
            ...row,
            doc: { ...row.doc, decided: [...row.doc.decided, event.id] },
          }));
        },
        (event) => byItem(event.data.itemId),
      ),
    ),
  ]),
};

const noHalf: PlannedHalf = {
  leadOfficeId: '',
  dueOn: null,
  explanation: [],
  occurrences: [],
  time: null,
  validated: false,
};

const halfOf = (rows: Rows, itemId: string, sideId: string): PlannedHalf =>
  rows.one(plannedItemTable, itemId)?.doc.halves[sideId] ?? noHalf;

function changeHalf(rows: Rows, itemId: string, sideId: string, half: PlannedHalf): void {
  rows.each(plannedItemTable, itemId, (row) => ({
    ...row,
    doc: { ...row.doc, halves: { ...row.doc.halves, [sideId]: half } },
  }));
}

/** A new due date withdraws what hung on the old one. */
function resolved(event: Placed & { data: EventOf<typeof DeadlineResolved>['data'] }, rows: Rows): void {
  const { id, data, metadata } = event;
  const { sideId, dueOn, calendarVersion, explanation } = data;
  const side = rows.one(reminderSideTable, sideId)!.doc;
  const published = side.calendars[calendarVersion]!;
  const time = { timeZone: side.timeZone, calendar: { ...published, version: calendarVersion, weekend: side.weekend } };
  const occurrences = occurrencesOf(dueOn, defaultPolicy, time);
  const half = { ...halfOf(rows, id, sideId), dueOn, explanation, time, occurrences };
  withdraw(rows, id, 'deadlineMoved', (row) => row.side_id === sideId && row.due_on !== dueOn);
  changeHalf(rows, id, sideId, half);
  if (rows.one(plannedItemTable, id)?.active) plan(rows, id, sideId, half, metadata.recordedAt);
}

/** Writes the plan of a half that binds from a moment; what lies before that moment was entered late. */
function plan(rows: Rows, itemId: string, sideId: string, half: PlannedHalf, boundAt: Instant): void {
  const { dueOn, time, leadOfficeId, occurrences, validated } = half;
  if (dueOn === null || time === null || validated) return;
  const late = occurrences.filter(({ at }) => at < boundAt);
  const owed = late.length > 0 ? [owedNotice(boundAt, defaultPolicy, time)] : [];
  const decided = rows.one(plannedItemTable, itemId)!.doc.decided;
  for (const { kind, at } of [...occurrences, ...owed]) {
    const reminderId = reminderIdOf({ itemId, sideId, officeId: leadOfficeId, kind, dueOn, channel: 'mail' });
    if (decided.includes(reminderId)) continue;
    rows.put(planTable, {
      item_id: itemId,
      reminder_id: reminderId,
      side_id: sideId,
      office_id: leadOfficeId,
      kind,
      due_on: dueOn,
      planned_at: at,
      state: at < boundAt ? 'late' : 'planned',
      reason: null,
    });
  }
}

function withdraw(rows: Rows, itemId: string, reason: PlanRow['reason'], concerns: (row: PlanRow) => boolean): void {
  rows.each(planTable, itemId, (row): PlanRow =>
    row.state !== 'withdrawn' && concerns(row) ? { ...row, state: 'withdrawn', reason } : row,
  );
}
