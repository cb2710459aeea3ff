import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FixedClock } from '#kernel/clock';
import { DomainError } from '#kernel/domain-error';
import { event } from '#kernel/event';
import { uuid5 } from '#kernel/ids';
import { startDatabase, type DatabaseFixture } from '../../test/support/database-fixture.js';
import { TestLog } from '../../test/support/view-harness.js';
import type { Database } from './database.js';
import { logIndex } from './log-index.view.js';
import { ReadPosition } from './read-position.js';
import type { Placed, View } from './view.js';
import { ViewRunner } from './view-runner.js';

const Happened = event('Happened', {});

/** A view that is asked; what is in it does not matter here. */
const asked: View = { name: 'asked', version: 1, tables: [], handlers: new Map() };

class Impatient extends ReadPosition {
  protected override readonly patience = 30;
}

let fixture: DatabaseFixture;
let db: Database;
let index: ViewRunner;
let view: ViewRunner;
let log: TestLog;
const clock = new FixedClock('2019-09-11T15:00:00.000Z');
let positions: ReadPosition;

beforeAll(async () => {
  fixture = await startDatabase();
  ({ db } = fixture);
});
afterAll(() => fixture.close());
beforeEach(async () => {
  await db.query('delete from views.checkpoint');
  [index, view] = [await ViewRunner.open(db, logIndex), await ViewRunner.open(db, asked)];
  log = new TestLog();
  positions = new Impatient(db, clock);
});

/** Events recorded at these times of 11 September 2019, at the positions 100, 200, … */
const at = (...times: string[]): Placed[] =>
  times.flatMap((time) =>
    log.add('thing', uuid5('thing'), [Happened({})], { recordedAt: `2019-09-11T${time}:00.000Z` }),
  );
const take = async (events: readonly Placed[], ...runners: ViewRunner[]) => {
  for (const runner of runners) await runner.advance(events, events.at(-1)!.position);
};
const asOf = (time: string) => `2019-09-11T${time}.000Z`;
const refusal = (asking: Promise<unknown>) =>
  asking.then(
    (answer) => ({ answer }),
    (error: unknown) => {
      if (!(error instanceof DomainError)) throw error;
      return { code: error.code, kind: error.kind };
    },
  );

describe('a query for now', () => {
  it('reads the newest rows and says where the view stands', async () => {
    expect(await positions.resolve('asked', {})).toEqual({ position: null, asOf: clock.now(), at: '-1' });
    await take(at('12:00', '12:01'), index, view);
    expect(await positions.resolve('asked', {})).toEqual({ position: null, asOf: clock.now(), at: '200' });
  });
});

describe('a query as of a moment', () => {
  beforeEach(() => take(at('12:00', '12:01', '12:01', '12:03'), index, view));

  it.each([
    ['before the first event', '11:59:59', '-1'],
    ['at an event', '12:00:00', '100'],
    ['between events', '12:00:59', '100'],
    ['at the last of several of one moment', '12:01:00', '300'],
    ['after the last event', '14:00:00', '400'],
    ['now', '15:00:00', '400'],
  ])('%s reads at the last one recorded by then', async (_when, time, position) => {
    expect(await positions.resolve('asked', { asOf: asOf(time) })).toEqual({
      position: BigInt(position),
      asOf: asOf(time),
      at: position,
    });
  });

  it('in the future is refused', async () => {
    expect(await refusal(positions.resolve('asked', { asOf: asOf('15:00:01') }))).toEqual({
      code: 'http/asOfInFuture',
      kind: 'unprocessable',
    });
  });
});

describe('a log whose clock went back', () => {
  beforeEach(() => take(at('12:00', '11:00', '13:00'), index, view));

  it('is read in its order: what was recorded later is not known earlier', async () => {
    expect(await positions.resolve('asked', { asOf: asOf('11:30:00') })).toMatchObject({ at: '-1' });
    expect(await positions.resolve('asked', { asOf: asOf('12:30:00') })).toMatchObject({ at: '200' });
    expect(await positions.resolve('asked', { position: 200n })).toMatchObject({ asOf: asOf('12:00:00') });
  });
});

describe('a query at a position', () => {
  beforeEach(() => take(at('12:00', '12:01'), index, view));

  it.each([
    [99n, '-1', '1970-01-01T00:00:00.000Z'],
    [100n, '100', asOf('12:00:00')],
    [199n, '100', asOf('12:00:00')],
    [200n, '200', asOf('12:01:00')],
  ])('%p reads at the event that stands there or before it', async (position, stands, moment) => {
    expect(await positions.resolve('asked', { position })).toEqual({
      position: BigInt(stands),
      asOf: moment,
      at: stands,
    });
  });

  it('that the log has not reached is refused', async () => {
    expect(await refusal(positions.resolve('asked', { position: 201n }))).toEqual({
      code: 'http/positionBeyondHead',
      kind: 'unprocessable',
    });
  });
});

describe('a view that is behind', () => {
  const behind = { code: 'http/viewBehind', kind: 'unavailable' };

  it('is waited for until it has reached the position that a command answered', async () => {
    positions = new ReadPosition(db, clock);
    const events = at('12:00', '12:01');
    await take(events.slice(0, 1), index, view);
    const resolving = positions.resolve('asked', { minPosition: 200n });
    await take(events, view);
    expect(await resolving).toMatchObject({ position: null, at: '200' });
  });

  it('is not waited for too long', async () => {
    await take(at('12:00'), index, view);
    expect(await refusal(positions.resolve('asked', { minPosition: 101n }))).toEqual(behind);
    expect(await refusal(positions.resolve('unheard-of', { minPosition: 1n }))).toEqual(behind);
    expect(await positions.resolve('asked', { minPosition: 100n })).toMatchObject({ at: '100' });
  });

  it('is waited for as of a moment and at a position, too', async () => {
    const events = at('12:00', '12:01');
    await take(events, index);
    await take(events.slice(0, 1), view);
    expect(await refusal(positions.resolve('asked', { position: 200n }))).toEqual(behind);
    expect(await refusal(positions.resolve('asked', { asOf: asOf('12:01:00') }))).toEqual(behind);
    expect(await positions.resolve('asked', { asOf: asOf('12:00:30') })).toMatchObject({ at: '100' });
  });

  it('while the index of the log is behind makes a moment wait for the index', async () => {
    positions = new ReadPosition(db, clock);
    const events = at('12:00', '12:01');
    await take(events, view);
    await take(events.slice(0, 1), index);
    const resolving = positions.resolve('asked', { asOf: asOf('13:00:00'), minPosition: 200n });
    await take(events, index);
    expect(await resolving).toMatchObject({ at: '200' });
  });
});
