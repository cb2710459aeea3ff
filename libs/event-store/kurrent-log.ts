import {
  BACKWARDS,
  END,
  FORWARDS,
  jsonEvent,
  type KurrentDBClient,
  NO_STREAM,
  START,
  StreamNotFoundError,
  streamNameFilter,
  WrongExpectedVersionError,
  type AllStreamResolvedEvent,
  type AppendResult,
  type AppendStreamState,
  type EventData,
  type Filter,
  type ResolvedEvent,
} from '@kurrent/kurrentdb-client';
import { EventLog, LogUnavailable, WrongRevision } from './event-log.js';
import type { EventToAppend, RecordedEvent, SubscribeOptions, Subscription } from './event-log.js';
import { AppendSlots } from './append-slots.js';
import { CatchUpSubscription, type SubscriptionSource } from './catch-up-subscription.js';
import { StoreConnection } from './store-connection.js';

/** How long the store is waited for. */
export interface LogPatience {
  /** One answer of the store, ms. */
  readonly answerWithin: number;
  /** Pauses before an append with unknown outcome is repeated, ms. */
  readonly repeatAfter: readonly number[];
  /** How long a subscription may be silent before the log is asked whether it should be, ms. */
  readonly silence: number;
}

const usualPatience: LogPatience = { answerWithin: 5_000, repeatAfter: [50, 250, 1_000], silence: 3_000 };

/** The event log behind the official client: KurrentDB, EventStoreDB or the embedded store, by connection string. */
export class KurrentLog extends EventLog {
  // One for each, so that what is done about one does not disturb the others.
  private readonly appends: StoreConnection;
  private readonly reads: StoreConnection;
  private readonly subscriptions: StoreConnection;
  private readonly slots = new AppendSlots();

  constructor(
    url: string,
    private readonly patience: LogPatience = usualPatience,
  ) {
    super();
    this.appends = new StoreConnection(url);
    this.reads = new StoreConnection(url);
    this.subscriptions = new StoreConnection(url);
  }

  async read(stream: string, from: bigint): Promise<RecordedEvent[]> {
    return this.readWith(this.patience.answerWithin, `reading ${stream}`, async (client, late) => {
      try {
        return await collect(client.readStream(stream, { fromRevision: from, direction: FORWARDS }), late);
      } catch (error) {
        if (error instanceof StreamNotFoundError) return [];
        throw error;
      }
    });
  }

