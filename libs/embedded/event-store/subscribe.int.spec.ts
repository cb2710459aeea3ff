import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { END, type Position, START, streamNameFilter, eventTypeFilter } from '@kurrent/kurrentdb-client';
import {
  type Fixture,
  freshStream,
  numbered,
  numbersOf,
  Recording,
  startFixture,
} from '../../../test/support/embedded-store.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.stop());

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('subscribing to a stream', () => {
  const follow = (stream: string, fromRevision: bigint | 'start' | 'end') =>
    new Recording(fixture.client.subscribeToStream(stream, { fromRevision }));

  it('confirms, delivers what is there, says it caught up once, and goes on live', async () => {
    const stream = freshStream();
    await fixture.client.appendToStream(stream, numbered(600));
    const recording = follow(stream, START);
    await recording.until(() => recording.order.includes('caughtUp'));
    for (let n = 600; n < 620; n++) await fixture.client.appendToStream(stream, numbered(1, n));
    await recording.until(() => recording.events.length >= 620);
    await recording.stop();
    expect(numbersOf(recording.events)).toEqual(range(0, 620));
    expect(recording.order[0]).toBe('confirmation');
    expect(recording.order.indexOf('caughtUp')).toBe(601);
    expect(recording.order.filter((what) => what === 'caughtUp')).toHaveLength(1);
  });

  it('resumes after the given revision', async () => {
    const stream = freshStream();
    await fixture.client.appendToStream(stream, numbered(5));
    const recording = follow(stream, 2n);
    await recording.until(() => recording.events.length === 2);
    await recording.stop();
    expect(numbersOf(recording.events)).toEqual([3, 4]);
  });

  it('delivers only new events from the end', async () => {
    const stream = freshStream();
    await fixture.client.appendToStream(stream, numbered(5));
    const recording = follow(stream, END);
    await recording.until(() => recording.order.includes('caughtUp'));
    await fixture.client.appendToStream(stream, numbered(1, 5));
    await recording.until(() => recording.events.length > 0);
    await recording.stop();
    expect(numbersOf(recording.events)).toEqual([5]);
  });

  it('waits for a stream that is not there yet', async () => {
    const stream = freshStream();
    const recording = follow(stream, START);
    await recording.until(() => recording.order.includes('caughtUp'));
    await fixture.client.appendToStream(stream, numbered(1));
    await recording.until(() => recording.events.length > 0);
    await recording.stop();
    expect(recording.order).toEqual(['confirmation', 'caughtUp', 'event']);
  });

  it('ends with the closing event and an error when the stream is tombstoned', async () => {
    const stream = freshStream();
    await fixture.client.appendToStream(stream, numbered(1));
    const recording = follow(stream, START);
    await recording.until(() => recording.order.includes('caughtUp'));
    await fixture.client.tombstoneStream(stream);
    await recording.until(() => recording.error !== undefined);
    expect(recording.events.map(({ event }) => event?.type)).toEqual(['Numbered', '$streamDeleted']);
    expect(recording.events[1]?.event?.revision).toBe(9223372036854775807n);
    expect(recording.error).toMatchObject({ type: 'stream-deleted', streamName: stream });
    const late = follow(stream, START);
    await late.until(() => late.error !== undefined);
    expect(late.error).toMatchObject({ type: 'stream-deleted' });
  });

  it('goes over a soft delete', async () => {
    const stream = freshStream();
    await fixture.client.appendToStream(stream, numbered(2));
    const recording = follow(stream, START);
    await recording.until(() => recording.events.length === 2);
    await fixture.client.deleteStream(stream);
    await fixture.client.appendToStream(stream, numbered(1, 2));
    await recording.until(() => recording.events.length === 3);
    await recording.stop();
    expect(recording.events.at(-1)?.event?.revision).toBe(2n);
  });
});

