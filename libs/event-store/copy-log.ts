import { WrongRevision, type EventLog } from './event-log.js';

/** Events read at a time. */
const page = 500;

/**
 * Copies every event to another log, in log order and under the same ids, streams and revisions; only the positions are
 * the other log's own. May be repeated: what is there already is left as it is.
 * @param told hears after each page how many events have been copied so far
 * @returns how many events there are
 * @throws Error when the other log holds something else in one of the streams; LogUnavailable
 */
export async function copyLog(
  from: EventLog,
  to: EventLog,
  prefixes: readonly string[],
  told: (copied: number) => void = () => undefined,
): Promise<number> {
  let copied = 0;
  let after: bigint | null = null;
  for (;;) {
    const events = await from.readAll({ after, prefixes, limit: page });
    for (const { stream, revision, id, type, data, metadata } of events) {
      try {
        await to.append(stream, revision - 1n, [{ id, type, data, metadata }]);
      } catch (error) {
        if (!(error instanceof WrongRevision)) throw error;
        const [there] = await to.read(stream, revision);
        if (there?.id !== id) throw new Error(`${stream} is not the same in both logs`, { cause: error });
      }
    }
    copied += events.length;
    told(copied);
    after = events.at(-1)?.position ?? after;
    if (events.length < page) return copied;
  }
}
