import type { EventMetadata } from '#kernel/command';
import type { DomainEvent, EventOf, EventType } from '#kernel/event';
import type { Queryable } from './database.js';
import type { Rows } from './rows.js';
import type { ViewTable } from './view-table.js';

/** An event as views and reactions see it: decoded, with its place in the log. */
export type Placed<E extends DomainEvent = DomainEvent> = E & {
  /** The aggregate's id. */
  readonly id: string;
  readonly eventId: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly metadata: EventMetadata;
  /** Why this build cannot read its payload: an unknown type or a newer version. */
  readonly undecodable?: string;
};

export interface ViewHandler<E extends DomainEvent = DomainEvent> {
  /** Groups whose rows it needs, per table; without it, the aggregate's own id in every table that is not a journal. */
  touches?(event: Placed<E>): ReadonlyMap<ViewTable<object>, readonly string[]>;
  /** Pure but for the rows; runs again on the same event only after a rollback. */
  apply(event: Placed<E>, rows: Rows): void;
}

export interface View {
  /** Such as `protocol-register`. */
  readonly name: string;
  /** Counts up when a table or a handler changes; the view is then built anew. */
  readonly version: number;
  readonly tables: readonly ViewTable<object>[];
  readonly handlers: ReadonlyMap<string, ViewHandler>;
  /** Handles every event of every type. */
  readonly every?: ViewHandler;
}

type Apply<E extends DomainEvent> = (event: Placed<E>, rows: Rows) => void;

/** One entry of a view's handlers: `when(ProtocolSigned, (event, rows) => …)`. */
export function when<T extends EventType>(
  type: T,
  apply: Apply<EventOf<T>>,
  touches?: (event: Placed<EventOf<T>>) => ReadonlyMap<ViewTable<object>, readonly string[]>,
): readonly [string, ViewHandler] {
  return [type.type, { apply, ...(touches && { touches }) } as unknown as ViewHandler];
}

/** A reaction's entry: events in, commands out. It may run again; its commands carry deterministic ids. */
export interface Reaction {
  readonly name: string;
  /** Names of the views that its handlers read: they are never behind the event it handles. */
  readonly reads?: readonly string[];
  readonly handlers: ReadonlyMap<string, ReactionHandler>;
}

/** `db` is for the capability's own views that the reaction names in `reads`. */
export type ReactionHandler<E extends DomainEvent = DomainEvent> = (
  event: Placed<E>,
  act: Act,
  db: Queryable,
) => Promise<void>;

/** Issues the next command that a reaction gives for an event to an aggregate. */
export type Act = (command: { on(id: string, envelope: never): unknown }, id: string) => Promise<void>;

export function react<T extends EventType>(
  type: T,
  handle: ReactionHandler<EventOf<T>>,
): readonly [string, ReactionHandler] {
  return [type.type, handle as unknown as ReactionHandler];
}
