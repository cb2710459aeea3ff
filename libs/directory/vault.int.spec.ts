import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type PostgresHandle } from '#embedded/postgres';
import type { Authority } from '#event-store/authority';
import { LogUnavailable } from '#event-store/event-log';
import { EventStore } from '#event-store/event-store';
import { FixedClock } from '#kernel/clock';
import { sha256, type Envelope } from '#kernel/command';
import { DomainError } from '#kernel/domain-error';
import { anEnvelope } from '#kernel/given-when-then';
import { uuid5 } from '#kernel/ids';
import { Database } from '#read-models/database';
import { migrate } from '#read-models/migrations';
import { MemoryLog } from '../../test/support/memory-log.js';
import { sampleEndpointId, samplePersonId, sampleSideId } from './directory.samples.js';
import { PeopleVault } from './people-vault.js';
import { PersonKeeping } from './person-keeping.js';
import { AddEndpoint, RegisterPerson } from './person.commands.js';
import { endpointIdOf } from './person.decider.js';
import { RegisterSide } from './side.commands.js';
import { sideDecider } from './side.decider.js';
import { PgTextVault } from './text-vault.js';
import { vaultMigrations } from './vault.schema.js';

const [russia, cuba] = [sampleSideId('RU'), sampleSideId('CU')];
let directory: string;
let server: PostgresHandle;
let db: Database;
let people: PeopleVault;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rapporteur-vault-'));
  server = await startPostgres({ directory });
  db = new Database(server.url, 4);
  await migrate(db, vaultMigrations);
  people = new PeopleVault(db);
});

