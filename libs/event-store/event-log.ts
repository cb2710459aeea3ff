import type { EventMetadata } from '#kernel/command';

/** An event as the log holds it; revision and position are the store's. */
export interface RecordedEvent {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly metadata: EventMetadata;
}

export interface EventToAppend {
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly metadata: EventMetadata;
}

/** The stream moved on since it was read. */
export class WrongRevision extends Error {}

/** The log cannot be reached, or did not answer in time; what became of an append is then unknown. */
export class LogUnavailable extends Error {}

export interface Subscription {
  /** Resolves when no handler runs any more. */
  stop(): Promise<void>;
}

export interface SubscribeOptions {
  /** The last position already handled, asked for at every opening; null starts at the beginning. */
  after(): bigint | null;
  /** Stream name prefixes, such as `protocol-`. */
  readonly prefixes: readonly string[];
  /** Called with events in log order, never two calls at once; a rejection has it resume. */
  handle(events: readonly RecordedEvent[]): Promise<void>;
  /** Told of each interruption; the subscription resumes by itself after what `after` says then. */
  onInterrupted(reason: Error): void;
}

/** The log as the application uses it: one thin port, with the official client behind it. */
export abstract class EventLog {
  /** Events of a stream from a revision on, in order; empty when there are none. @throws LogUnavailable */
  abstract read(stream: string, from: bigint): Promise<RecordedEvent[]>;

  /**
   * Appends all events or none. `expected` is the revision the decision was taken on, -1 for a stream that must not exist.
   * Repeats an append whose outcome is unknown with the same ids until it is known.
   * @returns revision and position of the last event
   * @throws WrongRevision, LogUnavailable
   */
  abstract append(
    stream: string,
    expected: bigint,
    events: readonly EventToAppend[],
  ): Promise<{ revision: bigint; position: bigint }>;

  abstract subscribe(options: SubscribeOptions): Subscription;

  /** Events of all streams with one of the prefixes, after a position, in log order. */
  abstract readAll(options: {
    after: bigint | null;
    prefixes: readonly string[];
    limit: number;
  }): Promise<RecordedEvent[]>;

  /** Position of the newest event; -1 when the log is empty. Also the check that the log can be reached. */
  abstract head(): Promise<bigint>;

  abstract close(): Promise<void>;
}
