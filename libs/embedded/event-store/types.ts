/** Revision of the event that closes a stream for ever. On the wire it is 2^63-1, which a JavaScript number cannot hold. */
export const TOMBSTONE_REVISION = Number.MAX_SAFE_INTEGER;

/** An event as a client offers it. */
export interface ProposedEvent {
  /** Lower-case UUID text. */
  readonly id: string;
  readonly type: string;
  /** Content type is application/json (otherwise application/octet-stream). */
  readonly json: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event as it is stored. */
export interface StoredEvent extends ProposedEvent {
  /** Place in `$all`: one integer per event, growing, never reused. */
  readonly position: number;
  readonly stream: string;
  /** Place in its stream, from 0. */
  readonly revision: number;
  /** Milliseconds since the Unix epoch, by the server's clock. */
  readonly created: number;
}

/** What a reader gets: the event, or for a resolved link the target (absent when gone) and the link. */
export interface ResolvedEvent {
  readonly event?: StoredEvent;
  readonly link?: StoredEvent;
}

/** The state a writer expects the stream to be in. */
export type Expected = 'any' | 'no_stream' | 'stream_exists' | { readonly revision: number };

export interface AppendRequest {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly ProposedEvent[];
}

/** `position` and `revision` are those of the last event written; an append of no events has no position. */
export interface Appended {
  readonly kind: 'appended';
  /** -1: the stream has no events. */
  readonly revision: number;
  readonly position: number | undefined;
}

export interface Refused {
  readonly kind: 'refused';
  readonly reason: 'wrong_expected_version' | 'stream_deleted';
  readonly stream: string;
  readonly expected: Expected;
  /** -1: the stream has no events. */
  readonly current: number;
}

export type Outcome = Appended | Refused;

/** The end of a stream. `last` is -1 when it has no events. */
export interface StreamEnd {
  readonly last: number;
  readonly position: number;
}

/** What the engine and the readers need of storage. Everything is synchronous; writes happen inside a transaction that the caller opened. */
export interface EventLog {
  /** End of the stream, `last` -1 when there is none. */
  end(stream: string): StreamEnd;
  /** The highest position in use, 0 when the log is empty. */
  lastPosition(): number;
  insert(event: StoredEvent): void;
  /** Ids and positions of the events from `revision` on, at most `limit`. */
  ids(stream: string, revision: number, limit: number): { readonly id: string; readonly position: number }[];
  /** The newest `limit` events, newest last, without their contents. */
  newest(limit: number): Iterable<{ id: string; stream: string; revision: number; position: number }>;
  event(stream: string, revision: number): StoredEvent | undefined;
  /** Events of one stream in reading order, a page at a time. */
  streamPage(range: StreamRange): StoredEvent[];
  /** Events of all streams in reading order, a page at a time: after `from` forwards, before `from` backwards (both exclusive). */
  allPage(range: AllRange): StoredEvent[];
}

/** Revisions from `low` to `high`, both inclusive. */
export interface StreamRange {
  readonly stream: string;
  readonly low: number;
  readonly high: number;
  /** Only events created at or after this moment (milliseconds). */
  readonly createdFrom: number;
  readonly forwards: boolean;
  readonly limit: number;
}

export interface AllRange {
  /** Position, exclusive in both directions. */
  readonly from: number;
  readonly forwards: boolean;
  readonly limit: number;
}

/** `$$name` holds the metadata of the stream `name`. */
export const metadataStreamOf = (stream: string): string => `$$${stream}`;
export const isMetadataStream = (stream: string): boolean => stream.startsWith('$$');
export const originalOf = (metadataStream: string): string => metadataStream.slice(2);
