import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import {
  canonicalJson,
  commandHash,
  sha256,
  type CommandShape,
  type EventMetadata,
  type Receipt,
} from '#kernel/command';
import type { Decider, Fold, Foldable } from '#kernel/decider';
import { DomainError } from '#kernel/domain-error';
import type { DomainEvent } from '#kernel/event';
import { streamOf, uuid5 } from '#kernel/ids';
import type { Instant } from '#kernel/values';
import { EventLog, WrongRevision, type EventToAppend, type RecordedEvent } from './event-log.js';
import { TextVault, takeTexts, type VaultText } from './free-text.js';
import { Authority } from './authority.js';
import { reserveKeys } from './key-reservation.js';
import { StreamCache, type Folded } from './stream-cache.js';
import { Turns } from './turns.js';

/** Rounds of decide and append before a busy stream is given up: each lost round means another process won. */
const rounds = 50;

/** One command on its way through `execute`. */
interface Run<S, C extends CommandShape, E extends DomainEvent, F> {
  readonly decider: Decider<S, C, E, F>;
  readonly command: C;
  readonly stream: string;
  readonly hash: string;
  readonly texts: readonly VaultText[];
}

/**
 * Takes a command through authority, idempotency, revision check, decision and append. The state it decides on may be
 * cached: the append carries its revision, and a refusal counts only on a fresh read.
 */
@Injectable()
export class EventStore {
  private readonly cache: StreamCache;
  /** Commands of this process to one stream would only push each other back. */
  private readonly turns = new Turns();

  constructor(
    private readonly log: EventLog,
    private readonly clock: Clock,
    private readonly vault: TextVault,
    private readonly authority: Authority,
  ) {
    this.cache = new StreamCache(log);
  }

  /**
   * @throws DomainError for every refusal: authority, state, stale revision (412), a reused Idempotency-Key (422)
   * @throws LogUnavailable
   */
  async execute<S, C extends CommandShape, E extends DomainEvent, F>(
    decider: Decider<S, C, E, F>,
    command: C,
  ): Promise<Receipt> {
    this.authority.permit(command);
    const hash = commandHash(command);
    const run: Run<S, C, E, F> = {
      decider,
      hash,
      stream: streamOf(decider.category, command.id),
      ...takeTexts(command),
    };
    return this.turns.take(run.stream, () => this.decideAndAppend(run));
  }

  private async decideAndAppend<S, C extends CommandShape, E extends DomainEvent, F>(
    run: Run<S, C, E, F>,
  ): Promise<Receipt> {
    const { decider, stream } = run;
    let folded = this.cache.peek(decider, stream) ?? (await this.cache.refresh(decider, stream));
    for (let round = 0; round < rounds; round += 1) {
      const outcome = await this.attempt(run, folded);
      if ('receipt' in outcome) return outcome.receipt;
      const fresh = await this.cache.refresh(decider, stream);
      // Nothing newer was there, so the refusal stands on the log itself.
      if (outcome.refusal && fresh.revision === folded.revision) {
        if (outcome.refusal instanceof DomainError) throw outcome.refusal;
        return outcome.refusal;
      }
      folded = fresh;
    }
    throw new DomainError('http/busy', 'unavailable');
  }

  /** Folds a stream as the log has it now. */
  async fold<S, E extends DomainEvent>(of: Foldable<S, E>, id: string): Promise<Folded<S>> {
    return this.cache.refresh(of, streamOf(of.category, id));
  }

  /** Decides on one known state; a refusal, or "already so", is returned for the caller to confirm on a fresh read. */
  private async attempt<S, C extends CommandShape, E extends DomainEvent, F>(
    run: Run<S, C, E, F>,
    folded: Folded<S>,
  ): Promise<{ receipt: Receipt } | { refusal?: DomainError | Receipt }> {
    const { command, decider } = run;
    const done = folded.commands.get(command.envelope.commandId);
    if (done && done.hash !== run.hash) throw new DomainError('http/idempotencyKeyReused', 'unprocessable');
    if (done) return { receipt: done.receipt };
    const stale = staleness(command.envelope.expectedRevision, folded.revision);
    // What does not exist has no revision to be stale: the decision then says that it is missing.
    if (stale && folded.revision >= 0n) return { refusal: stale };
    const now = this.clock.now();
    const { facts, seen } = await this.factsFor(run, folded.state);
    let events: readonly E[];
    try {
      events = decider.decide(command, folded.state, facts, now);
    } catch (error) {
      if (error instanceof DomainError) return { refusal: error };
      throw error;
    }
    if (stale) return { refusal: stale };
    if (events.length === 0) {
      const { revision, position } = folded;
      return { refusal: { id: command.id, revision: String(revision), position: String(position), recorded: [] } };
    }
    return this.append(run, folded, events, { now, seen });
  }

