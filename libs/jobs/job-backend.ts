import {
  createPostgresBackend,
  Queue,
  runMigrations,
  withBackend,
  Worker,
  type Processor,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';

/** What differs between PostgreSQL and Redis: everything above this seam is the same. */
export interface JobBackend {
  /** Opens the producing side; it has its own connections. */
  openQueue(name: string): Queue;
  /** Opens the consuming side; it starts at once and has its own connections. */
  openWorker(name: string, process: Processor, options: WorkerSettings): Worker;
  /** Runs `action` while no other process runs one under the same key. */
  exclusively<Result>(key: string, action: () => Promise<Result>): Promise<Result>;
}

export type WorkerSettings = Pick<WorkerOptions, 'concurrency' | 'runRetryDelay' | 'removeOnComplete' | 'removeOnFail'>;

/** Events are for BullMQ's own dashboards; nobody here reads them, so few are kept. */
const streams = { events: { maxLen: 100 } };

/**
 * Opens the backend that the URL names, migrating its PostgreSQL schema first (advisory lock inside, so any number
 * of processes may start at once).
 * @param namespace PostgreSQL schema, or prefix of the Redis keys
 * @throws Error on another scheme, or when the server cannot be reached
 */
export async function openBackend(url: string, namespace: string): Promise<JobBackend> {
  const scheme = URL.canParse(url) ? new URL(url).protocol : '';
  if (scheme === 'postgres:' || scheme === 'postgresql:') return openPostgres(url, namespace);
  if (scheme === 'redis:' || scheme === 'rediss:') return openRedis(url, namespace);
  throw new Error('The queue needs a postgres://, postgresql://, redis:// or rediss:// URL.');
}

async function openPostgres(url: string, schema: string): Promise<JobBackend> {
  await withClient(url, (client) => runMigrations(client, schema));
  const classes = withBackend(createPostgresBackend);
  const connection = (max: number) => ({
    connectionString: url,
    schema,
    max,
    application_name: 'rapporteur-jobs',
    connectionTimeoutMillis: 5_000,
  });
  // The classes of the two backends differ only in a type parameter that none of the methods used here mention.
  return {
    openQueue: (name) => new classes.Queue(name, { connection: connection(4), streams }) as unknown as Queue,
    openWorker: (name, process, options) =>
      new classes.Worker(name, process, { connection: connection(4), ...options }) as unknown as Worker,
    exclusively: (key, action) =>
      withClient(url, async (client) => {
        await client.query(`SELECT pg_advisory_lock(hashtextextended($1, 0))`, [`rapporteur-jobs/${schema}/${key}`]);
        return action(); // the lock ends with the connection
      }),
  };
}

async function withClient<Result>(url: string, action: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // a lost connection shows in the query that needed it
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}

/**
 * Connects to the server of a queue once and leaves again, changing nothing.
 * @throws Error when it cannot be reached
 */
export async function reachQueueServer(url: string): Promise<void> {
  if (url.startsWith('redis')) await reachRedis(url);
  else await withClient(url, (client) => client.query('SELECT 1'));
}

/** A queue on Redis would wait for its server for ever, in silence. */
async function reachRedis(url: string): Promise<void> {
  const options = { lazyConnect: true, connectTimeout: 5_000, retryStrategy: () => null };
  const client = new Redis(url, options);
  let cause: unknown;
  client.on('error', (error) => (cause = error)); // what `connect` rejects with says less
  await client.connect().catch((error: unknown) => {
    throw cause ?? error; // it has ended by itself
  });
  try {
    await client.ping();
  } finally {
    client.disconnect();
  }
}

async function openRedis(url: string, prefix: string): Promise<JobBackend> {
  await reachRedis(url);
  const connection = { url, maxRetriesPerRequest: null };
  return {
    openQueue: (name) => new Queue(name, { connection, prefix, streams }),
    openWorker: (name, process, options) => new Worker(name, process, { connection, prefix, ...options }),
    exclusively: (_key, action) => action(), // what needs it on PostgreSQL is one atomic script on Redis
  };
}
