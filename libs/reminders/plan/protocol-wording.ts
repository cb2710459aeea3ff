import type { Names } from '#kernel/values';
import { ClauseAdded, ClauseRemoved, ClauseReworded, ProtocolDrafted } from '#protocols/protocol.events';
import type { Rows } from '#read-models/rows';
import { when, type Placed } from '#read-models/view';
import { reminderProtocolTable, type ReminderProtocolRow } from './reminder-plan.tables.js';

const ofProtocol = (event: Placed) => new Map([[reminderProtocolTable, [event.id]]]);

type Clauses = ReminderProtocolRow['doc']['clauses'];

/** What a mail quotes of the protocol: the wording of its clauses, and which languages are originals. */
export const protocolHandlers = [
  when(
    ProtocolDrafted,
    ({ data: { protocolId, number, languages } }, rows) => {
      const authentic = languages.filter((language) => language.authentic).map(({ lang }) => lang);
      rows.put(reminderProtocolTable, { protocol_id: protocolId, doc: { number, authentic, clauses: {} } });
    },
    ofProtocol,
  ),
  when(
    ClauseAdded,
    ({ id, data: { clauseId, path, texts } }, rows) =>
      changeClauses(rows, id, (clauses) => ({ ...clauses, [clauseId]: { path, texts } })),
    ofProtocol,
  ),
  when(
    ClauseReworded,
    ({ id, data: { clauseId, texts } }, rows) =>
      changeClauses(rows, id, (clauses) => reworded(clauses, clauseId, texts)),
    ofProtocol,
  ),
  when(
    ClauseRemoved,
    ({ id, data: { clauseId } }, rows) =>
      changeClauses(rows, id, (clauses) =>
        Object.fromEntries(Object.entries(clauses).filter(([known]) => known !== clauseId)),
      ),
    ofProtocol,
  ),
];

function reworded(clauses: Clauses, clauseId: string, texts: Names): Clauses {
  const known = clauses[clauseId];
  return known ? { ...clauses, [clauseId]: { ...known, texts } } : clauses;
}

function changeClauses(rows: Rows, protocolId: string, change: (clauses: Clauses) => Clauses): void {
  rows.each(reminderProtocolTable, protocolId, (row) => ({
    ...row,
    doc: { ...row.doc, clauses: change(row.doc.clauses) },
  }));
}
