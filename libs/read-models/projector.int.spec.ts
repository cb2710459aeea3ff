import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { CommandBus } from '@nestjs/cqrs';
import { randomUUID } from 'node:crypto';
import { FixedClock } from '#kernel/clock';
import { streamOf } from '#kernel/ids';
import { Authority } from '#event-store/authority';
import type { EventLog } from '#event-store/event-log';
import { EventStore } from '#event-store/event-store';
import { startDatabase, type DatabaseFixture } from '../../test/support/database-fixture.js';
import { MemoryVault } from '../../test/support/memory-vault.js';
import { startStore, type StoreFixture } from '../../test/support/store-fixture.js';
import {
  AddToTally,
  anAppend,
  OpenTally,
  TallyAdded,
  tallyDecider,
  tallyEvents,
  TallyOpened,
  to,
  type TallyCommand,
} from '../../test/support/tally.js';
import type { Database } from './database.js';
import { logIndex } from './log-index.view.js';
import { Projector } from './projector.js';
import { ReadPosition } from './read-position.js';
import { Registry } from './registry.js';
import { react, when, type Reaction, type View } from './view.js';
import { ViewRebuilds } from './view-rebuilds.js';
import { viewTable } from './view-table.js';

const clock = new FixedClock('2019-09-11T12:00:00.000Z');

class Anyone extends Authority {
  override permit(): void {
    // Whoever it is.
  }
}

let store: StoreFixture;
let database: DatabaseFixture;
let db: Database;
let log: EventLog;
let events: EventStore;
let positions: ReadPosition;
let running: Projector[] = [];
/** Of the worker started last. */
let rebuilds: ViewRebuilds;
/** The tests share one log; each has streams and views of its own. */
let suffix: string;
const category = () => `tally${suffix}`;

beforeAll(async () => {
  Logger.overrideLogger(false);
  [store, database] = await Promise.all([startStore(), startDatabase()]);
  ({ db } = database);
  log = store.open();
  events = new EventStore(log, clock, new MemoryVault(), new Anyone());
  positions = new ReadPosition(db, clock);
});
afterAll(() => Promise.all([store.close(), database.close()]));
beforeEach(() => {
  suffix = randomUUID().slice(0, 8);
});
afterEach(async () => {
  store.proxy.set({});
  await Promise.all(running.map((projector) => projector.stop()));
  running = [];
});

const sums = () =>
  viewTable<{ id: string; amounts: readonly number[] }>({
    name: `sums_${suffix}`,
    kind: 'current',
    group: 'id',
    columns: { id: 'uuid not null', amounts: 'jsonb not null' },
  });

/** Keeps every amount in order, so that one left out or taken twice shows. */
function summing(take: (amount: number) => void = () => undefined, name = `sums-${suffix}`): View {
  const table = sums();
  return {
    name,
    version: 1,
    tables: [table],
    handlers: new Map([
      when(TallyAdded, ({ id, data: { amount } }, rows) => {
        take(amount);
        rows.put(table, { id, amounts: [...(rows.one(table, id)?.amounts ?? []), amount] });
      }),
    ]),
  };
}

/** Keeps the codes; does not look at what is added. */
function coding(): View {
  const table = viewTable<{ id: string; code: string }>({
    name: `codes_${suffix}`,
    kind: 'current',
    group: 'id',
    columns: { id: 'uuid not null', code: 'text not null' },
  });
  const handler = when(TallyOpened, ({ id, data }, rows) => rows.put(table, { id, code: data.code }));
  return { name: `codes-${suffix}`, version: 1, tables: [table], handlers: new Map([handler]) };
}

const execute = (command: TallyCommand) => events.execute({ ...tallyDecider, category: category() }, command);
const bus = { execute } as unknown as CommandBus;

interface Brought {
  views?: readonly View[];
  reactions?: readonly Reaction[];
  from?: EventLog;
  into?: Database;
}

/** Starts a worker with these views and reactions beside the log index. */
async function start({ views = [summing(), coding()], reactions = [], from = log, into = db }: Brought = {}) {
  const registry = new Registry();
  registry.add({
    name: 'tally',
    categories: [category()],
    events: tallyEvents as never,
    views: [logIndex, ...views],
    reactions,
  });
  const projector = new Projector(from, into, registry, bus, clock);
  rebuilds = new ViewRebuilds(into, registry);
  await projector.start();
  running.push(projector);
  return projector;
}

