import type { CommandShape } from './command.js';
import type { DomainEvent, EventType } from './event.js';
import type { Instant } from './values.js';

/** A natural key that must be unique in the installation, such as the number of a protocol in a body. */
export interface NaturalKey {
  readonly kind: string;
  readonly key: readonly string[];
}

/** Folds another aggregate's stream as it stands; the revision it saw is recorded with the decision. */
export interface Fold {
  <S, E extends DomainEvent>(of: Foldable<S, E>, id: string): Promise<S>;
  /** The newest log position among the streams folded so far; -1 when none had an event. */
  position(): bigint;
}

export interface Foldable<S, E extends DomainEvent> {
  readonly category: string;
  readonly events: readonly EventType[];
  readonly initial: S;
  evolve(this: void, state: S, event: E): S;
}

/**
 * One aggregate as plain functions. `decide` answers with the events to record (none when it is already so) or throws a
 * DomainError; `evolve` folds. Both are pure: time and identity arrive in `now` and the envelope.
 */
export interface Decider<S, C extends CommandShape, E extends DomainEvent, F = object> extends Foldable<S, E> {
  decide(command: C, state: S, facts: F, now: Instant): readonly E[];
  /** Per command type, which other streams it looks at. */
  readonly facts?: {
    readonly [Type in C['type']]?: (command: Extract<C, { type: Type }>, fold: Fold, state: S) => Promise<F>;
  };
  /** Natural keys to reserve for the aggregate before the command's events are appended. */
  reserves?(command: C): readonly NaturalKey[];
}

/** Folds events over the initial state. */
export function foldAll<S, E extends DomainEvent>(of: Foldable<S, E>, events: readonly E[], from: S = of.initial): S {
  return events.reduce((state, event) => of.evolve(state, event), from);
}

/** For the end of a switch over a closed union. */
export function unreachable(value: never): never {
  throw new TypeError(`unexpected ${JSON.stringify(value)}`);
}
