import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Sample } from './checker.js';

/** Pause between two looks, ms. */
const every = 50;

/** A moment at which an API said how ready it was. */
export interface Said {
  /** `performance.now()`. */
  readonly at: number;
  /** HTTP status of `/health/ready`. */
  readonly status: number;
  readonly body: {
    readonly status: string;
    readonly eventStore: { readonly ok: boolean };
    readonly database: { readonly ok: boolean };
    readonly views: readonly { name: string; position: string | null; parked: unknown }[];
  };
}

/** Looks again and again at the rows and at readiness, as a person who watches would, until it is stopped. */
export class Observer {
  readonly samples: Sample[] = [];
  readonly readiness: Said[] = [];
  private stopped = false;
  private readonly running: Promise<unknown>;

  /**
   * @param databaseUrl of the installation
   * @param apiUrl whose readiness is asked for
   */
  constructor(databaseUrl: string, apiUrl: string) {
    const db = new pg.Pool({ connectionString: databaseUrl, max: 1, connectionTimeoutMillis: 2_000 });
    db.on('error', () => undefined);
    this.running = Promise.all([
      this.repeat(() => this.look(db)).then(() => db.end()),
      this.repeat(() => this.ask(`${apiUrl}/health/ready`)),
    ]);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /**
   * The first time since a moment that readiness was so.
   * @returns ms after that moment; undefined when it has not been so yet
   */
  after(moment: number, isSo: (said: Said) => boolean): number | undefined {
    const found = this.readiness.find((said) => said.at >= moment && isSo(said));
    return found && found.at - moment;
  }

  /** As `after`, waiting for it. @throws Error when it is not so in time */
  async until(moment: number, within: number, isSo: (said: Said) => boolean): Promise<number> {
    while (performance.now() < moment + within) {
      const ms = this.after(moment, isSo);
      if (ms !== undefined) return ms;
      await delay(10);
    }
    throw new Error(`readiness was not so within ${within} ms: ${JSON.stringify(this.readiness.at(-1))}`);
  }

  private async repeat(work: () => Promise<void>): Promise<void> {
    while (!this.stopped) {
      // Not being able to look is part of several faults.
      await work().catch(() => undefined);
      await delay(every);
    }
  }

  private async look(db: pg.Pool): Promise<void> {
    const { rows } = await db.query<{ position: string | null; rows: string; newest: string | null }>(
      `select position, (select count(*) from views.log_index) as rows, (select max(since) from views.log_index) as newest
       from views.checkpoint where name = 'log-index'`,
    );
    const [row] = rows;
    if (!row) return;
    const bigOrNull = (value: string | null) => (value === null ? null : BigInt(value));
    this.samples.push({
      checkpoint: bigOrNull(row.position),
      rows: Number(row.rows),
      newestRow: bigOrNull(row.newest),
    });
  }

  private async ask(url: string): Promise<void> {
    const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    const body = (await answer.json()) as Said['body'];
    this.readiness.push({ at: performance.now(), status: answer.status, body });
  }
}
