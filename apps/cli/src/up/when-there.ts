import { LogUnavailable } from '#event-store/event-log';
import { DatabaseUnavailable } from '#read-models/database';
import { pause } from '#read-models/lease';

/** Pause before a server that was not there is tried again, ms. */
const retryAfter = 1_000;

/**
 * Repeats what needs a server of the installation's own until the server is there, and says what it waits for.
 * @param note told each new reason once
 * @returns undefined when `signal` was aborted first
 * @throws what `work` throws for any other reason
 */
export async function whenThere<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  note: (text: string) => void,
): Promise<T | undefined> {
  let told = '';
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      const text = `Waiting for ${serverBehind(error)}: ${(error as Error).message}`;
      if (text !== told) note(text);
      told = text;
      if (!signal.aborted) await pause(retryAfter, signal);
    }
  }
  return undefined;
}

/** @throws the error when it tells of no server */
function serverBehind(error: unknown): string {
  if (error instanceof LogUnavailable) return 'the event store';
  if (error instanceof DatabaseUnavailable) return 'PostgreSQL';
  throw error;
}