async function stop(projector: Projector): Promise<void> {
  await projector.stop();
  running = running.filter((other) => other !== projector);
}

/** Appends amounts to a tally without a decision. @returns the position of the last */
async function add(id: string, ...amounts: number[]): Promise<bigint> {
  const known = await log.read(streamOf(category(), id), 0n);
  const toAppend = amounts.map((amount) => anAppend(amount));
  return (await log.append(streamOf(category(), id), BigInt(known.length) - 1n, toAppend)).position;
}

const reached = (position: bigint, ...views: string[]) =>
  Promise.all(views.map((view) => positions.wait(view, position)));
const amountsOf = async (id: string) =>
  (await db.query<{ amounts: number[] }>(`select amounts from ${sums().name} where id = $1`, [id]))[0]?.amounts ?? [];
const stateOf = (projector: Projector, name: string) => projector.state().find((state) => state.name === name);

/** Resolves when a view or reaction of the projector is parked. */
async function parked(name: string): Promise<void> {
  for (;;) {
    const [row] = await db.query<{ parked: unknown }>('select parked from views.checkpoint where name = $1', [name]);
    if (row?.parked) return;
  }
}

describe('the projector', () => {
  it('takes every view from its own checkpoint to the end of the log, also after a new start', async () => {
    const id = randomUUID();
    const first = await start();
    await reached(await add(id, 1, 2), `sums-${suffix}`, `codes-${suffix}`, 'log-index');
    await stop(first);
    const last = await add(id, 3, 4);
    const second = await start();
    await reached(last, `sums-${suffix}`, `codes-${suffix}`, 'log-index');
    expect(await amountsOf(id)).toEqual([1, 2, 3, 4]);
    expect(stateOf(second, `codes-${suffix}`)).toEqual({
      name: `codes-${suffix}`,
      position: String(last),
      parked: null,
    });
  });

  it('takes nothing twice and leaves nothing out when the store restarts', async () => {
    const id = randomUUID();
    await start();
    await reached(await add(id, 1, 2), `sums-${suffix}`);
    await store.restart();
    await reached(await add(id, 3), `sums-${suffix}`);
    expect(await amountsOf(id)).toEqual([1, 2, 3]);
  });

  it('shares a view with a second projector without taking an event twice', async () => {
    const id = randomUUID();
    await Promise.all([start(), start({ into: database.another(), from: store.open() })]);
    let last = -1n;
    for (let n = 1; n <= 30; n += 1) last = await add(id, n);
    await reached(last, `sums-${suffix}`);
    expect(await amountsOf(id)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
  });

  it('goes on with a type that nobody knows, and tells of it', async () => {
    const id = randomUUID();
    const projector = await start();
    await log.append(streamOf(category(), id), -1n, [anAppend(1, { type: 'TallyForgotten' })]);
    await reached(await add(id, 2), `sums-${suffix}`, `codes-${suffix}`, 'log-index');
    expect(await amountsOf(id)).toEqual([2]);
    expect(projector.undecodable.get('TallyForgotten')).toMatchObject({ reason: 'unknown event type TallyForgotten' });
  });

  it('parks only the view that needs an event of a newer version', async () => {
    const id = randomUUID();
    const projector = await start();
    const newer = anAppend(2);
    await add(id, 1);
    await log.append(streamOf(category(), id), 0n, [{ ...newer, metadata: { ...newer.metadata, schemaVersion: 2 } }]);
    await reached(await add(id, 3), `codes-${suffix}`, 'log-index');
    await parked(`sums-${suffix}`);
    expect(await amountsOf(id)).toEqual([1]);
    const { parked: why } = stateOf(projector, `sums-${suffix}`)!;
    expect(why).toMatchObject({
      reason: 'TallyAdded version 2 is newer than this build knows',
      eventType: 'TallyAdded',
    });
  });
});

describe('an event that a view cannot take', () => {
  const poisonous = () =>
    summing((amount) => {
      if (amount === 13) throw new Error('thirteen');
    });

  it('is never skipped: not by a lost connection, not by a new start, and taken after the repair', async () => {
    const id = randomUUID();
    const first = await start({ views: [poisonous(), coding()], from: store.open('proxy') });
    await reached(await add(id, 1, 13, 2), `codes-${suffix}`);
    store.proxy.cut();
    await reached(await add(id, 3), `codes-${suffix}`);
    await store.restart();
    await reached(await add(id, 4), `codes-${suffix}`);
    expect([await amountsOf(id), stateOf(first, `sums-${suffix}`)?.parked?.reason]).toEqual([[1], 'thirteen']);
    await stop(first);
    const second = await start({ views: [poisonous(), coding()] });
    await reached(await add(id, 5), `codes-${suffix}`);
    await parked(`sums-${suffix}`);
    expect(await amountsOf(id)).toEqual([1]);
    await stop(second);
    await start();
    await reached(await add(id, 6), `sums-${suffix}`);
    expect(await amountsOf(id)).toEqual([1, 13, 2, 3, 4, 5, 6]);
  });

  it('has the reactions stand still that read the view, and others go on', async () => {
    const id = randomUUID();
    const told = { reading: [] as number[], other: [] as number[] };
    const reaction = (name: 'reading' | 'other', reads: string[]): Reaction => ({
      name: `${name}-${suffix}`,
      reads,
      handlers: new Map([
        react(TallyAdded, ({ data, id: of }) => Promise.resolve(void (of === id && told[name].push(data.amount)))),
      ]),
    });
    const reactions = [reaction('reading', [`sums-${suffix}`]), reaction('other', [])];
    const first = await start({ views: [poisonous()], reactions });
    await reached(await add(id, 1), `reading-${suffix}`);
    await reached(await add(id, 13, 2), `other-${suffix}`);
    await stop(first);
    expect(told).toEqual({ reading: [1], other: [1, 13, 2] });
    await start({ views: [summing()], reactions });
    await reached(await add(id, 3), `reading-${suffix}`, `other-${suffix}`);
    expect(told).toEqual({ reading: [1, 13, 2, 3], other: [1, 13, 2, 3] });
  });
});

describe('a reaction', () => {
  /** Adds one to every tally that is opened. */
  const welcoming = (handle: (id: string) => void = () => undefined): Reaction => ({
    name: `welcoming-${suffix}`,
    handlers: new Map([
      react(TallyOpened, async ({ id }, act) => {
        handle(id);
        await act(Object.assign(new AddToTally(), { amount: 1 }), id);
      }),
    ]),
  });

  it('acts once on each event, however often it is started anew', async () => {
    const id = randomUUID();
    const { position } = await execute(to(id, OpenTally, { code: id }));
    const first = await start({ reactions: [welcoming()] });
    await reached(BigInt(position), `welcoming-${suffix}`);
    await stop(first);
    await db.query('delete from views.checkpoint where name = $1', [`welcoming-${suffix}`]);
    await start({ reactions: [welcoming()] });
    await reached(await add(id, 5), `welcoming-${suffix}`, `sums-${suffix}`);
    expect(await amountsOf(id)).toEqual([1, 5]);
  });

  it('that cannot handle an event stands still alone', async () => {
    const [id, other] = [randomUUID(), randomUUID()];
    const broken = welcoming((opened) => {
      if (opened === id) throw new TypeError('not this one');
    });
    const projector = await start({ reactions: [broken] });
    await execute(to(id, OpenTally, { code: id }));
    await parked(`welcoming-${suffix}`);
    await execute(to(other, OpenTally, { code: other }));
    await reached(await add(id, 7), `sums-${suffix}`, `codes-${suffix}`);
    expect([await amountsOf(id), stateOf(projector, `welcoming-${suffix}`)?.parked?.reason]).toEqual([
      [7],
      'not this one',
    ]);
  });
});

it('the log index keeps the running maximum of what was recorded, whatever the order', async () => {
  const id = randomUUID();
  await start();
  const times = ['12:00', '11:00', '13:00', '12:30', '13:00'];
  const stamped = times.map((time) => {
    const event = anAppend(1);
    return { ...event, metadata: { ...event.metadata, recordedAt: `2030-01-01T${time}:00.000Z` } };
  });
  const { position } = await log.append(streamOf(category(), id), -1n, stamped);
  await reached(position, 'log-index');
  const rows = await db.query<{ event_id: string; recorded_until: string }>(
    'select event_id, recorded_until from views.log_index order by since desc limit 5',
  );
  expect(rows.toReversed()).toEqual(
    ['12:00', '12:00', '13:00', '13:00', '13:00'].map((time, n) => ({
      event_id: stamped[n]!.id,
      recorded_until: `2030-01-01T${time}:00.000Z`,
    })),
  );
});

describe('a rebuild', () => {
  const standing = async (name: string) => (await rebuilds.standings()).find((one) => one.name === name);

  it('makes the same rows again while another process projects, also when nothing new is recorded', async () => {
    const id = randomUUID();
    await start({ into: database.another() });
    await start();
    const last = await add(id, 1, 2, 3);
    await reached(last, `sums-${suffix}`, `codes-${suffix}`, 'log-index');
    await db.query(`update ${sums().name} set amounts = '[]'`);
    await rebuilds.rebuild([`sums-${suffix}`]);
    await reached(last, `sums-${suffix}`);
    expect(await amountsOf(id)).toEqual([1, 2, 3]);
    expect(await standing(`sums-${suffix}`)).toMatchObject({ kind: 'view', position: String(last), buildingTo: null });
  });

  it('is not read until the view is as far as it was', async () => {
    const id = randomUUID();
    const projector = await start();
    const last = await add(id, 1, 2);
    await reached(last, `sums-${suffix}`, `codes-${suffix}`, 'log-index');
    await stop(projector);
    await rebuilds.rebuild([`sums-${suffix}`]);
    // A second time in the middle of it does not make it forget how far it was.
    await rebuilds.rebuild([`sums-${suffix}`]);
    const standingStill = { position: null, buildingTo: String(last) };
    expect(await standing(`sums-${suffix}`)).toMatchObject(standingStill);
    const notBuilt = { code: 'http/viewNotBuilt', kind: 'unavailable' };
    await expect(positions.resolve(`sums-${suffix}`, {})).rejects.toMatchObject(notBuilt);
    await expect(positions.wait(`sums-${suffix}`, -1n)).rejects.toMatchObject(notBuilt);
    await expect(positions.whileBuilt([`sums-${suffix}`], async () => 'acted')).rejects.toMatchObject(notBuilt);
    expect(await positions.resolve(`codes-${suffix}`, {})).toMatchObject({ at: String(last) });
    await start();
    await reached(last, `sums-${suffix}`);
    expect(await positions.resolve(`sums-${suffix}`, {})).toMatchObject({ at: String(last) });
  });

  it('waits for whoever acts on views, and keeps the next one out meanwhile', async () => {
    await start();
    await reached(await add(randomUUID(), 1), `sums-${suffix}`);
    const order: string[] = [];
    const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const acting = positions.whileBuilt([`sums-${suffix}`], async () => {
      begun.resolve();
      await end.promise;
      order.push('acted');
    });
    await begun.promise;
    const rebuilt = rebuilds.rebuild([`sums-${suffix}`]).then(() => order.push('rebuilt'));
    const waiting = `select from pg_locks where locktype = 'advisory' and not granted`;
    while ((await db.query(waiting)).length === 0);
    await expect(positions.whileBuilt([`sums-${suffix}`], async () => 'acted')).rejects.toMatchObject({
      code: 'http/viewNotBuilt',
    });
    end.resolve();
    await Promise.all([acting, rebuilt]);
    expect(order).toEqual(['acted', 'rebuilt']);
  });

  it('has a view that was parked try again, and does not have reactions act again', async () => {
    const id = randomUUID();
    let refuses = true;
    const told: number[] = [];
    const view = summing((amount) => {
      if (amount === 13 && refuses) throw new Error('thirteen');
    });
    const reaction: Reaction = {
      name: `telling-${suffix}`,
      handlers: new Map([react(TallyAdded, async ({ data }) => void told.push(data.amount))]),
    };
    await start({ views: [view], reactions: [reaction] });
    const last = await add(id, 1, 13, 2);
    await parked(view.name);
    await reached(last, reaction.name);
    expect(await standing(view.name)).toMatchObject({ parked: { reason: 'thirteen', eventType: 'TallyAdded' } });
    refuses = false;
    await rebuilds.rebuild([view.name]);
    await reached(last, view.name);
    expect([await amountsOf(id), told]).toEqual([
      [1, 13, 2],
      [1, 13, 2],
    ]);
  });

  it('knows views only, and drops nothing when one of them is unknown', async () => {
    await start();
    const last = await add(randomUUID(), 1);
    await reached(last, `sums-${suffix}`);
    await expect(rebuilds.rebuild([`sums-${suffix}`, 'nothing'])).rejects.toMatchObject({
      code: 'http/viewUnknown',
      kind: 'missing',
    });
    expect(await standing(`sums-${suffix}`)).toMatchObject({ position: String(last) });
  });
});
