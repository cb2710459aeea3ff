import { randomUUID } from 'node:crypto';
import {
  METADATA_OF_METADATA,
  parseMetadata,
  SOFT_DELETE_JSON,
  type StreamMetadata,
  undeletedJson,
} from './metadata.js';
import { RecentMap } from './recent.js';
import {
  type AppendRequest,
  type EventLog,
  type Expected,
  isMetadataStream,
  metadataStreamOf,
  originalOf,
  type Outcome,
  type ProposedEvent,
  type Refused,
  type StoredEvent,
  type StreamEnd,
  TOMBSTONE_REVISION,
} from './types.js';

const EMPTY = new Uint8Array(0);

/** `write`: nothing of it is there yet; `softDeleted` asks for `$tb` to be moved afterwards. */
type Decision = Outcome | { readonly kind: 'write'; readonly softDeleted: boolean };

export interface EngineOptions {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** How many event ids are remembered at least, to recognise a repeated append that expects any revision. */
  readonly recentIds: number;
}

/**
 * The rules of appending and deleting: expected revisions, idempotent repeats, soft delete, tombstone, metadata. It keeps no state of its own but
 * caches of what the log holds, so after a rolled back transaction `forget` puts it right.
 *
 * Not safe for interleaved use: call it from inside one transaction at a time.
 */
export class Engine {
  readonly #ends = new RecentMap<string, StreamEnd>(20_000);
  readonly #metadata = new RecentMap<string, StreamMetadata>(20_000);
  readonly #recent: RecentMap<string, { stream: string; revision: number; position: number }>;
  #lastPosition: number;

  constructor(
    private readonly log: EventLog,
    private readonly options: EngineOptions,
  ) {
    this.#recent = new RecentMap(options.recentIds);
    this.#lastPosition = log.lastPosition();
    this.#remember();
  }

  get lastPosition(): number {
    return this.#lastPosition;
  }

  end(stream: string): StreamEnd {
    const known = this.#ends.get(stream);
    if (known) return known;
    const end = this.log.end(stream);
    // A missing stream is not cached: names come from clients, and the answer is one index look-up.
    if (end.last >= 0) this.#ends.set(stream, end);
    return end;
  }

  /** Closed for ever: by its own tombstone or, for a metadata stream, by that of its original. */
  isTombstoned(stream: string): boolean {
    if (this.end(stream).last === TOMBSTONE_REVISION) return true;
    return isMetadataStream(stream) && this.isTombstoned(originalOf(stream));
  }

  metadataOf(stream: string): StreamMetadata {
    if (isMetadataStream(stream)) return METADATA_OF_METADATA;
    const known = this.#metadata.get(stream);
    if (known) return known;
    const metadata = parseMetadata(this.#rawMetadata(stream));
    this.#metadata.set(stream, metadata);
    return metadata;
  }

  append(request: AppendRequest): Outcome {
    const { stream, events } = request;
    const decision = this.#decide(request);
    if (decision.kind !== 'write') return decision;
    const original = isMetadataStream(stream) ? originalOf(stream) : undefined;
    const revivesOriginal = original !== undefined && this.metadataOf(original).deleted;
    const before = this.end(stream);
    if (events.length === 0) return { kind: 'appended', revision: before.last, position: undefined };
    const outcome = this.#write(stream, events);
    if (decision.softDeleted) this.#undelete(stream, before.last + 1);
    if (revivesOriginal) this.#undelete(original, this.end(original).last + 1);
    return outcome;
  }

  /** Soft delete: the stream reads as missing, and numbering continues when somebody appends again. */
  delete(stream: string, expected: Expected): Outcome {
    const decision = this.#decide({ stream, expected, events: [systemEvent('$metadata', SOFT_DELETE_JSON)] });
    if (decision.kind !== 'write') return decision;
    const metadataStream = metadataStreamOf(stream);
    if (this.end(stream).last < 0 && this.end(metadataStream).last < 0) return this.#wrongVersion(stream, expected);
    return this.#write(metadataStream, [systemEvent('$metadata', SOFT_DELETE_JSON)]);
  }

  /** Closes the stream and its metadata stream for ever. */
  tombstone(stream: string, expected: Expected): Outcome {
    const event = systemEvent('$streamDeleted', '');
    const decision = this.#decide({ stream, expected, events: [event] });
    if (decision.kind !== 'write') return decision;
    return this.#write(stream, [event], TOMBSTONE_REVISION);
  }

  /** Drops what was cached, after a transaction was rolled back. */
  forget(): void {
    this.#ends.clear();
    this.#metadata.clear();
    this.#recent.clear();
    this.#lastPosition = this.log.lastPosition();
    this.#remember();
  }

  #remember(): void {
    for (const { id, stream, revision, position } of this.log.newest(this.options.recentIds)) {
      this.#recent.set(id, { stream, revision, position });
    }
  }

