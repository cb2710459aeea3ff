import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { event } from '#kernel/event';
import { uuid5 } from '#kernel/ids';
import { startDatabase, type DatabaseFixture } from '../../test/support/database-fixture.js';
import { TestLog } from '../../test/support/view-harness.js';
import { DatabaseUnavailable, type Database } from './database.js';
import { Fenced } from './poison.js';
import { when, type Placed, type View, type ViewHandler } from './view.js';
import { ViewRunner } from './view-runner.js';
import { viewTable } from './view-table.js';

const Counted = event('Counted', { n: z.int() });
const Passed = event('Passed', {});

const table = viewTable<{ id: string; seen: readonly number[] }>({
  name: 'counted',
  kind: 'current',
  group: 'id',
  columns: { id: 'uuid not null', seen: 'jsonb not null' },
});

type Counting = Placed<ReturnType<typeof Counted>>;

/** Keeps what it saw in order: an event taken twice or left out shows. `take` may refuse. */
const counting = (take: (event: Counting) => void = () => undefined, part: Partial<View> = {}): View => ({
  name: 'counting',
  version: 1,
  tables: [table],
  handlers: new Map([
    when(Counted, (happened, rows) => {
      take(happened);
      const seen = rows.one(table, happened.id)?.seen ?? [];
      rows.put(table, { id: happened.id, seen: [...seen, happened.data.n] });
    }),
  ]),
  ...part,
});

const poisonous = counting(({ data }) => {
  if (data.n === 3) throw new Error('three is too much');
});

let fixture: DatabaseFixture;
let db: Database;
let log: TestLog;

beforeAll(async () => {
  fixture = await startDatabase();
  ({ db } = fixture);
});
afterAll(() => fixture.close());
beforeEach(async () => {
  log = new TestLog();
  await db.query('delete from views.checkpoint');
});

const id = uuid5('counter');
const counted = (...numbers: number[]) =>
  log.add(
    'counter',
    id,
    numbers.map((n) => Counted({ n })),
  );
const advance = (runner: ViewRunner, events: readonly Placed[]) => runner.advance(events, events.at(-1)!.position);
const seen = async () => (await db.query<{ seen: number[] }>(`select seen from ${table.name}`))[0]?.seen ?? [];
const stored = async () =>
  (await db.query('select position, version, parked from views.checkpoint where name = $1', ['counting']))[0];

/** As it would be had nothing gone wrong. */
async function replayedBy(view: View, events: readonly Placed[]): Promise<ViewRunner> {
  const runner = await ViewRunner.open(db, view);
  runner.retry();
  await advance(runner, events);
  return runner;
}

describe('a view', () => {
  it('takes events and moves its checkpoint, in one transaction', async () => {
    const runner = await ViewRunner.open(db, counting());
    expect(runner.checkpoint).toBeNull();
    await advance(runner, counted(1, 2));
    expect(await stored()).toEqual({ position: 200n, version: 1, parked: null });
    expect(await seen()).toEqual([1, 2]);
  });

  it('passes what does not concern it', async () => {
    const runner = await ViewRunner.open(db, counting());
    await advance(runner, log.add('counter', id, [Passed({}), Passed({})]));
    await runner.advance([], 1_000n);
    expect([runner.checkpoint, (await stored()) as unknown]).toEqual([
      1_000n,
      expect.objectContaining({ position: 1_000n }),
    ]);
  });

  it('takes each event once, however often it is delivered', async () => {
    const events = counted(1, 2, 3);
    const runner = await ViewRunner.open(db, counting());
    await advance(runner, events.slice(0, 2));
    await advance(runner, events);
    await advance(await ViewRunner.open(db, counting()), events);
    expect(await seen()).toEqual([1, 2, 3]);
  });

  it('is written by one projector at a time', async () => {
    const events = counted(1, 2, 3);
    const [a, b] = [await ViewRunner.open(db, counting()), await ViewRunner.open(db, counting())];
    await advance(a, events.slice(0, 1));
    await expect(advance(b, events.slice(0, 2))).rejects.toBeInstanceOf(Fenced);
    await expect(b.advance([], 1_000n)).rejects.toBeInstanceOf(Fenced);
    await advance(a, events);
    expect([await seen(), a.parked, b.parked]).toEqual([[1, 2, 3], null, null]);
  });

  it('of a new version is built anew, and the old version can no longer write', async () => {
    const events = counted(1, 2);
    const old = await ViewRunner.open(db, counting());
    await advance(old, events);
    const renewed = await ViewRunner.open(db, counting(undefined, { version: 2 }));
    expect([renewed.checkpoint, await seen()]).toEqual([null, []]);
    await expect(advance(old, counted(3))).rejects.toBeInstanceOf(Fenced);
    await advance(renewed, events);
    expect(await seen()).toEqual([1, 2]);
  });

  it('loses a batch whole when its connection ends, and takes it again', async () => {
    const events = counted(1, 2);
    const runner = await ViewRunner.open(db, counting());
    const elsewhere = fixture.another();
    let lost: Promise<unknown> = Promise.resolve();
    await elsewhere.transaction(async (tx) => {
      // The batch comes as far as its checkpoint, and there its backend is ended.
      await tx.query(`select 1 from views.checkpoint where name = 'counting' for update`);
      lost = advance(runner, events).catch((error: unknown) => error);
      const blocked = `select pid from pg_stat_activity where wait_event_type = 'Lock' and query like 'update views.checkpoint%'`;
      let backends: { pid: number }[] = [];
      while (backends.length === 0) backends = await db.query<{ pid: number }>(blocked);
      await db.query('select pg_terminate_backend($1)', [backends[0]!.pid]);
      await lost;
    });
    expect(await lost).toBeInstanceOf(DatabaseUnavailable);
    expect([await seen(), runner.checkpoint, runner.parked]).toEqual([[], null, null]);
    await advance(runner, events);
    expect(await seen()).toEqual([1, 2]);
  });
});

