import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startStore, type StoreFixture } from '../../test/support/store-fixture.js';
import { anAppend } from '../../test/support/tally.js';
import { LogUnavailable, WrongRevision } from './event-log.js';
import type { KurrentLog, LogPatience } from './kurrent-log.js';

const impatient: LogPatience = { answerWithin: 200, repeatAfter: [10, 10], silence: 200 };

let store: StoreFixture;
let log: KurrentLog;
let stream: string;

beforeAll(async () => {
  store = await startStore();
  log = store.open();
});
afterAll(() => store.close());
beforeEach(() => {
  store.proxy.set({});
  stream = `tally-${randomUUID()}`;
});

const amounts = (events: readonly { data: Record<string, unknown> }[]) => events.map(({ data }) => data['amount']);

/** A log through the proxy, connected for appends and reads. */
async function connected(patience?: LogPatience): Promise<KurrentLog> {
  const opened = store.open('proxy', patience);
  await opened.append(`tally-${randomUUID()}`, -1n, [anAppend(0)]);
  await opened.head();
  return opened;
}

describe('reading and appending', () => {
  it('gives back what was appended, with revision and position', async () => {
    const events = [anAppend(1), anAppend(2), anAppend(3)];
    const { revision, position } = await log.append(stream, -1n, events);
    const read = await log.read(stream, 0n);
    expect(read).toMatchObject(events.map((event, n) => ({ ...event, stream, revision: BigInt(n) })));
    expect({ revision, position }).toEqual({ revision: 2n, position: read[2]!.position });
    expect(await log.head()).toBe(position);
  });

  it('reads from a revision on, and nothing beyond the end or of a stream that is not there', async () => {
    await log.append(stream, -1n, [anAppend(1), anAppend(2)]);
    expect(amounts(await log.read(stream, 1n))).toEqual([2]);
    expect(await log.read(stream, 2n)).toEqual([]);
    expect(await log.read(`tally-${randomUUID()}`, 0n)).toEqual([]);
  });

  it('refuses a revision that the stream has left or not reached, and writes nothing then', async () => {
    await log.append(stream, -1n, [anAppend(1)]);
    for (const expected of [-1n, 1n, 99n]) {
      await expect(log.append(stream, expected, [anAppend(2)])).rejects.toBeInstanceOf(WrongRevision);
    }
    expect(amounts(await log.read(stream, 0n))).toEqual([1]);
  });

  it('serves once the store is there, though it was away at the first call', async () => {
    const early = store.open('proxy');
    store.proxy.set({ refuse: true });
    await expect(early.head()).rejects.toBeInstanceOf(LogUnavailable);
    await expect(early.read(stream, 0n)).rejects.toBeInstanceOf(LogUnavailable);
    store.proxy.set({});
    expect(await early.head()).toBe(await log.head());
    expect(await early.read(stream, 0n)).toEqual([]);
  });

  it('answers the repetition of an append as the first time', async () => {
    const first = [anAppend(1)];
    const events = [anAppend(2), anAppend(3)];
    await log.append(stream, -1n, first);
    const answer = await log.append(stream, 0n, events);
    await log.append(stream, 2n, [anAppend(4)]);
    expect(await log.append(stream, 0n, events)).toEqual(answer);
    expect(amounts(await log.read(stream, 0n))).toEqual([1, 2, 3, 4]);
  });

  it('reads all streams with a prefix in log order, after a position and up to a limit', async () => {
    const other = `other-${randomUUID()}`;
    const { position: before } = await log.append(`tally-${randomUUID()}`, -1n, [anAppend(0)]);
    for (const n of [1, 3, 5]) {
      await log.append(stream, BigInt(Math.floor(n / 2)) - 1n, [anAppend(n)]);
      await log.append(other, BigInt(Math.floor(n / 2)) - 1n, [anAppend(n + 1)]);
    }
    const all = { after: before, prefixes: ['tally-', 'other-'], limit: 100 };
    const read = await log.readAll(all);
    expect(amounts(read)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(amounts(await log.readAll({ ...all, after: read[1]!.position, limit: 2 }))).toEqual([3, 4]);
    expect(amounts(await log.readAll({ ...all, prefixes: ['tally-'], after: read[1]!.position }))).toEqual([3, 5]);
    expect(await log.readAll({ ...all, after: await log.head() })).toEqual([]);
    expect(amounts(await log.readAll({ ...all, after: null, limit: 2 }))).toHaveLength(2);
  });
});

describe('a store that is not there or does not answer', () => {
  const asked = (through: KurrentLog) => [
    through.read(stream, 0n),
    through.append(stream, -1n, [anAppend(1)]),
    through.head(),
    through.readAll({ after: null, prefixes: ['tally-'], limit: 1 }),
  ];

  it.each([
    ['accepts and never answers', { hold: 'both' }],
    ['takes everything and holds its answers back', { hold: 'toClient' }],
    ['refuses connections', { refuse: true }],
  ] as const)('that %s is unavailable, in time', async (_what, fault) => {
    const through = store.open('proxy', impatient);
    store.proxy.set(fault);
    // grpc-js shares connections between clients of one address.
    store.proxy.cut();
    const started = performance.now();
    const outcomes = await Promise.allSettled(asked(through));
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual(
      outcomes.map(() => expect.any(LogUnavailable)),
    );
    // Three attempts of 200 ms with pauses; far more would be a missing timer.
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('is available again without a new client', async () => {
    const through = await connected(impatient);
    store.proxy.set({ refuse: true });
    store.proxy.cut();
    await Promise.allSettled(asked(through));
    store.proxy.set({});
    const { position } = await through.append(stream, -1n, [anAppend(1)]);
    expect(amounts(await through.read(stream, 0n))).toEqual([1]);
    expect(await through.head()).toBe(position);
  });
});

describe('an append whose outcome is not known', () => {
  it('is repeated when the answer was lost, and stands once', async () => {
    const through = await connected();
    store.proxy.set({ hold: 'toClient' });
    const appending = through.append(stream, -1n, [anAppend(1), anAppend(2)]);
    while ((await log.read(stream, 0n)).length === 0);
    store.proxy.cut();
    store.proxy.set({});
    expect(await appending).toMatchObject({ revision: 1n });
    expect(amounts(await log.read(stream, 0n))).toEqual([1, 2]);
  });

  it.each(['toServer', 'toClient'] as const)('stands once wherever the connection breaks %s', async (direction) => {
    const through = await connected();
    store.proxy.set({});
    await through.append(`tally-${randomUUID()}`, -1n, [anAppend(0)]);
    const whole = store.proxy.passed[direction];
    const steps = 10;
    for (let step = 0; step < steps; step += 1) {
      const broken = `tally-${randomUUID()}`;
      store.proxy.set({ cutAfter: { direction, bytes: Math.floor((whole * step) / steps) } });
      expect(await through.append(broken, -1n, [anAppend(step)])).toMatchObject({ revision: 0n });
      expect(amounts(await log.read(broken, 0n))).toEqual([step]);
    }
  });

  it('is not lost when the connection breaks under many appends', async () => {
    const through = await connected();
    const pad = 'x'.repeat(20_000);
    for (let round = 0; round < 3; round += 1) {
      const streams = Array.from({ length: 60 }, () => `tally-${randomUUID()}`);
      store.proxy.set({ cutAfter: { direction: 'toServer', bytes: 200_000 } });
      // More than the client's stream takes: what waits inside the client would be rejected where nobody catches it.
      await Promise.all(streams.map((name) => through.append(name, -1n, [anAppend(1, { data: { amount: 1, pad } })])));
      const read = await Promise.all(streams.map((name) => log.read(name, 0n)));
      expect(read.map((events) => events.length)).toEqual(streams.map(() => 1));
    }
  });

  it('goes on over another connection when the one there is hangs for good', async () => {
    const through = await connected(impatient);
    store.proxy.freeze();
    await expect(through.append(stream, -1n, [anAppend(1)])).resolves.toMatchObject({ revision: 0n });
    expect(amounts(await through.read(stream, 0n))).toEqual([1]);
  });

  it('that was given up may stand later, but never twice', async () => {
    const through = await connected(impatient);
    const event = anAppend(1);
    store.proxy.set({ hold: 'toServer' });
    await expect(through.append(stream, -1n, [event])).rejects.toBeInstanceOf(LogUnavailable);
    store.proxy.set({});
    await through.append(stream, -1n, [event]);
    await through.append(stream, 0n, [anAppend(2)]);
    expect(amounts(await log.read(stream, 0n))).toEqual([1, 2]);
  });
});
