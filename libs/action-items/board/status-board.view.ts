import type { SideId } from '#kernel/values';
import type { Rows } from '#read-models/rows';
import { when, type Placed, type View } from '#read-models/view';
import type { ViewTable } from '#read-models/view-table';
import {
  ActionItemActivated,
  ActionItemDerived,
  ActionItemRemovedFromControl,
  DeadlineResolved,
  DeadlineSet,
  ObligationAssigned,
  ObligationValidated,
  type ActionItemEvent,
} from '../action-item.events.js';
import { CompletionReported, ProgressReported, ReportReturned, type ObligationEvent } from '../obligation.events.js';
import {
  boardProtocolTable,
  boardSideTable,
  halfTable,
  itemTable,
  reportTable,
  type HalfRow,
  type ItemRow,
  type ReportRow,
} from './status-board.tables.js';
import { sourceHandlers } from './board-sources.js';

type Touched = ReadonlyMap<ViewTable<object>, readonly string[]>;

const ofItem = (itemId: string): Touched =>
  new Map<ViewTable<object>, readonly string[]>([
    [itemTable, [itemId]],
    [halfTable, [itemId]],
    [reportTable, [itemId]],
  ]);
const byStream = (event: Placed): Touched => ofItem(event.id);
const byItem = (event: Placed<ObligationEvent>): Touched => ofItem(event.data.itemId);

/** Items with both halves, per viewing side. A side's unshared reports change only its own rows. */
export const statusBoard: View = {
  name: 'status-board',
  version: 1,
  tables: [itemTable, halfTable, reportTable, boardProtocolTable, boardSideTable],
  handlers: new Map([
    when(
      ActionItemDerived,
      ({ data, revision }, rows) => {
        for (const viewer of data.sideIds) {
          rows.put(itemTable, {
            item_id: data.itemId,
            viewer_side_id: viewer,
            body_id: data.bodyId,
            protocol_id: data.protocolId,
            number: data.number,
            sector: data.sector,
            stage: 'pendingEffect',
            revision: String(revision),
            own_revision: null,
            doc: {
              titles: data.titles,
              clauseIds: data.clauseIds,
              jointRule: data.jointRule,
              removedOn: null,
              basisTextId: null,
            },
          });
        }
      },
      byStream,
    ),
    when(ObligationAssigned, assigned, byStream),
    when(
      DeadlineSet,
      (event, rows) => {
        changeHalf(event, rows, ({ doc }) => ({
          due_on: null,
          doc: { ...doc, expression: event.data.expression, resolved: null },
        }));
      },
      byStream,
    ),
    when(
      DeadlineResolved,
      (event, rows) => {
        const { dueOn, rawOn, provisional, calendarVersion, explanation } = event.data;
        const resolved = { rawOn, provisional, calendarVersion, explanation };
        changeHalf(event, rows, ({ doc }) => ({ due_on: dueOn, doc: { ...doc, resolved } }));
      },
      byStream,
    ),
    when(ActionItemActivated, (event, rows) => changeItem(event, rows, () => ({ stage: 'active' })), byStream),
    when(ObligationValidated, validated, byStream),
    when(
      ActionItemRemovedFromControl,
      (event, rows) => {
        const { removedOn, basis } = event.data;
        changeItem(event, rows, ({ doc }) => ({
          stage: 'closed',
          doc: { ...doc, removedOn, basisTextId: basis.textId },
        }));
      },
      byStream,
    ),
    when(ProgressReported, (event, rows) => reported(event, rows, 'progress', null), byItem),
    when(CompletionReported, (event, rows) => reported(event, rows, 'completion', event.data.completedOn), byItem),
    when(ReportReturned, returned, byItem),
    ...sourceHandlers,
  ]),
};

type ItemEventOf<T extends ActionItemEvent['type']> = Placed<Extract<ActionItemEvent, { type: T }>>;

