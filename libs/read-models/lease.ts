import type { Database } from './database.js';

/** How long whoever stands by waits before it asks again, ms. */
const askEvery = 1_000;

/**
 * One holder among all processes: a lock of the PostgreSQL session, which ends with the connection and so with the
 * process that held it. A holder that lost its connection without noticing is told by `lost`; what it still writes is
 * fenced off by the checkpoints.
 */
export class Lease {
  constructor(
    private readonly db: Database,
    /** What is held, such as `projector`. */
    private readonly name: string,
  ) {}

  /**
   * Runs `work` whenever the lease is held, again and again, until `stop` is aborted.
   * @param work is given a signal that is aborted when the lease is lost or `stop` is; it resolves once nothing runs any more
   */
  async whileHeld(stop: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    while (!stop.aborted) {
      // The database being away for a moment is what standing by is for.
      const held = await this.db.hold(this.name).catch(() => undefined);
      if (held) {
        const ended = new AbortController();
        void held.lost.then(() => ended.abort());
        try {
          await work(AbortSignal.any([stop, ended.signal]));
        } finally {
          await held.release();
        }
      }
      if (!stop.aborted) await pause(askEvery, stop);
    }
  }
}

/** Waits, or until the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
