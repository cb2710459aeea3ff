import { when, type Placed, type ViewHandler } from '#read-models/view';
import { viewTable, type ViewTable } from '#read-models/view-table';
import { EndpointAdded, EndpointDeclaredDead, PersonRegistered } from '../person.events.js';

export interface EndpointRow {
  readonly endpointId: string;
  readonly channel: 'mail';
  /** It is not written to any more. */
  readonly dead: boolean;
}

/** A person as its own side sees it; names and addresses are added from the vault when it is asked for. */
export interface PersonRow {
  readonly person_id: string;
  readonly side_id: string;
  readonly revision: string;
  readonly doc: { readonly endpoints: readonly EndpointRow[] };
}

export const personTable = viewTable<PersonRow>({
  name: 'directory_person',
  kind: 'temporal',
  group: 'person_id',
  columns: {
    person_id: 'uuid not null',
    side_id: 'uuid not null',
    revision: 'bigint not null',
    doc: 'jsonb not null',
  },
  indexes: ['create index directory_person_now on %t (side_id, person_id) where until is null'],
});

const own = ({ id }: Placed): ReadonlyMap<ViewTable<object>, readonly string[]> => new Map([[personTable, [id]]]);

export const personHandlers: readonly (readonly [string, ViewHandler])[] = [
  when(
    PersonRegistered,
    ({ data, revision }, rows) => {
      rows.put(personTable, {
        person_id: data.personId,
        side_id: data.sideId,
        revision: String(revision),
        doc: { endpoints: [] },
      });
    },
    own,
  ),
  when(
    EndpointAdded,
    ({ id, data: { endpointId, channel }, revision }, rows) => {
      rows.each(personTable, id, (row) => ({
        ...row,
        revision: String(revision),
        doc: { endpoints: [...row.doc.endpoints, { endpointId, channel, dead: false }] },
      }));
    },
    own,
  ),
  when(
    EndpointDeclaredDead,
    ({ id, data, revision }, rows) => {
      rows.each(personTable, id, (row) => {
        const endpoints = row.doc.endpoints.map((known) =>
          known.endpointId === data.endpointId ? { ...known, dead: true } : known,
        );
        return { ...row, revision: String(revision), doc: { endpoints } };
      });
    },
    own,
  ),
];
