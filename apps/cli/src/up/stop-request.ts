import { exitCode } from '../exit-codes.js';
import type { Terminal } from '../terminal.js';

/** How long work in flight may take after the first signal, ms. */
const patience = 10_000;
/** A repeated signal within this time is the same one: Ctrl-C reaches this process and npm, and npm passes it on. */
const echo = 500;

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Listens for the wish to stop. The first signal (or `stop`) aborts `signal`, and everything is then taken down in order;
 * a second one, or 10 seconds, end the process at once.
 */
export class StopRequest implements Disposable {
  private readonly controller = new AbortController();
  private firstAt: number | undefined;

  constructor(private readonly terminal: Terminal) {
    for (const name of signals) process.on(name, this.onSignal);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Resolves with why: the name of a signal, or the error given to `stop`. */
  get requested(): Promise<unknown> {
    const { signal } = this;
    if (signal.aborted) return Promise.resolve(signal.reason as unknown);
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }));
  }

  stop(reason: unknown): void {
    if (this.firstAt !== undefined) return;
    this.firstAt = performance.now();
    setTimeout(() => {
      this.terminal.err(`error: not everything ended within ${patience / 1000} s\n`);
      process.exit(exitCode.failure);
    }, patience).unref();
    this.controller.abort(reason);
  }

  [Symbol.dispose](): void {
    for (const name of signals) process.off(name, this.onSignal);
  }

  private readonly onSignal = (name: NodeJS.Signals): void => {
    if (this.firstAt === undefined) this.stop(name);
    else if (performance.now() - this.firstAt > echo) process.exit(exitCode.interrupted);
  };
}
