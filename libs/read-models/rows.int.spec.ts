import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { event } from '#kernel/event';
import { uuid5 } from '#kernel/ids';
import { z } from 'zod';
import { startDatabase, type DatabaseFixture } from '../../test/support/database-fixture.js';
import { TestLog } from '../../test/support/view-harness.js';
import type { Database } from './database.js';
import type { Rows } from './rows.js';
import { when, type Placed, type View } from './view.js';
import { ViewRunner } from './view-runner.js';
import { addedBy, standing, viewTable } from './view-table.js';

interface Seat {
  group_id: string;
  key: string;
  value: string | null;
  size: string;
}

const columns = {
  group_id: 'uuid not null',
  key: 'text collate "C" not null',
  value: 'text',
  size: 'bigint not null',
};
const temporal = viewTable<Seat>({ name: 'row_temporal', kind: 'temporal', group: 'group_id', key: 'key', columns });
const current = viewTable<Seat>({ name: 'row_current', kind: 'current', group: 'group_id', key: 'key', columns });
const journal = viewTable<Seat>({ name: 'row_journal', kind: 'journal', group: 'group_id', columns });

/** What a handler does with rows, one after the other. */
interface Step {
  readonly what: 'put' | 'remove' | 'append';
  readonly key: string;
  readonly value: string | null;
}

const Stepped = event('Stepped', { steps: z.array(z.unknown()) });

const rowOf = (id: string, { key, value }: Step): Seat => ({ group_id: id, key, value, size: '9007199254740993' });

function apply({ id, data }: Placed, rows: Rows): void {
  for (const step of (data as { steps: Step[] }).steps) {
    if (step.what === 'append') rows.append(journal, rowOf(id, step));
    for (const table of [temporal, current]) {
      if (step.what === 'put') rows.put(table, rowOf(id, step));
      const known = rows.of(table, id).find(({ key }) => key === step.key);
      if (step.what === 'remove' && known) rows.remove(table, known);
    }
  }
}

const view: View = {
  name: 'rows',
  version: 1,
  tables: [temporal, current, journal],
  handlers: new Map([when(Stepped, apply)]),
};

let fixture: DatabaseFixture;
let db: Database;
let log: TestLog;

beforeAll(async () => {
  fixture = await startDatabase();
  ({ db } = fixture);
});
afterAll(() => fixture.close());
beforeEach(() => {
  log = new TestLog();
});

const one = uuid5('group', 1);
const put = (key: string, value: string | null): Step => ({ what: 'put', key, value });
const remove = (key: string): Step => ({ what: 'remove', key, value: null });
const append = (key: string): Step => ({ what: 'append', key, value: key });

/** One event with these steps, placed next in the log; positions are 100, 200, … */
const happened = (steps: Step[], id = one): Placed => log.add('group', id, [Stepped({ steps })])[0]!;

/** The view built anew from batches of events. */
async function built(...batches: Placed[][]): Promise<void> {
  await db.query('delete from views.checkpoint where name = $1', [view.name]);
  const runner = await ViewRunner.open(db, view);
  for (const batch of batches) await runner.advance(batch, batch.at(-1)!.position);
  expect(runner.parked).toBeNull();
}

const versions = () =>
  db.query<object>(
    `select key, value, since::int as since, until::int as until from ${temporal.name} order by group_id, key, since`,
  );
const now = () =>
  db.query<object>(`select key, value, since::int as since from ${current.name} order by group_id, key`);

