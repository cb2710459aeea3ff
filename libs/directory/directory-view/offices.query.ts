import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import type { LocalDate, SideId } from '#kernel/values';
import { answeredAt, reading, type Page } from '#read-models/answers';
import type { ReadAt } from '#read-models/read-at';
import { coversDay } from '../office.decider.js';
import { PeopleVault, type KeptPerson } from '../people-vault.js';
import type { DirectoryDocs, DirectoryRow } from './directory.view.js';
import { DirectoryEntries } from './entries.query.js';

const names = z.record(z.string(), z.string());

const office = z.object({
  id: z.uuid(),
  sideId: z.uuid(),
  institutionId: z.uuid(),
  names,
  language: z.string(),
  /** Who holds it on the day of the answer, as its own side counts days; empty when it is vacant. */
  holders: z.array(z.object({ personId: z.uuid(), acting: z.boolean(), since: z.iso.date() })),
  tenures: z.array(
    z.object({
      tenureId: z.uuid(),
      personId: z.uuid(),
      /** As the vault has them now; null for another side's person and for one who was erased. */
      personNames: names.nullable(),
      startsOn: z.iso.date(),
      endsOn: z.iso.date().nullable(),
      acting: z.boolean(),
    }),
  ),
  revision: z.string(),
});
export const officeList = z.object({ ...reading, items: z.array(office), next: z.string().nullable() });
export const officeDetail = z.object({ ...reading, ...office.shape });
export type OfficeList = z.output<typeof officeList>;
export type OfficeDetail = z.output<typeof officeDetail>;

/** Offices by name; of one side, or of all. `reader` is the side that is told names of persons: its own. */
export class ListOffices extends Query<OfficeList> {
  constructor(
    readonly reader: SideId | null,
    readonly at: ReadAt,
    readonly page: Page,
    readonly sideId: string | null,
  ) {
    super();
  }
}

export class GetOffice extends Query<OfficeDetail> {
  constructor(
    readonly reader: SideId | null,
    readonly at: ReadAt,
    readonly id: string,
  ) {
    super();
  }
}

type OfficeRow = DirectoryRow<DirectoryDocs['office']>;

@QueryHandler(ListOffices)
export class ListOfficesHandler implements IQueryHandler<ListOffices> {
  constructor(
    private readonly entries: DirectoryEntries,
    private readonly people: PeopleVault,
  ) {}

  async execute({ reader, at, page, sideId }: ListOffices): Promise<OfficeList> {
    const { read, items, next } = await this.entries.page('office', at, page, sideId);
    const people = await namesFor(reader, items, this.people);
    const days = await this.entries.days(read);
    return { ...answeredAt(read), items: items.map((row) => officeOf(row, people, days)), next };
  }
}

@QueryHandler(GetOffice)
export class GetOfficeHandler implements IQueryHandler<GetOffice> {
  constructor(
    private readonly entries: DirectoryEntries,
    private readonly people: PeopleVault,
  ) {}

  async execute({ reader, at, id }: GetOffice): Promise<OfficeDetail> {
    const { read, row } = await this.entries.one('office', at, id);
    const people = await namesFor(reader, [row], this.people);
    return { ...answeredAt(read), ...officeOf(row, people, await this.entries.days(read)) };
  }
}

/** Asks the vault only for the reader's own side, and believes only what it says is of that side. */
async function namesFor(
  reader: SideId | null,
  offices: readonly OfficeRow[],
  vault: PeopleVault,
): Promise<ReadonlyMap<string, KeptPerson>> {
  const own = offices.filter((office) => reader !== null && office.side_id === reader);
  const ids = new Set(own.flatMap(({ doc }) => doc.tenures.map(({ personId }) => personId)));
  return new Map([...(await vault.names([...ids]))].filter(([, person]) => person.sideId === reader));
}

function officeOf(
  { id, revision, doc }: OfficeRow,
  people: ReadonlyMap<string, KeptPerson>,
  days: ReadonlyMap<string, LocalDate>,
) {
  const day = days.get(doc.sideId)!;
  const holders = doc.tenures
    .filter((tenure) => coversDay(tenure, day))
    .map(({ personId, acting, startsOn }) => ({ personId, acting, since: startsOn }));
  const tenures = doc.tenures.map((tenure) => ({
    ...tenure,
    personNames: people.get(tenure.personId)?.displayNames ?? null,
  }));
  return { id, ...doc, holders, tenures, revision: String(revision) };
}
