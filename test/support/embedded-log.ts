import { randomUUID } from 'node:crypto';
import type {
  AllRange,
  EventLog,
  ProposedEvent,
  StoredEvent,
  StreamEnd,
  StreamRange,
} from '#embedded/event-store/types';

/** The log as a plain list, to test the rules without a file. */
export class ListLog implements EventLog {
  readonly events: StoredEvent[] = [];

  end(stream: string): StreamEnd {
    const last = this.#of(stream).at(-1);
    return last ? { last: last.revision, position: last.position } : { last: -1, position: 0 };
  }

  lastPosition(): number {
    return this.events.at(-1)?.position ?? 0;
  }

  insert(event: StoredEvent): void {
    this.events.push(event);
  }

  ids(stream: string, revision: number, limit: number): StoredEvent[] {
    return this.#of(stream)
      .filter((event) => event.revision >= revision)
      .slice(0, limit);
  }

  newest(limit: number): StoredEvent[] {
    return this.events.slice(-limit);
  }

  event(stream: string, revision: number): StoredEvent | undefined {
    return this.#of(stream).find((event) => event.revision === revision);
  }

  streamPage({ stream, low, high, createdFrom, forwards, limit }: StreamRange): StoredEvent[] {
    const found = this.#of(stream).filter(
      ({ revision, created }) => revision >= low && revision <= high && created >= createdFrom,
    );
    return (forwards ? found : found.toReversed()).slice(0, limit);
  }

  allPage({ from, forwards, limit }: AllRange): StoredEvent[] {
    const found = this.events.filter(({ position }) => (forwards ? position > from : position < from));
    return (forwards ? found : found.toReversed()).slice(0, limit);
  }

  #of(stream: string): StoredEvent[] {
    return this.events.filter((event) => event.stream === stream);
  }
}

/** An event with small JSON contents. */
export function proposed(id: string = randomUUID(), data: unknown = {}, type = 'Tested'): ProposedEvent {
  return { id, type, json: true, data: Buffer.from(JSON.stringify(data)), metadata: new Uint8Array(0) };
}