function assigned(event: ItemEventOf<'ObligationAssigned'>, rows: Rows): void {
  const { sideId, leadOfficeId, coExecutorOfficeIds, validatorOfficeId } = event.data;
  for (const { viewer_side_id: viewer } of rows.of(itemTable, event.id)) {
    rows.put(halfTable, {
      item_id: event.id,
      half: `${viewer}/${sideId}`,
      viewer_side_id: viewer,
      side_id: sideId,
      status: 'notStarted',
      due_on: null,
      completed_on: null,
      doc: {
        leadOfficeId,
        coExecutorOfficeIds,
        validatorOfficeId,
        expression: { kind: 'unspecified' },
        resolved: null,
      },
    });
  }
  changeItem(event, rows, () => ({}));
}

/** The report becomes visible to every side. */
function validated(event: ItemEventOf<'ObligationValidated'>, rows: Rows): void {
  const { sideId, reportId, completedOn, report } = event.data;
  changeHalf(event, rows, () => ({ status: 'validated', completed_on: completedOn }));
  const own = rows.of(reportTable, event.id).find(({ report: key }) => key === `${sideId}/${reportId}`);
  for (const { viewer_side_id: viewer } of rows.of(itemTable, event.id)) {
    rows.put(reportTable, {
      item_id: event.id,
      report: `${viewer}/${reportId}`,
      viewer_side_id: viewer,
      doc: {
        reportId,
        sideId,
        officeId: own?.doc.officeId ?? null,
        kind: 'completion',
        completedOn,
        textId: report.textId,
        state: 'validated',
        reasonTextId: null,
        at: event.metadata.recordedAt,
      },
    });
  }
}

function reported(
  event: Placed<Extract<ObligationEvent, { type: 'ProgressReported' | 'CompletionReported' }>>,
  rows: Rows,
  kind: 'progress' | 'completion',
  completedOn: string | null,
): void {
  const { itemId, sideId, reportId, officeId, report } = event.data;
  const state = kind === 'progress' ? 'progress' : 'waiting';
  const doc = { reportId, sideId, officeId, kind, completedOn, textId: report.textId, reasonTextId: null } as const;
  const row: ReportRow = {
    item_id: itemId,
    report: `${sideId}/${reportId}`,
    viewer_side_id: sideId,
    doc: { ...doc, state, at: event.metadata.recordedAt },
  };
  rows.put(reportTable, row);
  changeOwnHalf(event, rows, ({ status }) =>
    kind === 'completion'
      ? { status: 'reportedDone', completed_on: completedOn }
      : { status: status === 'notStarted' ? 'inProgress' : status },
  );
}

function returned(event: Placed<Extract<ObligationEvent, { type: 'ReportReturned' }>>, rows: Rows): void {
  const { itemId, sideId, reportId, reason } = event.data;
  rows.each(reportTable, itemId, (row) =>
    row.report === `${sideId}/${reportId}`
      ? { ...row, doc: { ...row.doc, state: 'returned' as const, reasonTextId: reason.textId } }
      : row,
  );
  changeOwnHalf(event, rows, () => ({ status: 'inProgress', completed_on: null }));
}

function changeItem(event: Placed, rows: Rows, change: (row: ItemRow) => Partial<ItemRow>): void {
  rows.each(itemTable, event.id, (row) => ({ ...row, ...change(row), revision: String(event.revision) }));
}

/** Changes the half of the event's side in every viewer's rows. */
function changeHalf(
  event: Placed & { readonly data: { readonly sideId: SideId } },
  rows: Rows,
  change: (row: HalfRow) => Partial<HalfRow>,
): void {
  rows.each(halfTable, event.id, (row) => (row.side_id === event.data.sideId ? { ...row, ...change(row) } : row));
  changeItem(event, rows, () => ({}));
}

/** Changes the half of the event's side in that side's own rows only. */
function changeOwnHalf(event: Placed<ObligationEvent>, rows: Rows, change: (row: HalfRow) => Partial<HalfRow>): void {
  const { itemId, sideId } = event.data;
  rows.each(halfTable, itemId, (row) => (row.half === `${sideId}/${sideId}` ? { ...row, ...change(row) } : row));
  rows.each(itemTable, itemId, (row) =>
    row.viewer_side_id === sideId ? { ...row, own_revision: String(event.revision) } : row,
  );
}
