import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { startStore, type StoreFixture } from '../../test/support/store-fixture.js';
import { anAppend } from '../../test/support/tally.js';
import type { RecordedEvent, Subscription } from './event-log.js';
import type { KurrentLog } from './kurrent-log.js';

let store: StoreFixture;
let log: KurrentLog;
let prefix: string;
let subscriptions: Subscription[] = [];

beforeAll(async () => {
  store = await startStore();
  log = store.open();
});
afterAll(() => store.close());
afterEach(async () => {
  store.proxy.set({});
  await Promise.all(subscriptions.map((subscription) => subscription.stop()));
  subscriptions = [];
});

/** Appends events with the amounts `from` up to `to` in one go. */
async function write(from: number, to: number, through = log): Promise<void> {
  const events = Array.from({ length: to - from + 1 }, (_, n) => anAppend(from + n));
  await through.append(`${prefix}${randomUUID()}`, -1n, events);
}

/** What a subscriber is given, with the position it keeps itself. */
class Reader {
  readonly amounts: number[] = [];
  readonly batches: number[] = [];
  readonly interruptions: string[] = [];
  after: bigint | null = null;
  /** Awaited before a batch counts as handled. */
  before: () => Promise<void> = () => Promise.resolve();
  private readonly changes = new EventTarget();

  static on(through: KurrentLog): Reader {
    prefix = `tally${randomUUID().replaceAll('-', '')}-`;
    const reader = new Reader();
    const subscription = through.subscribe({
      after: () => reader.after,
      prefixes: [prefix],
      handle: (events) => reader.handle(events),
      onInterrupted: ({ message }) => reader.note(() => reader.interruptions.push(message)),
    });
    subscriptions.push(subscription);
    return reader;
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.changes, 'change');
  }

  private async handle(events: readonly RecordedEvent[]): Promise<void> {
    await this.before();
    this.after = events.at(-1)!.position;
    this.note(() => {
      this.batches.push(events.length);
      this.amounts.push(...events.map(({ data }) => data['amount'] as number));
    });
  }

  private note(change: () => void): void {
    change();
    this.changes.dispatchEvent(new Event('change'));
  }
}

interface Inside {
  readonly subscriptions: { readonly client: { readonly disposableStreams: ReadonlySet<unknown> } };
}

const upTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1);

it('delivers what is there and what comes, in log order, in batches', async () => {
  const reader = Reader.on(log);
  await write(1, 1_200);
  await reader.until(() => reader.amounts.length >= 1_200);
  await write(1_201, 1_210);
  await reader.until(() => reader.amounts.length >= 1_210);
  expect(reader.amounts).toEqual(upTo(1_210));
  expect(Math.max(...reader.batches)).toBeLessThanOrEqual(500);
});

it('resumes after a restart of the server without a gap and without a repetition', async () => {
  const reader = Reader.on(log);
  await write(1, 10);
  await reader.until(() => reader.amounts.length >= 10);
  await store.restart();
  await write(11, 20);
  await reader.until(() => reader.amounts.length >= 20);
  expect(reader.amounts).toEqual(upTo(20));
  expect(reader.interruptions.length).toBeGreaterThan(0);
});

it('resumes each time the connection breaks, while events come', async () => {
  const reader = Reader.on(store.open('proxy'));
  for (let round = 0; round < 5; round += 1) {
    store.proxy.set({ cutAfter: { direction: 'toClient', bytes: 3_000 } });
    await write(round * 50 + 1, round * 50 + 50);
    await reader.until(() => reader.interruptions.length > round);
  }
  await reader.until(() => reader.amounts.length >= 250);
  expect(reader.amounts).toEqual(upTo(250));
});

it('opens anew when the connection hangs, though nothing breaks', async () => {
  const reader = Reader.on(store.open('proxy', { answerWithin: 100, repeatAfter: [], silence: 100 }));
  await write(1, 1);
  await reader.until(() => reader.amounts.length === 1);
  store.proxy.set({ hold: 'toClient' });
  await write(2, 3);
  await reader.until(() => reader.interruptions.length > 0);
  store.proxy.set({});
  await reader.until(() => reader.amounts.length >= 3);
  expect(reader.amounts).toEqual(upTo(3));
});

