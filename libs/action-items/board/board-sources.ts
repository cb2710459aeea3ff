import { SideCalendarPublished, SideRegistered } from '#directory/side.events';
import {
  ClauseAdded,
  ClauseRemoved,
  ClauseReworded,
  ProtocolDrafted,
  ProtocolTookEffect,
} from '#protocols/protocol.events';
import type { Rows } from '#read-models/rows';
import { when, type Placed } from '#read-models/view';
import { boardProtocolTable, boardSideTable, type BoardProtocolRow } from './status-board.tables.js';

const ofProtocol = (event: Placed) => new Map([[boardProtocolTable, [event.id]]]);
const ofSide = (event: Placed) => new Map([[boardSideTable, [event.id]]]);

/** What the board takes from earlier capabilities: wording of the clauses, and zone and calendar of the sides. */
export const sourceHandlers = [
  when(
    ProtocolDrafted,
    ({ data }, rows) => {
      const { protocolId, number, languages } = data;
      rows.put(boardProtocolTable, {
        protocol_id: protocolId,
        number,
        doc: { effectiveOn: null, languages, clauses: {} },
      });
    },
    ofProtocol,
  ),
  when(
    ClauseAdded,
    (event, rows) => {
      const { clauseId, path, kind, texts } = event.data;
      changeProtocol(event, rows, ({ clauses }) => ({ clauses: { ...clauses, [clauseId]: { path, kind, texts } } }));
    },
    ofProtocol,
  ),
  when(
    ClauseReworded,
    (event, rows) => {
      const { clauseId, texts } = event.data;
      changeProtocol(event, rows, ({ clauses }) => ({
        clauses: { ...clauses, [clauseId]: { ...clauses[clauseId]!, texts } },
      }));
    },
    ofProtocol,
  ),
  when(
    ClauseRemoved,
    (event, rows) => {
      changeProtocol(event, rows, ({ clauses }) => {
        const { [event.data.clauseId]: _removed, ...kept } = clauses;
        return { clauses: kept };
      });
    },
    ofProtocol,
  ),
  when(
    ProtocolTookEffect,
    (event, rows) => changeProtocol(event, rows, () => ({ effectiveOn: event.data.effectiveOn })),
    ofProtocol,
  ),
  when(
    SideRegistered,
    ({ data }, rows) => {
      const { names, timeZone, weekend } = data;
      rows.put(boardSideTable, { side_id: data.sideId, doc: { names, timeZone, weekend, calendar: null } });
    },
    ofSide,
  ),
  when(
    SideCalendarPublished,
    ({ id, data }, rows) => {
      const { version, holidays, workingWeekends } = data;
      const calendar = { version, holidays, workingWeekends };
      rows.each(boardSideTable, id, (row) => ({ ...row, doc: { ...row.doc, calendar } }));
    },
    ofSide,
  ),
] as const;

function changeProtocol(
  event: Placed,
  rows: Rows,
  change: (doc: BoardProtocolRow['doc']) => Partial<BoardProtocolRow['doc']>,
): void {
  rows.each(boardProtocolTable, event.id, (row) => ({ ...row, doc: { ...row.doc, ...change(row.doc) } }));
}