  async append(
    stream: string,
    expected: bigint,
    events: readonly EventToAppend[],
  ): Promise<{ revision: bigint; position: bigint }> {
    const payload = events.map(({ id, type, data, metadata }) =>
      jsonEvent({ id, type, data, metadata: { ...metadata } }),
    );
    const streamState = expected < 0n ? NO_STREAM : expected;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const { nextExpectedRevision, position } = await this.appendOnce(stream, payload, streamState);
        if (!position) throw new LogUnavailable(`${stream}: the store did not say where it wrote`);
        return { revision: nextExpectedRevision, position: position.commit };
      } catch (error) {
        if (error instanceof WrongExpectedVersionError) throw new WrongRevision(stream);
        const pause = this.patience.repeatAfter[attempt];
        if (!(error instanceof LogUnavailable) || pause === undefined) throw error;
        await delay(pause);
      }
    }
  }

  private async appendOnce(stream: string, events: EventData[], streamState: AppendStreamState): Promise<AppendResult> {
    const { client } = this.appends;
    const reader = this.reads.client;
    try {
      return await within(this.patience.answerWithin, `appending to ${stream}`, (late) =>
        this.slots.take(late, () => client.appendToStream(stream, events, { streamState })),
      );
    } catch (error) {
      if (error instanceof NoAnswer) {
        this.appends.leave(client);
        // What hangs here may hang there, and the next step after an append without an answer is a read.
        this.reads.leave(reader);
      }
      throw error;
    }
  }

  subscribe(options: SubscribeOptions): Subscription {
    const filter = streamNameFilter({ prefixes: [...options.prefixes] });
    const source: SubscriptionSource = {
      open: (after) =>
        this.subscriptions.client.subscribeToAll({
          fromPosition: after === null ? START : { commit: after, prepare: after },
          filter,
        }),
      distrust: () => this.subscriptions.leave(this.subscriptions.client),
      convert: recorded,
      newest: () => this.newest(filter),
      silence: this.patience.silence,
    };
    return new CatchUpSubscription(source, options);
  }

  async readAll(options: {
    after: bigint | null;
    prefixes: readonly string[];
    limit: number;
  }): Promise<RecordedEvent[]> {
    const { after, prefixes, limit } = options;
    return this.readWith(this.patience.answerWithin * 2, 'reading $all', async (client, late) => {
      const pages = client.readAll({
        fromPosition: after === null ? START : { commit: after, prepare: after },
        direction: FORWARDS,
        // `from` is inclusive and may name an event already seen.
        maxCount: limit + 1,
        filter: streamNameFilter({ prefixes: [...prefixes] }),
      });
      const events = await collect(pages, late);
      return events.filter(({ position }) => after === null || position > after).slice(0, limit);
    });
  }

  head(): Promise<bigint> {
    return this.newest();
  }

  async close(): Promise<void> {
    await Promise.all([this.appends, this.reads, this.subscriptions].map((connection) => connection.close()));
  }

  private newest(filter?: Filter): Promise<bigint> {
    return this.readWith(this.patience.answerWithin, 'reading the head', async (client, late) => {
      const backwards = { fromPosition: END, direction: BACKWARDS, maxCount: 1, ...(filter && { filter }) } as const;
      const [last] = await collect(client.readAll(backwards), late);
      return last?.position ?? -1n;
    });
  }

  private async readWith<T>(
    ms: number,
    what: string,
    run: (client: KurrentDBClient, late: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { client } = this.reads;
    try {
      return await within(ms, what, (late) => run(client, late));
    } catch (error) {
      if (error instanceof LogUnavailable) this.reads.leave(client);
      throw error;
    }
  }
}

/** Nothing came in time: the connection may hang. */
class NoAnswer extends LogUnavailable {}

function recorded({ event }: ResolvedEvent | AllStreamResolvedEvent): RecordedEvent {
  if (!event?.position) throw new TypeError('an event without a position');
  return {
    stream: event.streamId,
    revision: event.revision,
    position: event.position.commit,
    id: event.id,
    type: event.type,
    data: event.data as Record<string, unknown>,
    metadata: event.metadata as unknown as RecordedEvent['metadata'],
  };
}

/** Reads to the end, or until nobody waits for it any more. */
async function collect(
  source: AsyncIterable<ResolvedEvent | AllStreamResolvedEvent>,
  late: AbortSignal,
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const resolved of source) {
    if (late.aborted) break;
    events.push(recorded(resolved));
  }
  return events;
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** The client has no timer of its own on appends, and its connection errors are raw: both become LogUnavailable here. */
async function within<T>(ms: number, what: string, run: (late: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      over.abort();
      reject(new NoAnswer(`${what}: no answer within ${ms} ms`));
    }, ms);
  });
  try {
    return await Promise.race([run(over.signal), late]);
  } catch (error) {
    throw isUnreachable(error) ? new LogUnavailable(`${what}: ${(error as Error).message}`, { cause: error }) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** 1 cancelled, 4 deadline exceeded, 14 unavailable; the rest are the client's own names for the same. */
function isUnreachable(error: unknown): boolean {
  const { code, type } = (error ?? {}) as { code?: unknown; type?: unknown };
  return (
    [1, 4, 14].includes(code as number) ||
    ['unavailable', 'deadline-exceeded', 'cancelled', 'timeout'].includes(type as string)
  );
}