  #decide(request: AppendRequest): Decision {
    const { stream, expected } = request;
    if (this.isTombstoned(stream)) return this.#refused(stream, expected, 'stream_deleted');
    const { deleted } = this.metadataOf(stream);
    if (expected === 'stream_exists') {
      if (deleted) return this.#refused(stream, expected, 'stream_deleted');
      if (this.end(stream).last < 0 && this.end(metadataStreamOf(stream)).last < 0) {
        return this.#wrongVersion(stream, expected);
      }
    }
    if (expected === 'any' || expected === 'stream_exists') return this.#decideByRecentIds(request, deleted);
    return this.#decideByRevision(request, expected === 'no_stream' ? -1 : expected.revision, deleted);
  }

  /** No revision to compare with: a repeat is recognised as long as its ids are remembered. */
  #decideByRecentIds({ stream, expected, events }: AppendRequest, softDeleted: boolean): Decision {
    let last: { revision: number; position: number } | undefined;
    for (const event of events) {
      const found = this.#recent.get(event.id);
      if (found?.stream !== stream) return last ? this.#wrongVersion(stream, expected) : { kind: 'write', softDeleted };
      last = found;
    }
    if (!last) return { kind: 'write', softDeleted: false };
    return { kind: 'appended', revision: last.revision, position: last.position };
  }

  /** A repeat is recognised for ever: the ids stand right after the expected revision. */
  #decideByRevision({ stream, expected, events }: AppendRequest, revision: number, softDeleted: boolean): Decision {
    const current = this.end(stream).last;
    if (revision === current) return { kind: 'write', softDeleted };
    if (revision > current || events.length === 0) return this.#wrongVersion(stream, expected);
    const present = this.log.ids(stream, revision + 1, events.length);
    const same = events.findIndex((event, index) => present[index]?.id !== event.id);
    const last = present[events.length - 1];
    if (same < 0 && last) return { kind: 'appended', revision: revision + events.length, position: last.position };
    if (same === 0 && expected === 'no_stream' && softDeleted) return { kind: 'write', softDeleted };
    return this.#wrongVersion(stream, expected);
  }

  #write(stream: string, events: readonly ProposedEvent[], at?: number): Outcome {
    let revision = this.end(stream).last;
    const created = this.options.now();
    for (const event of events) {
      revision = at ?? revision + 1;
      const position = ++this.#lastPosition;
      const stored: StoredEvent = { ...event, stream, revision, position, created };
      this.log.insert(stored);
      this.#recent.set(event.id, { stream, revision, position });
    }
    this.#ends.set(stream, { last: revision, position: this.#lastPosition });
    if (isMetadataStream(stream)) this.#metadata.delete(originalOf(stream));
    return { kind: 'appended', revision, position: this.#lastPosition };
  }

  #undelete(stream: string, firstRevision: number): void {
    const json = undeletedJson(this.#rawMetadata(stream), firstRevision);
    this.#write(metadataStreamOf(stream), [systemEvent('$metadata', json)]);
  }

  #rawMetadata(stream: string): StoredEvent | undefined {
    const metadataStream = metadataStreamOf(stream);
    const { last } = this.end(metadataStream);
    return last < 0 ? undefined : this.log.event(metadataStream, last);
  }

  #wrongVersion(stream: string, expected: Expected): Refused {
    return this.#refused(stream, expected, 'wrong_expected_version');
  }

  #refused(stream: string, expected: Expected, reason: Refused['reason']): Refused {
    return { kind: 'refused', reason, stream, expected, current: this.end(stream).last };
  }
}

/** An event that the server itself writes. */
export function systemEvent(type: string, json: string): ProposedEvent {
  return { id: randomUUID(), type, json: json !== '', data: Buffer.from(json, 'utf8'), metadata: EMPTY };
}
