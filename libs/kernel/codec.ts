import type { DomainEvent, EventType } from './event.js';

/** A recorded event of a type that this build does not know. */
export class UnknownEventType extends Error {
  constructor(readonly type: string) {
    super(`unknown event type ${type}`);
  }
}

/** A recorded event written by a newer build than this one. */
export class NewerEventVersion extends Error {
  constructor(
    readonly type: string,
    readonly version: number,
  ) {
    super(`${type} version ${version} is newer than this build knows`);
  }
}

/** An event that does not fit its declaration: a defect in the decider that made it, or not written by this product. */
export class UnfitEvent extends Error {}

export interface WireEvent {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: Record<string, unknown>;
}

export interface Codec {
  /** @throws UnfitEvent */
  encode(event: DomainEvent): WireEvent;
  /** Lifts older versions. @throws UnknownEventType, NewerEventVersion, UnfitEvent when it tells no version */
  decode(wire: WireEvent): DomainEvent;
  knows(type: string): boolean;
}

/** Reads and writes the given event types; upcasters run here and nowhere else. */
export function codecOf(types: readonly EventType[]): Codec {
  const byName = new Map(types.map((type) => [type.type, type]));
  const known = (name: string): EventType => {
    const type = byName.get(name);
    if (!type) throw new UnknownEventType(name);
    return type;
  };
  return {
    knows: (name) => byName.has(name),
    encode(event) {
      const type = known(event.type);
      const parsed = type.schema.safeParse(event.data);
      if (!parsed.success) throw new UnfitEvent(`${event.type}: ${parsed.error.message}`);
      return { type: type.type, schemaVersion: type.version, data: parsed.data };
    },
    decode(wire) {
      const type = known(wire.type);
      if (!Number.isInteger(wire.schemaVersion) || wire.schemaVersion < 1)
        throw new UnfitEvent(`${wire.type}: version ${String(wire.schemaVersion)}`);
      if (wire.schemaVersion > type.version) throw new NewerEventVersion(wire.type, wire.schemaVersion);
      // The current version was checked when it was written and the schema lock keeps it so: no second check here.
      let data = wire.data;
      for (let version = wire.schemaVersion; version < type.version; version += 1)
        data = type.upcasters[version]!(data);
      return { type: type.type, data };
    },
  };
}
