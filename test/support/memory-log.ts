import {
  EventLog,
  WrongRevision,
  type EventToAppend,
  type RecordedEvent,
  type Subscription,
} from '#event-store/event-log';

/** A log in memory for command handling; it is not subscribed to. */
export class MemoryLog extends EventLog {
  readonly events: RecordedEvent[] = [];
  /** Thrown instead of the next append, once. */
  failNextAppend: Error | undefined;

  override read(stream: string, from: bigint): Promise<RecordedEvent[]> {
    return Promise.resolve(this.of(stream).filter(({ revision }) => revision >= from));
  }

  override append(
    stream: string,
    expected: bigint,
    events: readonly EventToAppend[],
  ): Promise<{ revision: bigint; position: bigint }> {
    const failure = this.failNextAppend;
    this.failNextAppend = undefined;
    if (failure) return Promise.reject(failure);
    if (BigInt(this.of(stream).length) - 1n !== expected) return Promise.reject(new WrongRevision(stream));
    for (const [n, event] of events.entries()) {
      const wire = JSON.parse(JSON.stringify(event)) as EventToAppend;
      const position = BigInt(this.events.length + 1) * 100n;
      this.events.push({ ...wire, stream, revision: expected + 1n + BigInt(n), position });
    }
    const { revision, position } = this.events.at(-1)!;
    return Promise.resolve({ revision, position });
  }

  override subscribe(): Subscription {
    throw new Error('not a log to subscribe to');
  }

  override readAll({ after, prefixes, limit }: Parameters<EventLog['readAll']>[0]): Promise<RecordedEvent[]> {
    const wanted = this.events.filter(
      ({ position, stream }) => position > (after ?? -1n) && prefixes.some((prefix) => stream.startsWith(prefix)),
    );
    return Promise.resolve(wanted.slice(0, limit));
  }

  override head(): Promise<bigint> {
    return Promise.resolve(this.events.at(-1)?.position ?? -1n);
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }

  private of(stream: string): RecordedEvent[] {
    return this.events.filter((event) => event.stream === stream);
  }
}
