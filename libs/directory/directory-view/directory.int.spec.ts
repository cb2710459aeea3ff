import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SideId } from '#kernel/values';
import type { Page } from '#read-models/answers';
import { migrate } from '#read-models/migrations';
import { openViewHarness, TestLog, type ViewHarness } from '../../../test/support/view-harness.js';
import { bodyEvents, NationalPartFormed } from '../body.events.js';
import {
  aBodyWithNationalPart,
  anInstitution,
  anOffice,
  anUnreachablePerson,
  aPerson,
  aReachablePerson,
  aSideWithCalendar,
  aVacatedOffice,
  sampleBodyId,
  sampleEndpointId,
  sampleInstitutionId,
  sampleOfficeId,
  samplePersonId,
  sampleSideId,
  theOtherSide,
} from '../directory.samples.js';
import { institutionEvents } from '../institution.events.js';
import { officeEvents, TenureEnded, TenureStarted, type TenureId } from '../office.events.js';
import { PeopleVault } from '../people-vault.js';
import { personEvents } from '../person.events.js';
import { sideEvents } from '../side.events.js';
import { vaultMigrations } from '../vault.schema.js';
import {
  bodyDetail,
  bodyList,
  GetBody,
  GetBodyHandler,
  GetSide,
  GetSideHandler,
  institutionList,
  ListBodies,
  ListBodiesHandler,
  ListInstitutions,
  ListInstitutionsHandler,
  ListSides,
  ListSidesHandler,
  sideDetail,
  sideList,
} from './directory.query.js';
import { directoryTable, directoryView } from './directory.view.js';
import { DirectoryEntries } from './entries.query.js';
import {
  GetOffice,
  GetOfficeHandler,
  ListOffices,
  ListOfficesHandler,
  officeDetail,
  officeList,
} from './offices.query.js';
import {
  GetPerson,
  GetPersonHandler,
  ListPersons,
  ListPersonsHandler,
  personDetail,
  personList,
} from './persons.query.js';
import { personTable } from './persons.view.js';

const [russia, cuba] = [sampleSideId('RU'), sampleSideId('CU')];
const [vacated, cuban] = [sampleOfficeId('RU', 1), sampleOfficeId('CU', 1)];
const [person, unreachable, foreign] = [samplePersonId(), samplePersonId('RU', 2), samplePersonId('CU')];
const endpoint = sampleEndpointId();
const all: Page = { limit: 100, after: null, list: 'directory' };
const now = {};

let view: ViewHarness;
let entries: DirectoryEntries;
let people: PeopleVault;
/** Position of the last event before the Cuban office changed hands. */
let before: bigint;

beforeAll(async () => {
  view = await openViewHarness(directoryView);
  await migrate(view.db, vaultMigrations);
  const log = new TestLog();
  await view.apply([
    ...log.add('side', russia, aSideWithCalendar()),
    ...log.add('side', cuba, theOtherSide()),
    ...log.add('body', sampleBodyId(), aBodyWithNationalPart()),
    ...log.add('institution', sampleInstitutionId(), anInstitution()),
    ...log.add('office', vacated, aVacatedOffice()),
    ...log.add('person', person, aReachablePerson()),
    ...log.add('person', unreachable, anUnreachablePerson().map(forThe(unreachable))),
    ...log.add('person', foreign, aPerson({ personId: foreign, sideId: cuba })),
  ]);
  const first = log.add('office', cuban, [
    ...anOffice({ officeId: cuban, sideId: cuba, names: { en: 'Adviser' } }),
    TenureStarted({ tenureId: tenure(11), personId: foreign, startsOn: '2018-01-01', acting: true }),
  ]);
  before = first.at(-1)!.position;
  await view.apply(first);
  await view.apply([
    ...log.add('office', cuban, [TenureEnded({ tenureId: tenure(11), endsOn: '2019-09-10' })]),
    ...log.add('body', sampleBodyId(), [
      NationalPartFormed({ sideId: russia, chairOfficeId: cuban, secretaryOfficeId: cuban }),
    ]),
  ]);
  people = new PeopleVault(view.db);
  entries = new DirectoryEntries(view.db, view.positions);
  await people.putPerson(person, { displayNames: { ru: 'А. Пример' }, sideId: russia });
  await people.putPerson(foreign, { displayNames: { es: 'C. Ejemplo' }, sideId: cuba });
  await people.putAddress(endpoint, person, 'a.primer@ministry.example');
});

afterAll(() => view.close());

function tenure(n: number): TenureId {
  return sampleOfficeId('tenure', n) as unknown as TenureId;
}

/** The sample person under another id. */
function forThe(personId: string): <E extends { type: string; data: object }>(event: E) => E {
  return (event) => ('personId' in event.data ? { ...event, data: { ...event.data, personId } } : event);
}