afterAll(async () => {
  await db.close();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(() => db.query('truncate vault.text, vault.person, vault.address'));

describe('the vault of texts', () => {
  const text = (n: number, words: string) => ({
    textId: uuid5('sample text', n),
    sha256: sha256(words),
    lang: 'ru',
    text: words,
    ownerSideId: n === 1 ? russia : null,
  });

  it('gives back what was put, with its owner, and misses what never was', async () => {
    const vault = new PgTextVault(db);
    await vault.put([text(1, 'Срок сорван: "подрядчик"\n\\ ушёл'), text(2, '')]);
    const found = await vault.read([uuid5('sample text', 1), uuid5('sample text', 2), uuid5('sample text', 3)]);
    expect([...found]).toEqual([
      [uuid5('sample text', 1), { lang: 'ru', text: 'Срок сорван: "подрядчик"\n\\ ушёл', ownerSideId: russia }],
      [uuid5('sample text', 2), { lang: 'ru', text: '', ownerSideId: null }],
    ]);
    expect(await vault.read([])).toEqual(new Map());
  });

  it('leaves a text that is there as it is', async () => {
    const vault = new PgTextVault(db);
    await vault.put([text(1, 'first')]);
    await vault.put([text(1, 'second'), text(2, 'other')]);
    await vault.put([]);
    const found = await vault.read([uuid5('sample text', 1), uuid5('sample text', 2)]);
    expect([...found.values()].map((kept) => kept.text).toSorted()).toEqual(['first', 'other']);
  });
});

describe('the vault of people', () => {
  it('keeps names and addresses, the last put counting', async () => {
    const person = samplePersonId();
    await people.putPerson(person, { displayNames: { ru: 'А. Пример' }, sideId: russia });
    await people.putPerson(person, { displayNames: { ru: 'Б. Пример', en: 'B. Example' }, sideId: russia });
    await people.putAddress(sampleEndpointId(), person, 'a@ministry.example');
    await people.putAddress(sampleEndpointId(), person, 'b@ministry.example');
    expect(await people.names([person, samplePersonId('CU')])).toEqual(
      new Map([[person, { displayNames: { ru: 'Б. Пример', en: 'B. Example' }, sideId: russia }]]),
    );
    expect(await people.address(sampleEndpointId())).toBe('b@ministry.example');
    expect(await people.address(sampleEndpointId('CU'))).toBeNull();
    expect(await people.names([])).toEqual(new Map());
  });

  it('forgets a person with every address', async () => {
    const person = samplePersonId();
    await people.putPerson(person, { displayNames: { ru: 'А. Пример' }, sideId: russia });
    await people.putAddress(sampleEndpointId(), person, 'a@ministry.example');
    await people.forgetPerson(person);
    expect(await people.names([person])).toEqual(new Map());
    expect(await people.address(sampleEndpointId())).toBeNull();
  });
});

describe('taking a command about a person', () => {
  const clock = new FixedClock('2019-09-11T12:00:00.000Z');
  const personId = samplePersonId();
  let log: MemoryLog;
  let keeping: PersonKeeping;
  let refuses: DomainError | undefined;
  const authority: Authority = {
    permit() {
      if (refuses) throw refuses;
    },
  };

  beforeEach(async () => {
    log = new MemoryLog();
    refuses = undefined;
    const store = new EventStore(log, clock, new PgTextVault(db), authority);
    keeping = new PersonKeeping(store, people, authority);
    const side = { code: 'RU', names: { en: 'Russia' }, timeZone: 'Europe/Moscow', weekend: [6, 7] };
    const registering = Object.assign(new RegisterSide(), side, { defaultLanguage: 'ru', rounding: 'next' as const });
    await store.execute(sideDecider, registering.on(russia, envelope('side')));
  });

  const envelope = (n: string, part: Partial<Envelope> = {}) =>
    anEnvelope({ commandId: uuid5('test-command', n), as: { sideId: russia }, ...part });
  const register = (part: Partial<RegisterPerson> = {}, n = 'person') =>
    Object.assign(
      new RegisterPerson(),
      { sideId: russia, displayNames: { ru: 'А. Пример' }, mailAddress: 'a.primer@ministry.example' },
      part,
    ).on(personId, envelope(n));
  const add = (mailAddress: string, part: Partial<Envelope> = {}) =>
    Object.assign(new AddEndpoint(), { mailAddress }).on(personId, envelope('endpoint', part));
  const kept = async () => ({
    persons: await db.query('select display_names as names from vault.person'),
    addresses: (await db.query<{ address: string }>('select address from vault.address order by address')).map(
      ({ address }) => address,
    ),
  });
  const nothing = { persons: [], addresses: [] };

  it('puts name and address into the vault and neither into the log', async () => {
    const receipt = await keeping.execute(register());
    expect(receipt.recorded).toEqual(['PersonRegistered', 'EndpointAdded']);
    expect(await people.address(endpointIdOf(register()))).toBe('a.primer@ministry.example');
    expect((await people.names([personId])).get(personId)?.displayNames).toEqual({ ru: 'А. Пример' });
    const written = JSON.stringify(log.events, (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(written).not.toMatch(/Пример|primer|@/);
  });

  it('answers the same when it is repeated, and keeps what was recorded when the repetition differs', async () => {
    const first = await keeping.execute(register());
    expect(await keeping.execute(register())).toEqual(first);
    const other = register({ displayNames: { ru: 'В. Другой' }, mailAddress: 'other@ministry.example' });
    await expect(keeping.execute(other)).rejects.toMatchObject({ code: 'http/idempotencyKeyReused' });
    expect(await kept()).toEqual({
      persons: [{ names: { ru: 'А. Пример' } }],
      addresses: ['a.primer@ministry.example'],
    });
  });

  it('keeps nothing of a command that is refused', async () => {
    await expect(keeping.execute(register({ sideId: cuba }))).rejects.toMatchObject({ code: 'directory/unknownSide' });
    expect(await kept()).toEqual(nothing);
    refuses = new DomainError('access/notPermitted', 'forbidden');
    await expect(keeping.execute(register())).rejects.toBe(refuses);
    expect(await kept()).toEqual(nothing);
  });

  it('keeps the name when it is unknown whether the event arrived, and takes the command up again', async () => {
    log.failNextAppend = new LogUnavailable();
    await expect(keeping.execute(register())).rejects.toBeInstanceOf(LogUnavailable);
    expect((await kept()).addresses).toEqual(['a.primer@ministry.example']);
    await keeping.execute(register({ mailAddress: 'corrected@ministry.example' }));
    expect((await kept()).addresses).toEqual(['corrected@ministry.example']);
  });

  it('adds an address, and forgets it when the revision was stale', async () => {
    await keeping.execute(register());
    const stale = add('b.primer@ministry.example', { expectedRevision: 0n });
    await expect(keeping.execute(stale)).rejects.toMatchObject({ kind: 'staleRevision' });
    expect((await kept()).addresses).toEqual(['a.primer@ministry.example']);
    await keeping.execute(add('b.primer@ministry.example', { expectedRevision: 1n }));
    expect((await kept()).addresses).toEqual(['a.primer@ministry.example', 'b.primer@ministry.example']);
  });

  it('writes nothing under another side’s person', async () => {
    await keeping.execute(register());
    const actor = { ...envelope('x').actor, sideId: cuba };
    await expect(keeping.execute(add('spy@elsewhere.example', { actor }))).rejects.toMatchObject({
      code: 'directory/unknownPerson',
    });
    expect((await kept()).addresses).toEqual(['a.primer@ministry.example']);
  });
});
