import type { Engine } from './engine.js';
import { type EventLog, type ResolvedEvent, type StoredEvent, TOMBSTONE_REVISION } from './types.js';

/** Events per page: few enough that others get their turn, many enough that the query does not count. */
const PAGE = 256;

/** The part of a stream that can be read now. */
export interface Readable {
  readonly kind: 'readable';
  /** First and last readable revision; `first` > `last` when everything is truncated. */
  readonly first: number;
  readonly last: number;
  /** Only events created at or after this moment (milliseconds). */
  readonly createdFrom: number;
}

export type StreamState = Readable | { readonly kind: 'missing' | 'tombstoned' };

/** Reads pages of events, with truncation and links applied. */
export class Reader {
  constructor(
    private readonly log: EventLog,
    private readonly engine: Engine,
    private readonly now: () => number,
  ) {}

  get lastPosition(): number {
    return this.engine.lastPosition;
  }

  /** What of the stream can be read. Reads treat a softly deleted stream as missing. */
  state(stream: string): StreamState {
    if (this.engine.isTombstoned(stream)) return { kind: 'tombstoned' };
    const { last } = this.engine.end(stream);
    const { maxCount, maxAge, truncateBefore, deleted } = this.engine.metadataOf(stream);
    if (last < 0 || deleted) return { kind: 'missing' };
    const first = Math.max(0, truncateBefore ?? 0, maxCount === undefined ? 0 : last - maxCount + 1);
    return { kind: 'readable', first, last, createdFrom: maxAge === undefined ? 0 : this.now() - maxAge * 1000 };
  }

  /** Next events of a stream, from `from` inclusive in reading order. Empty: there are no more for now. */
  streamPage(stream: string, readable: Readable, from: number, forwards: boolean, limit = PAGE): StoredEvent[] {
    const low = forwards ? Math.max(from, readable.first) : readable.first;
    const high = forwards ? readable.last : Math.min(from, readable.last);
    if (low > high) return [];
    const { createdFrom } = readable;
    return this.log.streamPage({ stream, low, high, createdFrom, forwards, limit: Math.min(limit, PAGE) });
  }

  /** The revision that the next event of the stream gets, whether it can be read now or not. */
  nextRevision(stream: string): number {
    return this.engine.end(stream).last + 1;
  }

  /** What is left of a closed stream after `from`, whatever its truncation says; its last event is the one that closed it. */
  closingPage(stream: string, from: number): StoredEvent[] {
    const range = { stream, low: from, high: TOMBSTONE_REVISION, createdFrom: 0 };
    return this.log.streamPage({ ...range, forwards: true, limit: PAGE });
  }

  /** Next events of all streams: after `from` forwards, before `from` backwards. */
  allPage(from: number, forwards: boolean, limit = PAGE): StoredEvent[] {
    return this.log.allPage({ from, forwards, limit: Math.min(limit, PAGE) });
  }

  /** Follows a link (`$>`, its data `revision@stream`). The target is absent when it cannot be read. */
  resolve(event: StoredEvent): ResolvedEvent {
    if (event.type !== '$>') return { event };
    const text = Buffer.from(event.data).toString('utf8');
    const at = text.indexOf('@');
    const revision = /^\d{1,15}$/.test(text.slice(0, at)) ? Number(text.slice(0, at)) : -1;
    const target = at > 0 && revision >= 0 ? this.#readable(text.slice(at + 1), revision) : undefined;
    return target ? { event: target, link: event } : { link: event };
  }

  #readable(stream: string, revision: number): StoredEvent | undefined {
    const state = this.state(stream);
    if (state.kind !== 'readable') return undefined;
    return this.streamPage(stream, { ...state, last: Math.min(state.last, revision) }, revision, true, 1)[0];
  }
}