describe('the directory view', () => {
  it('handles every event of its streams', () => {
    const known = [...sideEvents, ...bodyEvents, ...institutionEvents, ...officeEvents, ...personEvents];
    expect([...directoryView.handlers.keys()].toSorted()).toEqual(known.map(({ type }) => type).toSorted());
  });

  it('keeps one row for each thing, persons by side apart', async () => {
    const rows = await view.rows(directoryTable);
    expect(rows.map(({ kind }) => kind).toSorted()).toEqual([
      'body',
      'institution',
      'office',
      'office',
      'side',
      'side',
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/Пример|Ejemplo|@/);
    const persons = await view.rows(personTable);
    expect(persons.map(({ side_id }) => side_id).toSorted()).toEqual([russia, russia, cuba].toSorted());
    expect(JSON.stringify(persons)).not.toMatch(/Пример|Ejemplo|@/);
  });
});

describe('sides, bodies and institutions', () => {
  it('lists sides by code, page by page', async () => {
    const handler = new ListSidesHandler(entries);
    const first = sideList.parse(await handler.execute(new ListSides(now, { ...all, limit: 1 })));
    expect(first.items.map(({ code }) => code)).toEqual(['CU']);
    const [, after] = JSON.parse(Buffer.from(first.next!, 'base64url').toString()) as [string, string[]];
    const second = sideList.parse(await handler.execute(new ListSides(now, { ...all, limit: 1, after })));
    expect(second.items.map(({ code, calendarVersion }) => [code, calendarVersion])).toEqual([['RU', 1]]);
    expect(second.next).toBeNull();
  });

  it('shows a side with its calendars', async () => {
    const side = sideDetail.parse(await new GetSideHandler(entries).execute(new GetSide(now, russia)));
    expect(side).toMatchObject({ timeZone: 'Europe/Moscow', weekend: [6, 7], rounding: 'previous', revision: '1' });
    expect(side.calendars).toEqual([
      { version: 1, holidays: ['2019-11-04'], workingWeekends: [], source: 'Synthetic calendar' },
    ]);
  });

  it('shows a body with its sides and the national part that stood at the time', async () => {
    const get = async (position?: bigint) =>
      bodyDetail.parse(await new GetBodyHandler(entries).execute(new GetBody({ position }, sampleBodyId())));
    expect(await get()).toMatchObject({
      sideIds: [russia, cuba],
      nationalParts: [{ sideId: russia, chairOfficeId: cuban, secretaryOfficeId: cuban }],
      revision: '4',
    });
    expect(await get(before)).toMatchObject({
      nationalParts: [{ chairOfficeId: sampleOfficeId('RU', 1) }],
      revision: '3',
      position: String(before),
    });
    const list = bodyList.parse(await new ListBodiesHandler(entries).execute(new ListBodies(now, all)));
    expect(list.items.map(({ code }) => code)).toEqual(['RG-01']);
  });

  it('lists institutions of one side, their names standing in for short ones', async () => {
    const list = async (side: SideId | null) =>
      institutionList.parse(await new ListInstitutionsHandler(entries).execute(new ListInstitutions(now, all, side)));
    expect((await list(russia)).items).toMatchObject([{ code: 'MIN-A', shortNames: { en: 'Ministry A' } }]);
    expect((await list(cuba)).items).toEqual([]);
    expect((await list(null)).items).toHaveLength(1);
  });

  it('refuses what is not there, also by the id of another kind', async () => {
    const get = (id: string) => new GetSideHandler(entries).execute(new GetSide(now, id));
    await expect(get(sampleBodyId())).rejects.toMatchObject({ code: 'directory/unknownSide', kind: 'missing' });
  });
});

describe('offices', () => {
  const get = async (reader: SideId | null, id: string, position?: bigint) =>
    officeDetail.parse(await new GetOfficeHandler(entries, people).execute(new GetOffice(reader, { position }, id)));

  it('tells each side the names of its own persons only', async () => {
    const namesSeenBy = async (reader: SideId | null) =>
      officeList
        .parse(await new ListOfficesHandler(entries, people).execute(new ListOffices(reader, now, all, null)))
        .items.map((office) => office.tenures.map(({ personNames }) => personNames));
    // Adviser (Cuba), then Head of department (Russia).
    expect(await namesSeenBy(russia)).toEqual([[null], [{ ru: 'А. Пример' }]]);
    expect(await namesSeenBy(cuba)).toEqual([[{ es: 'C. Ejemplo' }], [null]]);
    expect(await namesSeenBy(null)).toEqual([[null], [null]]);
  });

  it('shows who holds it at the moment of the answer', async () => {
    // As recorded before the tenure was ended; the log of this test begins on 11 September 2019.
    expect((await get(cuba, cuban, before)).holders).toEqual([
      { personId: foreign, acting: true, since: '2018-01-01' },
    ]);
    expect(await get(cuba, cuban)).toMatchObject({ holders: [], tenures: [{ endsOn: '2019-09-10', acting: true }] });
  });

  it('lists those of one side', async () => {
    const list = officeList.parse(
      await new ListOfficesHandler(entries, people).execute(new ListOffices(russia, now, all, russia)),
    );
    expect(list.items.map(({ id }) => id)).toEqual([vacated]);
  });
});

describe('persons', () => {
  const list = async (viewer: SideId) =>
    personList.parse(
      await new ListPersonsHandler(view.db, view.positions, people).execute(new ListPersons(viewer, now, all)),
    );
  const get = async (viewer: SideId, id: string) =>
    personDetail.parse(
      await new GetPersonHandler(view.db, view.positions, people).execute(new GetPerson(viewer, now, id)),
    );

  it('lists the viewer’s own only, with names and whether mail reaches them', async () => {
    const own = (await list(russia)).items.toSorted((a, b) => a.status.localeCompare(b.status));
    expect(own).toMatchObject([
      { id: person, names: { ru: 'А. Пример' }, status: 'reachable' },
      { id: unreachable, names: null, status: 'unreachable' },
    ]);
    expect((await list(cuba)).items).toMatchObject([
      { id: foreign, names: { es: 'C. Ejemplo' }, status: 'withoutAddress', endpoints: [] },
    ]);
  });

  it('shows one with addresses to its own side, and to another side nothing at all', async () => {
    expect(await get(russia, person)).toMatchObject({
      revision: '1',
      endpoints: [{ endpointId: endpoint, channel: 'mail', dead: false, address: 'a.primer@ministry.example' }],
    });
    await expect(get(cuba, person)).rejects.toMatchObject({ code: 'directory/unknownPerson', kind: 'missing' });
  });
});