describe('an event that a view cannot take', () => {
  const reason = 'three is too much';

  it('parks it; what came before is kept and what comes after is not taken', async () => {
    const events = counted(1, 2, 3, 4, 5);
    const runner = await ViewRunner.open(db, poisonous);
    await advance(runner, events);
    await advance(runner, counted(6));
    const parked = { reason, eventType: 'Counted', position: '300' };
    expect(runner).toMatchObject({ checkpoint: 200n, parked });
    expect([await seen(), await stored()]).toEqual([[1, 2], { position: 200n, version: 1, parked }]);
  });

  it('keeps it parked in another runner, until one tries again', async () => {
    const events = counted(1, 2, 3, 4);
    await advance(await ViewRunner.open(db, poisonous), events);
    const other = await ViewRunner.open(db, counting());
    await advance(other, events);
    expect([other.parked?.reason, await seen()]).toEqual([reason, [1, 2]]);
    const again = await replayedBy(poisonous, events);
    expect([again.parked?.reason, await seen()]).toEqual([reason, [1, 2]]);
    const repaired = await replayedBy(counting(), events);
    expect([repaired.parked, await seen()]).toEqual([null, [1, 2, 3, 4]]);
    expect(await stored()).toEqual({ position: 400n, version: 1, parked: null });
  });

  it('no longer parks a view of a new version', async () => {
    const events = counted(1, 2, 3, 4);
    await advance(await ViewRunner.open(db, poisonous), events);
    const renewed = await ViewRunner.open(db, counting(undefined, { version: 2 }));
    expect([renewed.parked, renewed.checkpoint]).toEqual([null, null]);
    await advance(renewed, events);
    expect(await seen()).toEqual([1, 2, 3, 4]);
  });

  it('leaves it at its beginning when it is the first', async () => {
    const events = counted(3, 4);
    const runner = await ViewRunner.open(db, poisonous);
    await advance(runner, events);
    expect(await stored()).toMatchObject({ position: null, parked: { reason, position: '100' } });
    await replayedBy(counting(), events);
    expect(await seen()).toEqual([3, 4]);
  });

  const broken = (handler: Partial<ViewHandler<ReturnType<typeof Counted>>>): View => {
    const [type, sound] = [...counting().handlers][0]!;
    const apply: ViewHandler['apply'] = (happened, rows) => {
      if ((happened.data as { n: number }).n !== 3 || !handler.apply) sound.apply(happened, rows);
      else handler.apply(happened as Counting, rows);
    };
    return counting(undefined, { handlers: new Map([[type, { ...handler, apply } as ViewHandler]]) });
  };

  it.each([
    [
      'is not in the groups it named',
      broken({ apply: (_event, rows) => void rows.of(table, uuid5('other')) }),
      /was not named in touches/,
    ],
    [
      'names groups that are no ids',
      broken({ touches: ({ id: own, data }) => new Map([[table, [data.n === 3 ? 'three' : own]]]) }),
      /invalid input syntax for type uuid/,
    ],
    [
      'breaks while it names its groups',
      broken({
        touches: ({ id: own, data }) => {
          if (data.n === 3) throw new TypeError('no groups');
          return new Map([[table, [own]]]);
        },
      }),
      /no groups/,
    ],
    [
      'makes a row that its table does not take',
      broken({ apply: ({ id: own }, rows) => rows.put(table, { id: own } as never) }),
      /null value in column "seen"/,
    ],
    [
      'makes a row with a character that the database does not have',
      broken({ apply: ({ id: own }, rows) => rows.put(table, { id: own, seen: ['\0'] as never }) }),
      /unsupported Unicode escape sequence/,
    ],
    [
      'makes a row that is no JSON',
      broken({ apply: ({ id: own }, rows) => rows.put(table, { id: own, seen: [3n] as never }) }),
      /BigInt/,
    ],
  ])('because it %s parks it alike', async (_what, view, expected) => {
    const runner = await ViewRunner.open(db, view);
    for (const batch of [counted(1), counted(2, 3), counted(4)]) await advance(runner, batch);
    expect(runner.parked?.reason).toMatch(expected);
    expect([await seen(), runner.checkpoint, runner.parked?.position]).toEqual([[1, 2], 200n, '300']);
  });

  it('because this build cannot read it parks only views of that type', async () => {
    const [first, unreadable, last] = counted(1, 2, 3);
    const batch = [first!, { ...unreadable!, undecodable: 'Counted version 2 is newer than this build knows' }, last!];
    const runner = await ViewRunner.open(db, counting());
    await advance(runner, batch);
    expect(runner.parked).toMatchObject({
      reason: 'Counted version 2 is newer than this build knows',
      position: '200',
    });
    const types: string[] = [];
    const every = { apply: ({ type }: Placed) => void types.push(type), touches: () => new Map() };
    const all = await ViewRunner.open(db, { name: 'all', version: 1, tables: [], handlers: new Map(), every });
    await advance(all, batch);
    expect([all.parked, types]).toEqual([null, ['Counted', 'Counted', 'Counted']]);
    const others = await ViewRunner.open(db, counting(undefined, { name: 'others', tables: [], handlers: new Map() }));
    await advance(others, batch);
    expect(others).toMatchObject({ parked: null, checkpoint: 300n });
  });
});
