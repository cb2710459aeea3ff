import type { Names, SideId } from '#kernel/values';
import { when, type View } from '#read-models/view';
import { viewTable } from '#read-models/view-table';
import {
  ClauseAdded,
  ClauseDisposed,
  ClauseRemoved,
  ClauseReworded,
  ProtocolAdopted,
  ProtocolDrafted,
  ProtocolSigned,
  ProtocolTextAgreed,
  ProtocolTookEffect,
} from '../protocol.events.js';

export interface ClauseRow {
  readonly clauseId: string;
  readonly path: string;
  readonly kind: string;
  readonly sector: string | null;
  readonly texts: Names;
  readonly disposition: 'derived' | 'noted' | null;
  /** Vault text that says why it is only noted. */
  readonly reasonTextId: string | null;
}

/** A protocol as one side sees it. */
export interface ProtocolRow {
  readonly protocol_id: string;
  readonly viewer_side_id: SideId;
  readonly body_id: string;
  readonly meeting_id: string;
  readonly number: string;
  readonly stage: string;
  readonly session_on: string;
  readonly revision: string;
  readonly doc: {
    readonly titles: Names;
    readonly sideIds: readonly string[];
    readonly languages: readonly { lang: string; authentic: boolean }[];
    readonly agreedOn: string | null;
    readonly adoptedOn: string | null;
    readonly effectiveOn: string | null;
    readonly signatures: readonly { sideId: string; officeId: string; signedOn: string; place: Names }[];
    readonly clauses: readonly ClauseRow[];
  };
}

export const protocolTable = viewTable<ProtocolRow>({
  name: 'protocol_register',
  kind: 'temporal',
  group: 'protocol_id',
  key: 'viewer_side_id',
  columns: {
    protocol_id: 'uuid not null',
    viewer_side_id: 'uuid not null',
    body_id: 'uuid not null',
    meeting_id: 'uuid not null',
    number: 'text not null',
    stage: 'text not null',
    session_on: 'date not null',
    revision: 'bigint not null',
    doc: 'jsonb not null',
  },
  indexes: ['create index protocol_register_now on %t (viewer_side_id, session_on, number) where until is null'],
});

type Change = (row: ProtocolRow) => Partial<Pick<ProtocolRow, 'stage'>> & { doc?: Partial<ProtocolRow['doc']> };

/** Every side's row of a protocol: nothing in a protocol is internal to one side. */
export const protocolRegister: View = {
  name: 'protocol-register',
  version: 1,
  tables: [protocolTable],
  handlers: new Map([
    when(ProtocolDrafted, ({ data, revision }, rows) => {
      for (const viewer of data.sideIds) {
        rows.put(protocolTable, {
          protocol_id: data.protocolId,
          viewer_side_id: viewer,
          body_id: data.bodyId,
          meeting_id: data.meetingId,
          number: data.number,
          stage: 'draft',
          session_on: data.sessionOn,
          revision: String(revision),
          doc: {
            titles: data.titles,
            sideIds: data.sideIds,
            languages: data.languages,
            agreedOn: null,
            adoptedOn: null,
            effectiveOn: null,
            signatures: [],
            clauses: [],
          },
        });
      }
    }),
    changes(ClauseAdded, (data) => ({ doc }) => ({
      doc: { clauses: sorted([...doc.clauses, { ...data, disposition: null, reasonTextId: null }]) },
    })),
    changes(ClauseReworded, ({ clauseId, texts }) => clause(clauseId, { texts })),
    changes(ClauseRemoved, ({ clauseId }) => ({ doc }) => ({
      doc: { clauses: doc.clauses.filter((known) => known.clauseId !== clauseId) },
    })),
    changes(ClauseDisposed, ({ clauseId, disposition, reason }) =>
      clause(clauseId, { disposition, reasonTextId: reason?.textId ?? null }),
    ),
    changes(ProtocolTextAgreed, ({ agreedOn }) => () => ({ stage: 'textAgreed', doc: { agreedOn } })),
    changes(ProtocolAdopted, ({ adoptedOn }) => () => ({ stage: 'adopted', doc: { adoptedOn } })),
    changes(ProtocolSigned, (data) => ({ doc }) => ({ doc: { signatures: [...doc.signatures, data] } })),
    changes(ProtocolTookEffect, ({ effectiveOn }) => () => ({ stage: 'inEffect', doc: { effectiveOn } })),
  ]),
};

function changes<T extends Parameters<typeof when>[0]>(
  type: T,
  changeOf: (data: Parameters<Parameters<typeof when<T>>[1]>[0]['data']) => Change,
): ReturnType<typeof when> {
  return when(type, (event, rows) => {
    const change = changeOf(event.data);
    rows.each(protocolTable, event.id, (row) => {
      const { doc, ...rest } = change(row);
      return { ...row, ...rest, revision: String(event.revision), doc: { ...row.doc, ...doc } };
    });
  });
}

function clause(clauseId: string, changed: Partial<ClauseRow>): Change {
  return ({ doc }) => ({
    doc: { clauses: doc.clauses.map((known) => (known.clauseId === clauseId ? { ...known, ...changed } : known)) },
  });
}

/** In the order of the text: `2` before `10`. */
function sorted(clauses: ClauseRow[]): ClauseRow[] {
  const order = new Intl.Collator('en', { numeric: true });
  return clauses.toSorted((a, b) => order.compare(a.path, b.path));
}
