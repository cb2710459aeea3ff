import { DomainError } from '#kernel/domain-error';
import { LogUnavailable } from '#event-store/event-log';
import { DatabaseUnavailable } from './database.js';

/** Another process moved this checkpoint: this one must not write there any more. */
export class Fenced extends Error {}

/** Why a view or a reaction stands still, and on which event. */
export interface Parked {
  readonly reason: string;
  readonly eventType: string;
  readonly position: string;
}

/**
 * Whether an error lies in the event or in the code that handles it, so that repeating it is in vain. What comes from
 * the surroundings (log, database, a busy stream, another process) passes.
 */
export function isPoison(error: unknown): boolean {
  if ([Fenced, DatabaseUnavailable, LogUnavailable].some((passing) => error instanceof passing)) return false;
  if (error instanceof DomainError) return error.kind !== 'unavailable';
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string' || code.startsWith('ERR_')) return true;
  // PostgreSQL: data (22), constraint (23), a statement that does not fit its tables (42).
  return /^(22|23|42)\w{3}$/.test(code);
}

export const parkedOn = (event: { readonly type: string; readonly position: bigint }, error: unknown): Parked => ({
  reason: error instanceof Error ? error.message : String(error),
  eventType: event.type,
  position: String(event.position),
});