describe('the rows of a batch', () => {
  it('make one version per event, in one batch or in several', async () => {
    const events = [happened([put('a', '1')]), happened([put('a', '2')]), happened([put('a', '3')])];
    const expected = [
      { key: 'a', value: '1', since: 100, until: 200 },
      { key: 'a', value: '2', since: 200, until: 300 },
      { key: 'a', value: '3', since: 300, until: null },
    ];
    await built(events);
    expect(await versions()).toEqual(expected);
    await built(events.slice(0, 1), events.slice(1));
    expect(await versions()).toEqual(expected);
    expect(await now()).toEqual([{ key: 'a', value: '3', since: 300 }]);
  });

  it('make one version of two changes by the same event', async () => {
    await built([happened([put('a', '1'), put('a', '2')])], [happened([put('a', '3'), put('a', '4')])]);
    expect(await versions()).toEqual([
      { key: 'a', value: '2', since: 100, until: 200 },
      { key: 'a', value: '4', since: 200, until: null },
    ]);
  });

  it('that are removed end, and can come back', async () => {
    await built([happened([put('a', '1')]), happened([remove('a')])], [happened([put('a', '2')])]);
    expect(await versions()).toEqual([
      { key: 'a', value: '1', since: 100, until: 200 },
      { key: 'a', value: '2', since: 300, until: null },
    ]);
  });

  it('that one event makes and removes never stood', async () => {
    await built([happened([put('a', '1'), remove('a')])]);
    expect([await versions(), await now()]).toEqual([[], []]);
  });

  it('that one event removes and puts again go on as a new version', async () => {
    await built([happened([put('a', '1')])], [happened([remove('a'), put('a', '2')])]);
    expect(await versions()).toEqual([
      { key: 'a', value: '1', since: 100, until: 200 },
      { key: 'a', value: '2', since: 200, until: null },
    ]);
  });

  it('keep every addition to a journal, with its position', async () => {
    await built([happened([append('a'), append('b')])], [happened([append('a')])]);
    const added = `select key, since::int as since from ${journal.name} where ${addedBy(1)} order by since, key`;
    const all = [
      { key: 'a', since: 100 },
      { key: 'b', since: 100 },
      { key: 'a', since: 200 },
    ];
    expect(await db.query(added, [null])).toEqual(all);
    expect(await db.query(added, [199])).toEqual(all.slice(0, 2));
  });

  it('keep whole numbers beyond a double and nulls through being read and written again', async () => {
    await built([happened([put('a', null), put('b', '1')])], [happened([put('b', '2')])]);
    expect(await db.query(`select key, value, size from ${current.name} order by key`)).toEqual([
      { key: 'a', value: null, size: 9007199254740993n },
      { key: 'b', value: '2', size: 9007199254740993n },
    ]);
  });
});

describe('any history in any batches', () => {
  const step = fc.record({
    what: fc.constantFrom('put', 'put', 'remove', 'append'),
    key: fc.constantFrom('a', 'b'),
    value: fc.constantFrom('1', '2', null),
  }) as fc.Arbitrary<Step>;
  const history = fc.array(
    fc.record({ group: fc.constantFrom(1, 2), steps: fc.array(step, { maxLength: 4 }), ends: fc.boolean() }),
    { minLength: 1, maxLength: 12 },
  );

  it('gives at every position the rows that stood then', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (told) => {
        log = new TestLog();
        const events = told.map(({ group, steps }) => happened(steps, uuid5('group', group)));
        const batches: Placed[][] = [[]];
        for (const [n, placed] of events.entries()) {
          batches.at(-1)!.push(placed);
          if (told[n]!.ends && n < events.length - 1) batches.push([]);
        }
        await built(...batches);
        const expected = model(events);
        for (const { position } of events) {
          const at = String(position);
          const stood = await db.query<Seat>(
            `select group_id, key, value from ${temporal.name} where ${standing(1)} order by group_id, key`,
            [at],
          );
          expect(stood).toEqual(expected.get(at));
        }
        const columnsOf = 'select group_id, key, value from';
        const open = await db.query(`${columnsOf} ${temporal.name} where ${standing(1)} order by group_id, key`, [
          null,
        ]);
        expect(open).toEqual([...expected.values()].at(-1));
        expect(await db.query(`${columnsOf} ${current.name} order by group_id, key`)).toEqual(open);
      }),
      { numRuns: 40 },
    );
  });

  /** The rows after each event, by its position. */
  function model(events: readonly Placed[]): Map<string, object[]> {
    const rows = new Map<string, { group_id: string; key: string; value: string | null }>();
    return new Map(
      events.map(({ id, position, data }) => {
        for (const { what, key, value } of (data as { steps: Step[] }).steps) {
          if (what === 'put') rows.set(`${id} ${key}`, { group_id: id, key, value });
          if (what === 'remove') rows.delete(`${id} ${key}`);
        }
        const sorted = [...rows.keys()].toSorted().map((name) => ({ ...rows.get(name)! }));
        return [String(position), sorted];
      }),
    );
  }
});
