import { hash as digest } from 'node:crypto';
import type { Instant, LocalDate, OfficeId, SideId, TextRef } from './values.js';

/** Who acts. A process manager acts as `system`, without office and side. */
export interface Actor {
  readonly accountId: string;
  readonly officeId: OfficeId | null;
  readonly sideId: SideId | null;
  readonly roles: readonly string[];
}

/** What surrounds every command; supplied by the application layer, never by the body. */
export interface Envelope {
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly actor: Actor;
  /** The day it was true, in the recording side's zone. */
  readonly effectiveDate: LocalDate;
  /** Revision the caller saw (If-Match), -1 for nothing; null for a creating command or a process manager. */
  readonly expectedRevision: bigint | null;
}

/** A command as deciders see it; the classes in `*.commands.ts` satisfy it. */
export interface CommandShape {
  readonly type: string;
  /** The aggregate it is meant for. */
  readonly id: string;
  readonly envelope: Envelope;
}

/** What a command answers: where the aggregate and the log stand after it. */
export interface Receipt {
  readonly id: string;
  /** Decimal strings: they outgrow a double. */
  readonly revision: string;
  readonly position: string;
  /** Types of the events recorded; empty when it was already so. */
  readonly recorded: readonly string[];
}

/** Whether the actor acts for one of the sides; a process manager has no side and acts for all. */
export function actsForOneOf(sideIds: readonly SideId[], { envelope }: CommandShape): boolean {
  const { sideId, roles } = envelope.actor;
  return roles.includes('system') || (sideId !== null && sideIds.includes(sideId));
}

/** JSON with sorted keys, so that the same content has the same hash. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value));

/** A replacer would do the same, at several times the cost. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return sorted(toJSON.call(value));
  const inner = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(inner)
      .sort()
      .map((key) => [key, sorted(inner[key])]),
  );
}

export const sha256 = (text: string): string => digest('sha256', text);

/** The fingerprint of what a command asks for: type, target and body, without the envelope. */
export function commandHash(command: CommandShape): string {
  const { envelope: _envelope, id, ...body } = command;
  return sha256(canonicalJson([command.type, id, body]));
}

/** What stands in the metadata of every event. */
export interface EventMetadata {
  readonly schemaVersion: number;
  readonly commandId: string;
  readonly commandHash: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly actor: Pick<Actor, 'accountId' | 'officeId' | 'sideId'>;
  readonly onBehalfOf?: SideId;
  readonly effectiveDate: LocalDate;
  readonly recordedAt: Instant;
  /** Streams the decision looked at, with the revision it saw. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** A text a user typed, as a decider sees it: events keep only its reference. */
export interface FreeText {
  readonly lang: string;
  readonly text: string;
  readonly textId: string;
  readonly sha256: string;
}

/** What an event keeps of a free text. */
export const refOf = ({ textId, sha256: hash, lang }: FreeText): TextRef => ({ textId, sha256: hash, lang }) as TextRef;
