import { randomUUID } from 'node:crypto';
import type { CommitQueue } from './commit-queue.js';
import { streamDeleted } from './errors.js';
import {
  caughtUpMessage,
  checkpointMessage,
  confirmationMessage,
  eventMessage,
  firstMessage,
  lastMessage,
  notFoundMessage,
} from './messages.js';
import type { ReadRequest } from './read-request.js';
import type { Reader } from './reading.js';
import type { StoredEvent } from './types.js';
import type { ReadResp } from './wire.js';

/** Pages of answers; the consumer decides how fast. */
export type Pages = AsyncGenerator<ReadResp[], void, void>;

/** Makes the answers to Streams/Read. A cursor over the store serves catching up and live events alike: nothing is queued, so there is no seam. */
export class Pager {
  constructor(
    private readonly reader: Reader,
    private readonly queue: CommitQueue,
  ) {}

  /** @throws RpcError from the generator, e.g. for a deleted stream */
  answers(request: ReadRequest, signal: AbortSignal): Pages {
    const { stream, count } = request;
    if (count === undefined) {
      return stream === undefined ? this.#followAll(request, signal) : this.#followStream(request, stream, signal);
    }
    return stream === undefined ? this.#readAll(request, count) : this.#readStream(request, stream, count);
  }

  async *#readStream(request: ReadRequest, stream: string, count: number): Pages {
    const { start, forwards } = request;
    let from = start === 'start' ? 0 : start === 'end' ? Number.MAX_SAFE_INTEGER : start;
    let left = count;
    let state = this.reader.state(stream);
    while (left > 0 && state.kind === 'readable') {
      const events = this.reader.streamPage(stream, state, from, forwards, left);
      const last = events.at(-1);
      if (!last) break;
      yield this.#messages(events, request);
      left -= events.length;
      from = last.revision + (forwards ? 1 : -1);
      state = this.reader.state(stream);
    }
    if (state.kind === 'tombstoned') throw streamDeleted(stream);
    if (state.kind === 'missing' && left === count) yield [notFoundMessage(stream)];
    if (state.kind !== 'readable' || !request.tellsEnds) return;
    const first = forwards && left === count && from !== state.first ? [firstMessage(state.first)] : [];
    yield [...first, lastMessage(state.last)];
  }

  async *#readAll(request: ReadRequest, count: number): Pages {
    const { forwards, filter } = request;
    let from = this.#allStart(request);
    let left = count;
    while (left > 0) {
      const events = this.reader.allPage(from, forwards, filter ? undefined : left);
      const last = events.at(-1);
      if (!last) break;
      const wanted = (filter ? events.filter((event) => filter.matches(event)) : events).slice(0, left);
      left -= wanted.length;
      from = last.position;
      yield this.#messages(wanted, request);
    }
  }

  async *#followStream(request: ReadRequest, stream: string, signal: AbortSignal): Pages {
    if (this.reader.state(stream).kind === 'tombstoned') throw streamDeleted(stream);
    let next = this.#firstAfter(request, stream);
    let caughtUp = false;
    yield [confirmationMessage(randomUUID())];
    while (!signal.aborted) {
      const commits = this.queue.commits;
      const events = this.#nextOf(stream, next);
      const last = events.at(-1);
      if (last) {
        next = last.revision + 1;
        yield this.#messages(events, request);
        continue;
      }
      // Only when everything before the tombstone, and the tombstone itself, was passed on.
      if (this.reader.state(stream).kind === 'tombstoned') throw streamDeleted(stream);
      if (!caughtUp) yield [caughtUpMessage()];
      caughtUp = true;
      await this.queue.after(commits, signal);
    }
  }

  async *#followAll(request: ReadRequest, signal: AbortSignal): Pages {
    const { filter, start } = request;
    let cursor = start === 'start' ? 0 : start === 'end' ? this.reader.lastPosition : start;
    let considered = 0;
    let told = -1;
    let caughtUp = false;
    yield [confirmationMessage(randomUUID())];
    while (!signal.aborted) {
      const commits = this.queue.commits;
      const events = this.reader.allPage(cursor, true);
      const page: ReadResp[] = [];
      for (const event of events) {
        cursor = event.position;
        if (!filter || filter.matches(event)) page.push(this.#message(event, request));
        if (!filter || ++considered < filter.checkpointEvery) continue;
        page.push(checkpointMessage(cursor));
        told = cursor;
        considered = 0;
      }
      if (events.length > 0) {
        yield page;
        continue;
      }
      if (!caughtUp)
        yield filter && told !== cursor ? [checkpointMessage(cursor), caughtUpMessage()] : [caughtUpMessage()];
      caughtUp = true;
      await this.queue.after(commits, signal);
    }
  }

  #nextOf(stream: string, from: number): StoredEvent[] {
    const state = this.reader.state(stream);
    if (state.kind === 'readable') return this.reader.streamPage(stream, state, from, true);
    return state.kind === 'tombstoned' ? this.reader.closingPage(stream, from) : [];
  }

  /** A subscription starts after the given revision. */
  #firstAfter({ start }: ReadRequest, stream: string): number {
    if (start === 'start') return 0;
    if (start !== 'end') return start + 1;
    return this.reader.nextRevision(stream);
  }

  /** Forwards includes the position, backwards excludes it; pages exclude it in both directions. */
  #allStart({ start, forwards }: ReadRequest): number {
    if (start === 'start') return 0;
    if (start === 'end') return forwards ? this.reader.lastPosition : this.reader.lastPosition + 1;
    return forwards ? start - 1 : start;
  }

  #messages(events: readonly StoredEvent[], request: ReadRequest): ReadResp[] {
    return events.map((event) => this.#message(event, request));
  }

  #message(event: StoredEvent, { resolveLinks, structuredIds }: ReadRequest): ReadResp {
    return eventMessage(resolveLinks ? this.reader.resolve(event) : { event }, structuredIds);
  }
}