  private async append<S, C extends CommandShape, E extends DomainEvent, F>(
    run: Run<S, C, E, F>,
    folded: Folded<S>,
    events: readonly E[],
    at: { now: Instant; seen: Record<string, string> },
  ): Promise<{ receipt: Receipt } | { refusal?: DomainError }> {
    const { command, decider, stream } = run;
    const toAppend = this.wire(run, events, at);
    await reserveKeys(this.log, decider.reserves?.(command) ?? [], command.id, toAppend[0]!.metadata);
    if (run.texts.length > 0) await this.vault.put(run.texts);
    try {
      const { position } = await this.log.append(stream, folded.revision, toAppend);
      const recorded = toAppend.map((event, n): RecordedEvent => ({
        ...event,
        stream,
        revision: folded.revision + 1n + BigInt(n),
        position,
      }));
      const next = this.cache.advance(decider, stream, folded, recorded);
      return { receipt: next.commands.get(command.envelope.commandId)!.receipt };
    } catch (error) {
      if (error instanceof WrongRevision) {
        this.turns.lost(stream);
        return {};
      }
      throw error;
    }
  }

  private wire<S, C extends CommandShape, E extends DomainEvent, F>(
    { decider, command, hash }: Run<S, C, E, F>,
    events: readonly E[],
    { now, seen }: { now: Instant; seen: Record<string, string> },
  ): EventToAppend[] {
    const { actor, commandId, correlationId, causationId, effectiveDate } = command.envelope;
    const codec = this.cache.codecOf(decider);
    const encoded = events.map((event) => codec.encode(event));
    // The ids stand for the content too: the store takes the same ids for a repetition, and another process that is
    // given the same command at the same time may have decided otherwise.
    const content = sha256(canonicalJson(encoded));
    return encoded.map(({ type, data, schemaVersion }, n) => {
      const metadata: EventMetadata = {
        schemaVersion,
        commandId,
        commandHash: hash,
        correlationId,
        causationId,
        actor: { accountId: actor.accountId, officeId: actor.officeId, sideId: actor.sideId },
        effectiveDate,
        recordedAt: now,
        ...(Object.keys(seen).length > 0 && { facts: seen }),
      };
      return { id: uuid5('event', commandId, content, n), type, data, metadata };
    });
  }

  private async factsFor<S, C extends CommandShape, E extends DomainEvent, F>(
    { decider, command }: Run<S, C, E, F>,
    state: S,
  ): Promise<{ facts: F; seen: Record<string, string> }> {
    const seen: Record<string, string> = {};
    const load = decider.facts?.[command.type as C['type']];
    if (!load) return { facts: {} as F, seen };
    let newest = -1n;
    const fold: Fold = Object.assign(
      async <S2, E2 extends DomainEvent>(of: Foldable<S2, E2>, id: string): Promise<S2> => {
        const stream = streamOf(of.category, id);
        const folded = await this.cache.refresh(of, stream);
        seen[stream] = String(folded.revision);
        if (folded.position > newest) newest = folded.position;
        return folded.state;
      },
      { position: () => newest },
    );
    return { facts: await load(command as Extract<C, { type: C['type'] }>, fold, state), seen };
  }
}

/** @param expected by the caller, null when it does not matter; -1: that nothing is there yet */
function staleness(expected: bigint | null, revision: bigint): DomainError | undefined {
  if (expected === null || expected === revision) return undefined;
  if (expected < 0n) return new DomainError('http/ifMatchMissing', 'preconditionRequired');
  const params = { current: String(revision), expected: String(expected) };
  return new DomainError('http/staleRevision', 'staleRevision', params);
}
