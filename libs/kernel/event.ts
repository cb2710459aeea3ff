import { z } from 'zod';

/** An event as deciders and folds see it. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/** Lifts the payload of one version to the next. */
export type Upcaster = (data: Record<string, unknown>) => Record<string, unknown>;

/**
 * An event declared once, as a value: its name, the version and schema of today, and how older payloads are lifted.
 * Calling it makes the event: `ProtocolSigned({ sideId, signedOn })`.
 */
export interface EventType<Type extends string = string, Schema extends z.ZodObject = z.ZodObject> {
  (data: z.output<Schema>): DomainEvent<Type, z.output<Schema>>;
  readonly type: Type;
  /** Counts up from 1; a change of the schema needs a new version and an upcaster. */
  readonly version: number;
  readonly schema: Schema;
  /** `upcasters[n]` lifts version n to n + 1. */
  readonly upcasters: Readonly<Record<number, Upcaster>>;
}

/** The event that a declared type makes: `EventOf<typeof ProtocolSigned>`. */
export type EventOf<T> = T extends EventType<infer Type, infer Schema> ? DomainEvent<Type, z.output<Schema>> : never;

interface Evolution {
  version: number;
  upcasters: Readonly<Record<number, Upcaster>>;
}

/**
 * Declares an event. Without `evolution` it is version 1.
 * @throws RangeError when an upcaster for an older version is missing
 */
export function event<Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  shape: Shape,
  evolution: Evolution = { version: 1, upcasters: {} },
): EventType<Type, z.ZodObject<Shape, z.core.$strict>> {
  for (let from = 1; from < evolution.version; from += 1) {
    if (!evolution.upcasters[from]) throw new RangeError(`${type}: no upcaster from version ${from}`);
  }
  const schema = z.strictObject(shape);
  const make = (data: z.output<typeof schema>) => ({ type, data });
  return Object.assign(make, { type, schema, ...evolution });
}
