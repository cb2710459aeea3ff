import pg from 'pg';

/** Rows come back with bigint columns as bigint, dates as `YYYY-MM-DD` and timestamps as ISO instants. */
export interface Queryable {
  query<Row>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, (value: string) => BigInt(value));
types.setTypeParser(pg.types.builtins.DATE, (value: string) => value);
types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (value: string) => new Date(value).toISOString());

/** PostgreSQL cannot be reached, or ended the connection in the middle. */
export class DatabaseUnavailable extends Error {}

/** The PostgreSQL behind read models, vault and access: a pool with plain SQL. */
export class Database implements Queryable {
  private readonly pool: pg.Pool;

  /** @param session settings of every connection, such as `-c synchronous_commit=off` */
  constructor(
    readonly url: string,
    max = 10,
    session?: string,
  ) {
    this.pool = new pg.Pool({
      connectionString: url,
      options: session,
      max,
      types,
      application_name: 'rapporteur',
      connectionTimeoutMillis: 5_000,
    });
    // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
    this.pool.on('error', () => undefined);
  }

  async query<Row>(text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    try {
      return (await this.pool.query(text, [...parameters])).rows as Row[];
    } catch (error) {
      throw translated(error);
    }
  }

  /** Runs `work` in one transaction: committed when it resolves, rolled back when it rejects. */
  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const client = await this.pool.connect().catch((error: unknown) => {
      throw translated(error);
    });
    let broken: Error | undefined;
    client.on('error', (error) => (broken = error));
    const tx: Queryable = {
      query: async <Row>(text: string, parameters: readonly unknown[] = []) =>
        (await client.query(text, [...parameters])).rows as Row[],
    };
    try {
      await client.query('begin');
      const result = await work(tx);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((rollback: Error) => (broken = rollback));
      throw translated(error);
    } finally {
      client.removeAllListeners('error');
      client.release(broken);
    }
  }

  /**
   * Takes a lock on a connection of its own: one that only one session of the database has, or, `shared`, one that keeps
   * only that one out.
   * @returns undefined when another session has it; `lost` resolves when the lock is gone: by `release`, by `recall`, or
   *   with the connection
   */
  async hold(
    name: string,
    mode: 'alone' | 'shared' = 'alone',
  ): Promise<{ readonly lost: Promise<void>; release(): Promise<void> } | undefined> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: `rapporteur ${name}`,
      keepAlive: true,
    });
    const lost = new Promise<void>((resolve) => {
      client.on('end', () => resolve());
      client.on('error', () => resolve());
    });
    client.on('notification', () => void client.end());
    try {
      await client.connect();
      await client.query(`listen "${channelOf(name)}"`);
      const lock = mode === 'alone' ? 'pg_try_advisory_lock' : 'pg_try_advisory_lock_shared';
      const { rows } = await client.query(`select ${lock}(hashtextextended($1, 0)) as held`, [name]);
      if ((rows[0] as { held: boolean }).held) return { lost, release: () => client.end() };
      await client.end();
      return undefined;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw translated(error);
    }
  }

  /** Has whoever holds the lock let go of it. */
  async recall(name: string): Promise<void> {
    await this.query('select pg_notify($1, $2)', [channelOf(name), '']);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

const channelOf = (lock: string): string => `rapporteur ${lock}`;

/** PostgreSQL's own classes 08 (connection), 57P (shutdown) and 53 (resources), and the socket errors of Node. */
function translated(error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string };
  const lost =
    (code && /^(08|57P|53)/.test(code)) ||
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code ?? '') ||
    /Connection terminated|timeout exceeded when trying to connect|not queryable|after calling end on the pool/.test(
      message ?? '',
    );
  return lost ? new DatabaseUnavailable(message, { cause: error }) : error;
}

/**
 * The connections of the projector. What they commit may be lost when PostgreSQL itself fails, but only as a whole and
 * from the end: rows and checkpoint go back together, and the log has it all. So they do not wait for the disk.
 */
export class ProjectionDatabase extends Database {
  constructor(url: string) {
    super(url, 16, '-c synchronous_commit=off');
  }

  /** Nest closes it with the application, after the projector. */
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }
}
