import type { EventOf, EventType } from '#kernel/event';
import { inLanguage, type Names } from '#kernel/values';
import { when, type View } from '#read-models/view';
import { viewTable, type ViewTable } from '#read-models/view-table';
import { BodyEstablished, NationalPartFormed, SideJoinedBody } from '../body.events.js';
import { InstitutionRegistered } from '../institution.events.js';
import { OfficeCreated, TenureEnded, TenureStarted } from '../office.events.js';
import { SideCalendarPublished, SideRegistered } from '../side.events.js';
import { personHandlers, personTable } from './persons.view.js';

export interface SideDoc extends Omit<EventOf<typeof SideRegistered>['data'], 'sideId'> {
  /** In the order of their versions. */
  readonly calendars: readonly EventOf<typeof SideCalendarPublished>['data'][];
}

export interface BodyDoc extends Omit<EventOf<typeof BodyEstablished>['data'], 'bodyId'> {
  readonly sideIds: readonly string[];
  readonly nationalParts: readonly { sideId: string; chairOfficeId: string; secretaryOfficeId: string }[];
}

export type InstitutionDoc = Omit<EventOf<typeof InstitutionRegistered>['data'], 'institutionId'>;

export interface TenureRow {
  readonly tenureId: string;
  readonly personId: string;
  readonly startsOn: string;
  /** The last day; null while it lasts. */
  readonly endsOn: string | null;
  readonly acting: boolean;
}

export interface OfficeDoc extends Omit<EventOf<typeof OfficeCreated>['data'], 'officeId'> {
  readonly tenures: readonly TenureRow[];
}

export interface DirectoryDocs {
  readonly side: SideDoc;
  readonly body: BodyDoc;
  readonly institution: InstitutionDoc;
  readonly office: OfficeDoc;
}
export type DirectoryKind = keyof DirectoryDocs;

export interface DirectoryRow<Doc = DirectoryDocs[DirectoryKind]> {
  readonly id: string;
  readonly kind: DirectoryKind;
  /** Whose it is; null for a body, which is joint. */
  readonly side_id: string | null;
  /** Lists are in this order: the code, or for an office its name. */
  readonly sort_key: string;
  readonly revision: string;
  readonly doc: Doc;
}

/**
 * One row for everybody, without a viewer's key: which sides, bodies, institutions and posts there are is what the sides
 * tell each other anyway, and it holds no person but by id. What is side-internal (persons, their names) stands in
 * `directory_person` and the vault.
 */
export const directoryTable = viewTable<DirectoryRow>({
  name: 'directory',
  kind: 'temporal',
  group: 'id',
  columns: {
    id: 'uuid not null',
    kind: 'text not null',
    side_id: 'uuid',
    sort_key: 'text collate "C" not null',
    revision: 'bigint not null',
    doc: 'jsonb not null',
  },
  indexes: ['create index directory_now on %t (kind, sort_key, id) where until is null'],
});

export const directoryView: View = {
  name: 'directory',
  version: 1,
  tables: [directoryTable, personTable],
  handlers: new Map([
    begins(SideRegistered, ({ sideId, ...data }) => ({
      id: sideId,
      kind: 'side',
      side_id: sideId,
      sort_key: data.code,
      doc: { ...data, calendars: [] },
    })),
    changes(SideCalendarPublished, (doc: SideDoc, data) => ({ calendars: [...doc.calendars, data] })),
    begins(BodyEstablished, ({ bodyId, ...data }) => ({
      id: bodyId,
      kind: 'body',
      side_id: null,
      sort_key: data.code,
      doc: { ...data, sideIds: [], nationalParts: [] },
    })),
    changes(SideJoinedBody, (doc: BodyDoc, { sideId }) => ({ sideIds: [...doc.sideIds, sideId] })),
    changes(NationalPartFormed, (doc: BodyDoc, part) => ({
      nationalParts: [...doc.nationalParts.filter(({ sideId }) => sideId !== part.sideId), part],
    })),
    begins(InstitutionRegistered, ({ institutionId, ...data }) => ({
      id: institutionId,
      kind: 'institution',
      side_id: data.sideId,
      sort_key: data.code,
      doc: data,
    })),
    begins(OfficeCreated, ({ officeId, ...data }) => ({
      id: officeId,
      kind: 'office',
      side_id: data.sideId,
      sort_key: sortedAs(data.names),
      doc: { ...data, tenures: [] },
    })),
    changes(TenureStarted, (doc: OfficeDoc, data) => ({ tenures: [...doc.tenures, { ...data, endsOn: null }] })),
    changes(TenureEnded, (doc: OfficeDoc, { tenureId, endsOn }) => ({
      tenures: doc.tenures.map((tenure) => (tenure.tenureId === tenureId ? { ...tenure, endsOn } : tenure)),
    })),
    ...personHandlers,
  ]),
};

/** Names in the language that every side reads, else in the first there is. */
function sortedAs(names: Names): string {
  return inLanguage(names, 'en').text;
}

function begins<T extends EventType>(type: T, rowOf: (data: EventOf<T>['data']) => Omit<DirectoryRow, 'revision'>) {
  return when<T>(
    type,
    (event, rows) => {
      rows.put(directoryTable, { ...rowOf(event.data), revision: String(event.revision) });
    },
    own,
  );
}

function changes<T extends EventType, Doc extends object>(
  type: T,
  changeOf: (doc: Doc, data: EventOf<T>['data']) => Partial<Doc>,
) {
  return when<T>(
    type,
    (event, rows) => {
      rows.each(directoryTable, event.id, (row) => {
        const doc = { ...row.doc, ...changeOf(row.doc as unknown as Doc, event.data) };
        return { ...row, revision: String(event.revision), doc };
      });
    },
    own,
  );
}

function own({ id }: { readonly id: string }): ReadonlyMap<ViewTable<object>, readonly string[]> {
  return new Map([[directoryTable, [id]]]);
}
