/** The transaction of the store. */
export interface Transaction {
  begin(): void;
  commit(): void;
  rollback(): void;
}

interface Job {
  readonly run: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Nothing of the group was stored (a full disk, an input/output error); a repeat with the same event ids is safe. */
export class CommitFailedError extends Error {
  override readonly name = 'CommitFailedError';
}

/** Keeps one transaction, and so the time the others wait, short. */
const MOST_JOBS = 500;

/**
 * Group commit: everything that arrived while the last transaction was being written goes into the next one, and is answered after its commit. A
 * transaction runs within one turn of the event loop, so no reader ever sees uncommitted events.
 */
export class CommitQueue {
  #jobs: Job[] = [];
  #scheduled = false;
  #commits = 0;
  readonly #waiting = new Set<() => void>();

  /** @param onRollback puts caches right after a transaction was rolled back */
  constructor(
    private readonly transaction: Transaction,
    private readonly onRollback: () => void,
  ) {}

  /** Counts the transactions committed so far; give it to `after`. */
  get commits(): number {
    return this.#commits;
  }

  /**
   * Runs `run` inside the next transaction; resolves with its result once that is on the disk.
   * @throws CommitFailedError when the transaction failed
   */
  submit<T>(run: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#jobs.push({ run, resolve: resolve as (result: unknown) => void, reject });
    this.#schedule();
    return promise;
  }

  /** Resolves when there was a commit since `commits` had that value, or the signal is aborted. */
  after(commits: number, signal: AbortSignal): Promise<void> {
    if (commits !== this.#commits || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }

  /** Commits what is queued, now. */
  flush(): void {
    while (this.#jobs.length > 0) this.#commitGroup();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#commitGroup();
      if (this.#jobs.length > 0) this.#schedule();
    });
  }

  #commitGroup(): void {
    const group = this.#jobs.splice(0, MOST_JOBS);
    if (group.length === 0) return;
    const results: unknown[] = [];
    try {
      this.transaction.begin();
      for (const job of group) results.push(job.run());
      this.transaction.commit();
    } catch (error) {
      this.#fail(group, error);
      return;
    }
    this.#commits += 1;
    group.forEach((job, index) => job.resolve(results[index]));
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    waiting.forEach((wake) => wake());
  }

  #fail(group: readonly Job[], error: unknown): void {
    const failure = new CommitFailedError('The events could not be stored', { cause: error });
    try {
      this.transaction.rollback();
      this.onRollback();
    } catch (second) {
      failure.cause = new AggregateError([error, second], 'Neither commit nor rollback succeeded');
    }
    for (const job of group) job.reject(failure);
  }
}
