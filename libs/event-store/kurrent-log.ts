import {
  BACKWARDS,
  END,
  FORWARDS,
  jsonEvent,
  KurrentDBClient,
  NO_STREAM,
  START,
  StreamNotFoundError,
  streamNameFilter,
  WrongExpectedVersionError,
  type AllStreamResolvedEvent,
  type ResolvedEvent,
} from '@kurrent/kurrentdb-client';
import { EventLog, LogUnavailable, WrongRevision } from './event-log.js';
import type { EventToAppend, RecordedEvent, SubscribeOptions, Subscription } from './event-log.js';
import { CatchUpSubscription } from './catch-up-subscription.js';

/** How long one answer of the store may take, ms. */
const answerWithin = 5_000;
/** Pauses before an append with unknown outcome is repeated, ms; the sum stays below a command's patience. */
const repeatAfter = [50, 250, 1_000, 3_000];

/** The event log behind the official client: KurrentDB, EventStoreDB or the embedded store, by connection string. */
export class KurrentLog extends EventLog {
  private readonly client: KurrentDBClient;

  constructor(url: string) {
    super();
    this.client = KurrentDBClient.connectionString(url);
  }

  async read(stream: string, from: bigint): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    return within(answerWithin, `reading ${stream}`, async () => {
      try {
        for await (const resolved of this.client.readStream(stream, { fromRevision: from, direction: FORWARDS })) {
          events.push(recorded(resolved));
        }
      } catch (error) {
        if (error instanceof StreamNotFoundError) return [];
        throw error;
      }
      return events;
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
    const once = () =>
      within(answerWithin, `appending to ${stream}`, () =>
        this.client.appendToStream(stream, payload, { streamState: expected < 0n ? NO_STREAM : expected }),
      );
    for (let attempt = 0; ; attempt += 1) {
      try {
        const { nextExpectedRevision, position } = await once();
        if (!position) throw new LogUnavailable(`${stream}: the store did not say where it wrote`);
        return { revision: nextExpectedRevision, position: position.commit };
      } catch (error) {
        if (error instanceof WrongExpectedVersionError) throw new WrongRevision(stream);
        const pause = repeatAfter[attempt];
        if (!(error instanceof LogUnavailable) || pause === undefined) throw error;
        await delay(pause);
      }
    }
  }

  subscribe(options: SubscribeOptions): Subscription {
    return new CatchUpSubscription(
      (after) =>
        this.client.subscribeToAll({
          fromPosition: after === null ? START : { commit: after, prepare: after },
          filter: streamNameFilter({ prefixes: [...options.prefixes] }),
        }),
      recorded,
      options,
    );
  }

  async readAll(options: {
    after: bigint | null;
    prefixes: readonly string[];
    limit: number;
  }): Promise<RecordedEvent[]> {
    const { after, prefixes, limit } = options;
    return within(answerWithin * 2, 'reading $all', async () => {
      const events: RecordedEvent[] = [];
      const pages = this.client.readAll({
        fromPosition: after === null ? START : { commit: after, prepare: after },
        direction: FORWARDS,
        // `from` is inclusive and may name an event already seen.
        maxCount: limit + 1,
        filter: streamNameFilter({ prefixes: [...prefixes] }),
      });
      for await (const resolved of pages) {
        const event = recorded(resolved);
        if ((after === null || event.position > after) && events.length < limit) events.push(event);
      }
      return events;
    });
  }

  async head(): Promise<bigint> {
    return within(answerWithin, 'reading the head', async () => {
      for await (const { event } of this.client.readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 1 })) {
        if (event) return event.position.commit;
      }
      return -1n;
    });
  }

  async close(): Promise<void> {
    await this.client.dispose();
  }
}

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

const delay = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** The client has no timer of its own on appends, and its connection errors are raw: both become LogUnavailable here. */
async function within<T>(ms: number, what: string, run: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new LogUnavailable(`${what}: no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([run(), late]);
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
