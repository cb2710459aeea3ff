import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AllStreamResolvedEvent, jsonEvent, KurrentDBClient, type ResolvedEvent } from '@kurrent/kurrentdb-client';
import { type EventStoreHandle, startEventStore } from '#embedded/event-store/host';

/** A server in this thread on a directory of its own, and a client of it. */
export interface Fixture {
  readonly directory: string;
  client: KurrentDBClient;
  handle: EventStoreHandle;
  /** Stops the server and starts it again on the same directory. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startFixture(): Promise<Fixture> {
  const directory = await mkdtemp(join(tmpdir(), 'event-store-'));
  const handle = await startEventStore({ directory });
  const fixture: Fixture = {
    directory,
    handle,
    client: KurrentDBClient.connectionString(handle.url),
    restart: async () => {
      await fixture.client.dispose();
      await fixture.handle.stop();
      fixture.handle = await startEventStore({ directory });
      fixture.client = KurrentDBClient.connectionString(fixture.handle.url);
    },
    stop: async () => {
      await fixture.client.dispose();
      await fixture.handle.stop();
      await rm(directory, { recursive: true });
    },
  };
  return fixture;
}

let streams = 0;
/** A stream name that no other test uses. */
export const freshStream = (prefix = 'stream'): string => `${prefix}-${++streams}-${randomUUID().slice(0, 8)}`;

/** Events numbered in their data, from `from`. */
export const numbered = (count: number, from = 0, type = 'Numbered') =>
  Array.from({ length: count }, (_, index) => jsonEvent({ type, data: { n: from + index } }));

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

type AnyResolved = ResolvedEvent | AllStreamResolvedEvent;

/** The numbers in the data of events made by `numbered`. */
export const numbersOf = (events: readonly AnyResolved[]): unknown[] =>
  events.map(({ event }) => (event?.data as { n?: unknown } | undefined)?.n);

export const revisionsOf = (events: readonly AnyResolved[]): number[] =>
  events.map(({ event }) => Number(event?.revision));

interface SubscriptionLike extends AsyncIterable<AnyResolved>, NodeJS.EventEmitter {
  unsubscribe(): Promise<void>;
}

/** What a subscription delivers, in order: events, `'caughtUp'`, and the error that ended it. */
export class Recording {
  readonly events: AnyResolved[] = [];
  readonly order: string[] = [];
  error: unknown;
  readonly #changes = new EventTarget();

  constructor(private readonly subscription: SubscriptionLike) {
    const note = (what: string) => {
      this.order.push(what);
      this.#changes.dispatchEvent(new Event('change'));
    };
    subscription.on('confirmation', () => note('confirmation'));
    subscription.on('caughtUp', () => note('caughtUp'));
    subscription.on('error', (error: unknown) => {
      this.error = error;
      note('error');
    });
    subscription.on('data', (event: AnyResolved) => {
      this.events.push(event);
      note('event');
    });
  }

  /** Resolves once the condition holds; the test's own time limit ends a wait in vain. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.#changes, 'change');
  }

  stop(): Promise<void> {
    return this.subscription.unsubscribe();
  }
}