it('goes on over another connection when the one there is hangs for good', async () => {
  const reader = Reader.on(store.open('proxy', { answerWithin: 500, repeatAfter: [], silence: 100 }));
  await write(1, 1);
  await reader.until(() => reader.amounts.length === 1);
  store.proxy.freeze();
  await write(2, 3);
  await reader.until(() => reader.amounts.length >= 3);
  expect(reader.amounts).toEqual(upTo(3));
});

it('stays quiet while there is nothing to deliver', async () => {
  const reader = Reader.on(store.open('direct', { answerWithin: 1_000, repeatAfter: [], silence: 20 }));
  await write(1, 2);
  await reader.until(() => reader.amounts.length >= 2);
  // Another stream grows meanwhile, and many times the silence passes.
  for (let n = 0; n < 50; n += 1) await log.append(`other-${randomUUID()}`, -1n, [anAppend(n)]);
  await write(3, 3);
  await reader.until(() => reader.amounts.length >= 3);
  expect(reader).toMatchObject({ amounts: upTo(3), interruptions: [] });
});

it('delivers again what a handler rejected', async () => {
  const reader = Reader.on(log);
  let refusals = 2;
  reader.before = () => (refusals-- > 0 ? Promise.reject(new Error('not now')) : Promise.resolve());
  await write(1, 30);
  await reader.until(() => reader.amounts.length >= 30);
  expect(reader).toMatchObject({ amounts: upTo(30), interruptions: ['not now', 'not now'] });
});

it('resumes where the handler says that it stands, not where it read to', async () => {
  const reader = Reader.on(log);
  await write(1, 5);
  await reader.until(() => reader.amounts.length >= 5);
  reader.after = null;
  await store.restart();
  await write(6, 6);
  await reader.until(() => reader.amounts.length >= 11);
  expect(reader.amounts).toEqual([...upTo(5), ...upTo(6)]);
});

it('waits for a running handler when it is stopped, handles nothing more and leaves no call open', async () => {
  const through = store.open();
  const reader = Reader.on(through);
  let release: () => void = () => undefined;
  const running = new Promise<void>((started) => {
    reader.before = () => {
      started();
      return new Promise((resolve) => (release = resolve));
    };
  });
  await write(1, 1_000);
  await running;
  let stopped = false;
  const stopping = subscriptions[0]!.stop().then(() => (stopped = true));
  await log.head();
  expect(stopped).toBe(false);
  release();
  await stopping;
  expect(reader.batches).toHaveLength(1);
  const { client } = (through as unknown as Inside).subscriptions;
  // The client forgets a call when its end has come in.
  while (client.disposableStreams.size > 0) await log.head();
  expect(reader.batches).toHaveLength(1);
});

it('can be stopped while the store is away', async () => {
  const reader = Reader.on(store.open('proxy'));
  store.proxy.set({ refuse: true });
  store.proxy.cut();
  await reader.until(() => reader.interruptions.length > 0);
  await subscriptions[0]!.stop();
  expect(reader.amounts).toEqual([]);
});

it('holds a bounded number of events while the handler is slow', async () => {
  const reader = Reader.on(log);
  let release: () => void = () => undefined;
  const blocked = new Promise<void>((resolve) => (release = resolve));
  reader.before = () => blocked;
  for (let n = 0; n < 10; n += 1) await write(n * 500 + 1, n * 500 + 500);
  const { buffer } = subscriptions[0] as unknown as { buffer: RecordedEvent[] };
  while (buffer.length < 2_000) await log.head();
  for (let n = 0; n < 20; n += 1) await log.head();
  // What the client had already decoded when it was told to wait may still come.
  expect(buffer.length).toBeLessThan(2_100);
  release();
  await reader.until(() => reader.amounts.length >= 5_000);
  expect(reader.amounts).toEqual(upTo(5_000));
});
