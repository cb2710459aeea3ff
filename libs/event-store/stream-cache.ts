import type { Receipt } from '#kernel/command';
import { codecOf, type Codec } from '#kernel/codec';
import type { Foldable } from '#kernel/decider';
import type { DomainEvent } from '#kernel/event';
import { idOfStream } from '#kernel/ids';
import type { EventLog, RecordedEvent } from './event-log.js';

/** A command that is already in the stream, with what it was answered. */
export interface DoneCommand {
  readonly hash: string;
  readonly receipt: Receipt;
}

/** A folded stream: the state, where it stands, and the commands it holds. */
export interface Folded<S> {
  readonly state: S;
  /** -1 when there is no such stream. */
  readonly revision: bigint;
  readonly position: bigint;
  readonly commands: ReadonlyMap<string, DoneCommand>;
}

interface Entry {
  /** What made the state: two folds of one stream have different states. */
  readonly evolve: unknown;
  readonly folded: Folded<unknown>;
}

/** How many folded streams are kept; the least recently used goes first. */
const capacity = 2_000;

/**
 * Folded streams for deciding, never for queries. A cached state may be older than the log: whoever decides on it must
 * append with its revision, or refresh before a refusal counts.
 */
export class StreamCache {
  private readonly entries = new Map<string, Entry>();
  private readonly codecs = new WeakMap<readonly unknown[], Codec>();

  constructor(private readonly log: EventLog) {}

  /** The cached fold, if there is one. */
  peek<S, E extends DomainEvent>(of: Foldable<S, E>, stream: string): Folded<S> | undefined {
    const found = this.entries.get(stream);
    if (found?.evolve !== of.evolve) return undefined;
    const folded = found.folded as Folded<S>;
    this.keep(of, stream, folded);
    return folded;
  }

  /** The fold as the log has it now: reads only what is newer than the cached state. */
  async refresh<S, E extends DomainEvent>(of: Foldable<S, E>, stream: string): Promise<Folded<S>> {
    const known = this.peek(of, stream) ?? { state: of.initial, revision: -1n, position: -1n, commands: new Map() };
    const newer = await this.log.read(stream, known.revision + 1n);
    return newer.length === 0 && known.revision >= 0n ? known : this.advance(of, stream, known, newer);
  }

  /** Folds newly recorded events over a known state and keeps the result. */
  advance<S, E extends DomainEvent>(
    of: Foldable<S, E>,
    stream: string,
    from: Folded<S>,
    events: readonly RecordedEvent[],
  ): Folded<S> {
    const codec = this.codecOf(of);
    // One map for all states of a stream: a copy per command would grow with the stream. That an older state so knows
    // of later commands does no harm, for they are in the log.
    const commands = from.commands as Map<string, DoneCommand>;
    let state = from.state;
    for (const { type, data, metadata, revision, position } of events) {
      state = of.evolve(state, codec.decode({ type, data, schemaVersion: metadata.schemaVersion }) as E);
      const known = commands.get(metadata.commandId)?.receipt;
      // Two who read the same events at the same time both fold them.
      if (known && BigInt(known.revision) >= revision) continue;
      const receipt = {
        id: idOfStream(stream),
        revision: String(revision),
        position: String(position),
        recorded: [...(known?.recorded ?? []), type],
      };
      commands.set(metadata.commandId, { hash: metadata.commandHash, receipt });
    }
    const last = events.at(-1);
    const folded = {
      state,
      commands,
      revision: last?.revision ?? from.revision,
      position: last?.position ?? from.position,
    };
    if (folded.revision >= 0n) this.keep(of, stream, folded);
    return folded;
  }

  codecOf(of: { readonly events: Foldable<unknown, DomainEvent>['events'] }): Codec {
    let codec = this.codecs.get(of.events);
    if (!codec) this.codecs.set(of.events, (codec = codecOf(of.events)));
    return codec;
  }

  private keep<S, E extends DomainEvent>(of: Foldable<S, E>, stream: string, folded: Folded<S>): void {
    this.entries.delete(stream);
    this.entries.set(stream, { evolve: of.evolve, folded });
    if (this.entries.size > capacity) this.entries.delete(this.entries.keys().next().value!);
  }
}
