import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startDatabase, type DatabaseFixture } from '../../test/support/database-fixture.js';
import { ApplicationClock } from './application-clock.js';
import { Database, DatabaseUnavailable } from './database.js';
import { migrate } from './migrations.js';

let fixture: DatabaseFixture;
let db: Database;

beforeAll(async () => {
  fixture = await startDatabase();
  ({ db } = fixture);
});
afterAll(() => fixture.close());

describe('a query', () => {
  it('gives whole numbers, days and moments as the domain writes them', async () => {
    const [row] = await db.query(
      `select 9007199254740993::bigint as big, date '2019-09-11' as day, timestamptz '2019-09-11 15:00:00.5+03' as moment, null::bigint as none`,
    );
    expect(row).toEqual({ big: 9007199254740993n, day: '2019-09-11', moment: '2019-09-11T12:00:00.500Z', none: null });
  });

  it('that is wrong is not taken for a lost database', async () => {
    await expect(db.query('select nonsense')).rejects.toMatchObject({ code: '42703' });
    await expect(db.query('select nonsense')).rejects.not.toBeInstanceOf(DatabaseUnavailable);
  });

  it('finds out that the database is not there, and works again on the next connection', async () => {
    const away = new Database('postgres://nobody@127.0.0.1:1/nothing');
    await expect(away.query('select 1')).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(away.transaction((tx) => tx.query('select 1'))).rejects.toBeInstanceOf(DatabaseUnavailable);
    await away.close();
    await expect(away.query('select 1')).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(db.query('select pg_terminate_backend(pg_backend_pid())')).rejects.toBeInstanceOf(DatabaseUnavailable);
    expect(await db.query('select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('a transaction', () => {
  beforeAll(() => db.query('create table kept (n integer)'));
  afterEach(() => db.query('truncate kept'));
  const kept = async () => (await db.query<{ n: number }>('select n from kept order by n')).map(({ n }) => n);

  it('is kept whole', async () => {
    const answer = await db.transaction(async (tx) => {
      await tx.query('insert into kept values (1)');
      await tx.query('insert into kept values (2)');
      return 'done';
    });
    expect([answer, await kept()]).toEqual(['done', [1, 2]]);
  });

  it('is not kept when its work fails, in the code or in the database', async () => {
    const failing = (work: () => Promise<unknown>) =>
      db.transaction(async (tx) => {
        await tx.query('insert into kept values (1)');
        await work();
      });
    await expect(failing(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(db.transaction((tx) => tx.query('insert into kept values ($1)', ['x']))).rejects.toMatchObject({
      code: '22P02',
    });
    expect(await kept()).toEqual([]);
  });

  it('whose connection ends is not kept, and its connection is not used again', async () => {
    const lost = db.transaction(async (tx) => {
      await tx.query('insert into kept values (1)');
      await tx.query('select pg_terminate_backend(pg_backend_pid())');
    });
    await expect(lost).rejects.toBeInstanceOf(DatabaseUnavailable);
    expect(await kept()).toEqual([]);
    await Promise.all(Array.from({ length: 8 }, () => db.query('select 1')));
  });
});

describe('migrations', () => {
  const first = { name: 'test-001', sql: 'create table migrated (n integer)' };
  const second = { name: 'test-002', sql: 'alter table migrated add column m integer' };

  it('are applied once, in the order of their names, by however many processes', async () => {
    await Promise.all([migrate(db, [second, first]), migrate(fixture.another(), [first, second])]);
    await migrate(db, [first, second]);
    expect(await db.query('select n, m from migrated')).toEqual([]);
    expect(await db.query(`select name from migration where name like 'test-%' order by name`)).toEqual([
      { name: 'test-001' },
      { name: 'test-002' },
    ]);
  });

  it('must not be changed afterwards', async () => {
    await expect(migrate(db, [{ ...first, sql: 'select 1' }])).rejects.toThrow('migration test-001 was changed');
  });

  it('that fail leave nothing behind', async () => {
    const failing = { name: 'test-003', sql: 'create table half (n integer); select nonsense' };
    await expect(migrate(db, [failing])).rejects.toMatchObject({ code: '42703' });
    await expect(db.query('select * from half')).rejects.toMatchObject({ code: '42P01' });
  });
});

describe('the application clock', () => {
  const clocks: ApplicationClock[] = [];
  afterEach(async () => {
    for (const clock of clocks.splice(0)) clock.stop();
    await db.query('delete from installation');
  });
  const aProcess = async () => {
    const clock = new ApplicationClock(db);
    clocks.push(clock);
    await clock.start();
    return clock;
  };
  /** How far a clock is from a moment, in seconds. */
  const secondsFrom = (clock: ApplicationClock, moment: string) =>
    Math.round((Date.parse(clock.now()) - Date.parse(moment)) / 1_000);

  it('is the system’s unless the installation is a demo, and then cannot be moved', async () => {
    const clock = await aProcess();
    await clock.moveTo('2100-01-01T00:00:00.000Z');
    expect([clock.isDemo, secondsFrom(clock, new Date().toISOString())]).toEqual([false, 0]);
  });

  it('of a demo begins at a moment, once, and goes on from there', async () => {
    const clock = await aProcess();
    await clock.beginDemo('2019-09-11T12:00:00.000Z');
    await clock.beginDemo('2030-01-01T00:00:00.000Z');
    expect([clock.isDemo, secondsFrom(clock, '2019-09-11T12:00:00.000Z')]).toEqual([true, 0]);
  });

  it('of a demo only moves forward, for every process', async () => {
    const [one, other] = [await aProcess(), await aProcess()];
    await one.beginDemo('2019-09-11T12:00:00.000Z');
    await other.start();
    await other.moveTo('2019-10-01T00:00:00.000Z');
    expect(secondsFrom(other, '2019-10-01T00:00:00.000Z')).toBe(0);
    await one.moveTo('2019-09-20T00:00:00.000Z');
    expect(secondsFrom(one, '2019-10-01T00:00:00.000Z')).toBe(0);
    await Promise.all([one.moveTo('2019-10-05T00:00:00.000Z'), one.moveTo('2019-10-03T00:00:00.000Z')]);
    expect(secondsFrom(one, '2019-10-05T00:00:00.000Z')).toBe(0);
    expect(secondsFrom(await aProcess(), '2019-10-05T00:00:00.000Z')).toBe(0);
  });
});
