import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startPostgres, type PostgresHandle } from '#embedded/postgres';
import { testJobQueue } from '../../test/support/job-queue-tests.js';
import { addPersistently, JobStage, sweep } from '../../test/support/job-stage.js';
import { connectJobs } from './job-queue.js';

let directory: string;
let server: PostgresHandle;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rapporteur-jobs-'));
  server = await startPostgres({ directory });
});
afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

async function cutConnections(): Promise<void> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`,
  );
  await client.end();
}

describe('the queue on PostgreSQL', () => {
  testJobQueue(() => ({ url: server.url, cutConnections }));

  it('goes on after the server was killed and started again, with the delayed jobs of before', async () => {
    const stage = new JobStage({ url: server.url, cutConnections }, 'jobs_killed');
    const queue = await stage.connect();
    await queue.work(stage.handlers());
    const done = once(stage.events, 'done');
    await queue.add(sweep, { itemId: 'planned' }, { jobId: 'planned', delayMs: 1_500 });
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    server = await startPostgres({ directory, port: Number(new URL(server.url).port) });
    expect((await done)[0]).toEqual({ itemId: 'planned' });
    const next = once(stage.events, 'done');
    await addPersistently(queue, 'new');
    expect((await next)[0]).toEqual({ itemId: 'new' });
    await stage.close();
  });

  it('refuses the URL of anything else', async () => {
    await expect(connectJobs({ url: 'amqp://127.0.0.1/' })).rejects.toThrow(/needs a postgres:/);
  });
});
