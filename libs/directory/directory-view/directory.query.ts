import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { answeredAt, reading, type Page } from '#read-models/answers';
import type { ReadAt } from '#read-models/read-at';
import { bodyKinds } from '../body.events.js';
import type { DirectoryDocs, DirectoryRow } from './directory.view.js';
import { DirectoryEntries } from './entries.query.js';

const names = z.record(z.string(), z.string());

const side = z.object({
  id: z.uuid(),
  code: z.string(),
  names,
  timeZone: z.string(),
  weekend: z.array(z.int()),
  defaultLanguage: z.string(),
  rounding: z.enum(['previous', 'next']),
  /** The newest calendar; 0 when none was published. */
  calendarVersion: z.int(),
  revision: z.string(),
});
const calendar = z.object({
  version: z.int(),
  holidays: z.array(z.iso.date()),
  workingWeekends: z.array(z.iso.date()),
  source: z.string(),
});
const body = z.object({
  id: z.uuid(),
  code: z.string(),
  kind: z.enum(bodyKinds),
  names,
  parentId: z.uuid().nullable(),
  languages: z.array(z.string()),
  establishedOn: z.iso.date().nullable(),
  sideIds: z.array(z.uuid()),
  nationalParts: z.array(z.object({ sideId: z.uuid(), chairOfficeId: z.uuid(), secretaryOfficeId: z.uuid() })),
  revision: z.string(),
});
const institution = z.object({
  id: z.uuid(),
  sideId: z.uuid(),
  code: z.string(),
  names,
  /** For where space is short; the names when no shorter ones were registered. */
  shortNames: names,
  revision: z.string(),
});

const listOf = <Item extends z.ZodObject>(item: Item) =>
  z.object({ ...reading, items: z.array(item), next: z.string().nullable() });
export const sideList = listOf(side);
export const sideDetail = z.object({ ...reading, ...side.shape, calendars: z.array(calendar) });
export const bodyList = listOf(body);
export const bodyDetail = z.object({ ...reading, ...body.shape });
export const institutionList = listOf(institution);
export const institutionDetail = z.object({ ...reading, ...institution.shape });
export type SideList = z.output<typeof sideList>;
export type SideDetail = z.output<typeof sideDetail>;
export type BodyList = z.output<typeof bodyList>;
export type BodyDetail = z.output<typeof bodyDetail>;
export type InstitutionList = z.output<typeof institutionList>;
export type InstitutionDetail = z.output<typeof institutionDetail>;

/** Sides by code. */
export class ListSides extends Query<SideList> {
  constructor(
    readonly at: ReadAt,
    readonly page: Page,
  ) {
    super();
  }
}

/** One side with every calendar it published. */
export class GetSide extends Query<SideDetail> {
  constructor(
    readonly at: ReadAt,
    readonly id: string,
  ) {
    super();
  }
}

/** Bodies by code. */
export class ListBodies extends Query<BodyList> {
  constructor(
    readonly at: ReadAt,
    readonly page: Page,
  ) {
    super();
  }
}

export class GetBody extends Query<BodyDetail> {
  constructor(
    readonly at: ReadAt,
    readonly id: string,
  ) {
    super();
  }
}

/** Institutions by code; of one side, or of all. */
export class ListInstitutions extends Query<InstitutionList> {
  constructor(
    readonly at: ReadAt,
    readonly page: Page,
    readonly sideId: string | null,
  ) {
    super();
  }
}

export class GetInstitution extends Query<InstitutionDetail> {
  constructor(
    readonly at: ReadAt,
    readonly id: string,
  ) {
    super();
  }
}

@QueryHandler(ListSides)
export class ListSidesHandler implements IQueryHandler<ListSides> {
  constructor(private readonly entries: DirectoryEntries) {}

  async execute({ at, page }: ListSides): Promise<SideList> {
    const { read, items, next } = await this.entries.page('side', at, page);
    return { ...answeredAt(read), items: items.map(sideOf), next };
  }
}

@QueryHandler(GetSide)
export class GetSideHandler implements IQueryHandler<GetSide> {
  constructor(private readonly entries: DirectoryEntries) {}

  async execute({ at, id }: GetSide): Promise<SideDetail> {
    const { read, row } = await this.entries.one('side', at, id);
    return { ...answeredAt(read), ...sideOf(row), calendars: [...row.doc.calendars] };
  }
}

@QueryHandler(ListBodies)
export class ListBodiesHandler implements IQueryHandler<ListBodies> {
  constructor(private readonly entries: DirectoryEntries) {}

  async execute({ at, page }: ListBodies): Promise<BodyList> {
    const { read, items, next } = await this.entries.page('body', at, page);
    return { ...answeredAt(read), items: items.map(bodyOf), next };
  }
}

@QueryHandler(GetBody)
export class GetBodyHandler implements IQueryHandler<GetBody> {
  constructor(private readonly entries: DirectoryEntries) {}

  async execute({ at, id }: GetBody): Promise<BodyDetail> {
    const { read, row } = await this.entries.one('body', at, id);
    return { ...answeredAt(read), ...bodyOf(row) };
  }
}

@QueryHandler(ListInstitutions)
export class ListInstitutionsHandler implements IQueryHandler<ListInstitutions> {
  constructor(private readonly entries: DirectoryEntries) {}

  async execute({ at, page, sideId }: ListInstitutions): Promise<InstitutionList> {
    const { read, items, next } = await this.entries.page('institution', at, page, sideId);
    return { ...answeredAt(read), items: items.map(institutionOf), next };
  }
}

@QueryHandler(GetInstitution)
export class GetInstitutionHandler implements IQueryHandler<GetInstitution> {
  constructor(private readonly entries: DirectoryEntries) {}

  async execute({ at, id }: GetInstitution): Promise<InstitutionDetail> {
    const { read, row } = await this.entries.one('institution', at, id);
    return { ...answeredAt(read), ...institutionOf(row) };
  }
}

function sideOf({ id, revision, doc }: DirectoryRow<DirectoryDocs['side']>) {
  const { calendars, ...known } = doc;
  return { id, ...known, calendarVersion: calendars.at(-1)?.version ?? 0, revision: String(revision) };
}

function bodyOf({ id, revision, doc }: DirectoryRow<DirectoryDocs['body']>) {
  return { id, ...doc, sideIds: [...doc.sideIds], nationalParts: [...doc.nationalParts], revision: String(revision) };
}

function institutionOf({ id, revision, doc }: DirectoryRow<DirectoryDocs['institution']>) {
  return { id, ...doc, shortNames: doc.shortNames ?? doc.names, revision: String(revision) };
}
