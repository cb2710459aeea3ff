import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { DomainError } from '#kernel/domain-error';
import type { SideId } from '#kernel/values';
import { answeredAt, pageOf, reading, type Page } from '#read-models/answers';
import { Database } from '#read-models/database';
import type { ReadAt } from '#read-models/read-at';
import { ReadPosition } from '#read-models/read-position';
import { standing } from '#read-models/view-table';
import { PeopleVault, type KeptPerson } from '../people-vault.js';
import { directoryView } from './directory.view.js';
import { personTable, type PersonRow } from './persons.view.js';

const names = z.record(z.string(), z.string());
const endpoint = z.object({ endpointId: z.uuid(), channel: z.enum(['mail']), dead: z.boolean() });

const person = z.object({
  id: z.uuid(),
  sideId: z.uuid(),
  /** As the vault has them now, whatever moment is asked for; null when they were erased. */
  names: names.nullable(),
  /** Whether mail can be written to them: no address was given, or every one was declared dead. */
  status: z.enum(['reachable', 'unreachable', 'withoutAddress']),
  endpoints: z.array(endpoint),
  revision: z.string(),
});
export const personList = z.object({ ...reading, items: z.array(person), next: z.string().nullable() });
export const personDetail = z.object({
  ...reading,
  ...person.shape,
  endpoints: z.array(endpoint.extend({ /** Null when it was erased. */ address: z.string().nullable() })),
});
export type PersonList = z.output<typeof personList>;
export type PersonDetail = z.output<typeof personDetail>;

/** The viewer's own persons, in no meaningful order: their names are not in the view. */
export class ListPersons extends Query<PersonList> {
  constructor(
    readonly viewer: SideId,
    readonly at: ReadAt,
    readonly page: Page,
  ) {
    super();
  }
}

/** One of the viewer's own persons, with addresses. */
export class GetPerson extends Query<PersonDetail> {
  constructor(
    readonly viewer: SideId,
    readonly at: ReadAt,
    readonly id: string,
  ) {
    super();
  }
}

@QueryHandler(ListPersons)
export class ListPersonsHandler implements IQueryHandler<ListPersons> {
  constructor(
    private readonly db: Database,
    private readonly positions: ReadPosition,
    private readonly people: PeopleVault,
  ) {}

  async execute({ viewer, at, page }: ListPersons): Promise<PersonList> {
    const read = await this.positions.resolve(directoryView.name, at);
    const rows = await this.db.query<PersonRow>(
      `select person_id, side_id, revision, doc from ${personTable.name}
       where ${standing(1)} and side_id = $2 and ($3::uuid is null or person_id > $3::uuid)
       order by person_id limit $4`,
      [read.position, viewer, page.after?.[0] ?? null, page.limit + 1],
    );
    const { items, next } = pageOf(rows, page, (row) => [row.person_id]);
    const people = await this.people.names(items.map((row) => row.person_id));
    return { ...answeredAt(read), items: items.map((row) => personOf(row, people)), next };
  }
}

@QueryHandler(GetPerson)
export class GetPersonHandler implements IQueryHandler<GetPerson> {
  constructor(
    private readonly db: Database,
    private readonly positions: ReadPosition,
    private readonly people: PeopleVault,
  ) {}

  async execute({ viewer, at, id }: GetPerson): Promise<PersonDetail> {
    const read = await this.positions.resolve(directoryView.name, at);
    const [row] = await this.db.query<PersonRow>(
      `select person_id, side_id, revision, doc from ${personTable.name}
       where person_id = $2 and side_id = $3 and ${standing(1)}`,
      [read.position, id, viewer],
    );
    if (!row) throw new DomainError('directory/unknownPerson', 'missing');
    const known = personOf(row, await this.people.names([id]));
    const endpoints = await Promise.all(
      known.endpoints.map(async (one) => ({ ...one, address: await this.people.address(one.endpointId) })),
    );
    return { ...answeredAt(read), ...known, endpoints };
  }
}

function personOf(row: PersonRow, people: ReadonlyMap<string, KeptPerson>) {
  const { endpoints } = row.doc;
  const reachable = endpoints.some(({ dead }) => !dead) ? 'reachable' : 'unreachable';
  return {
    id: row.person_id,
    sideId: row.side_id,
    names: people.get(row.person_id)?.displayNames ?? null,
    status: endpoints.length === 0 ? ('withoutAddress' as const) : (reachable as 'reachable' | 'unreachable'),
    endpoints: [...endpoints],
    revision: String(row.revision),
  };
}