describe('subscribing to all streams', () => {
  it('resumes after the given position, with nothing twice and nothing missing', async () => {
    const stream = freshStream();
    const { position } = await fixture.client.appendToStream(stream, numbered(1));
    const first = new Recording(fixture.client.subscribeToAll({ fromPosition: position }));
    const writing = (async () => {
      for (let n = 1; n <= 200; n++) await fixture.client.appendToStream(stream, numbered(1, n));
    })();
    await first.until(() => first.events.length >= 50);
    await first.stop();
    const cut = first.events.length;
    const from = first.events.at(-1)!.event!.position!;
    const second = new Recording(fixture.client.subscribeToAll({ fromPosition: from }));
    await writing;
    await second.until(() => cut + second.events.length >= 200);
    await second.stop();
    const numbers = numbersOf([...first.events.slice(0, cut), ...second.events]);
    expect(numbers).toEqual(range(1, 201));
  });

  it('includes events of the system from the start, and knows a moment to the millisecond', async () => {
    const recording = new Recording(fixture.client.subscribeToAll({ fromPosition: START }));
    await recording.until(() => recording.order.includes('caughtUp'));
    await recording.stop();
    expect(recording.events[0]?.event?.streamId).toMatch(/^\$/);
    expect(recording.events.some(({ event }) => event!.created.getTime() % 1000 !== 0)).toBe(true);
  });

  it('delivers to a slow reader without holding up the others', async () => {
    const stream = freshStream('slow');
    const filter = streamNameFilter({ prefixes: [stream] });
    const slow = fixture.client.subscribeToAll({ fromPosition: END, filter }, { highWaterMark: 1 });
    slow.on('error', () => undefined);
    await new Promise((resolve) => slow.once('confirmation', resolve).resume().pause());
    const fast = new Recording(fixture.client.subscribeToAll({ fromPosition: END, filter }));
    await fast.until(() => fast.order.includes('caughtUp'));
    for (let n = 0; n < 40; n++) await fixture.client.appendToStream(stream, numbered(500, n * 500));
    await fast.until(() => fast.events.length === 20_000);
    await fast.stop();
    const late = new Recording(slow);
    slow.resume();
    await late.until(() => late.events.length === 20_000);
    await late.stop();
    expect(numbersOf(late.events)).toEqual(range(0, 20_000));
  });
});

describe('filters', () => {
  function filtered(filter: Parameters<typeof fixture.client.subscribeToAll>[0]) {
    return new Recording(fixture.client.subscribeToAll(filter));
  }

  it('by prefix of the stream name deliver checkpoints at the interval and on catching up', async () => {
    const prefix = freshStream('wanted');
    const { position: start } = await fixture.client.appendToStream(freshStream('other'), numbered(1));
    for (let n = 0; n < 3; n++) {
      await fixture.client.appendToStream(freshStream('other'), numbered(100));
      await fixture.client.appendToStream(`${prefix}-${n}`, numbered(1, n));
    }
    const checkpoints: Position[] = [];
    const recording = filtered({
      fromPosition: start,
      filter: streamNameFilter({
        prefixes: [prefix],
        maxSearchWindow: 10,
        checkpointInterval: 5,
        checkpointReached: async (_subscription, position) => void checkpoints.push(position),
      }),
    });
    await recording.until(() => recording.order.includes('caughtUp'));
    expect(numbersOf(recording.events)).toEqual([0, 1, 2]);
    // 303 considered events, one checkpoint per 50 of them, one on catching up.
    const last = start!.commit + 303n;
    expect(checkpoints.map(({ commit }) => commit)).toEqual([
      ...[50n, 100n, 150n, 200n, 250n, 300n].map((after) => start!.commit + after),
      last,
    ]);
    // Live, too: the checkpoint passes what does not match.
    await fixture.client.appendToStream(freshStream('other'), numbered(60));
    await fixture.client.appendToStream(`${prefix}-0`, numbered(1, 3));
    await recording.until(() => recording.events.length === 4);
    await recording.stop();
    expect(checkpoints.at(-1)!.commit).toBeGreaterThan(last);
    expect(checkpoints.at(-1)!.commit).toBeLessThan(recording.events.at(-1)!.event!.position!.commit);
  });

  it('by regular expression or event type', async () => {
    const stream = freshStream();
    const { position } = await fixture.client.appendToStream(stream, numbered(1, 0, 'Apple'));
    await fixture.client.appendToStream(stream, [...numbered(1, 1, 'Pear'), ...numbered(1, 2, 'Apricot')]);
    const byType = filtered({ fromPosition: position, filter: eventTypeFilter({ prefixes: ['Ap', 'x'] }) });
    const byRegex = filtered({ fromPosition: position, filter: streamNameFilter({ regex: '^[^$].*' }) });
    await Promise.all(
      [byType, byRegex].map((recording) => recording.until(() => recording.order.includes('caughtUp'))),
    );
    await Promise.all([byType.stop(), byRegex.stop()]);
    expect(numbersOf(byType.events)).toEqual([2]);
    expect(numbersOf(byRegex.events)).toEqual([1, 2]);
  });

  it('that are no regular expression are refused', async () => {
    const recording = filtered({ fromPosition: START, filter: streamNameFilter({ regex: '(' }) });
    await recording.until(() => recording.error !== undefined);
    expect(recording.error).toMatchObject({ code: 3 });
  });
});
