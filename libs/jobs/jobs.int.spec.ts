import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { startPostgres, type PostgresHandle } from '#embedded/postgres';
import { defineJob, handler, type JobHandler } from './job.js';
import { connectJobs, type JobProblem, type JobQueue } from './job-queue.js';

const sweep = defineJob({ name: 'testSweep', payload: z.object({ itemId: z.string() }) });
const send = defineJob({
  name: 'testSend',
  payload: z.object({ messageId: z.string() }),
  options: { attempts: 3, backoffMs: 10 },
});

let directory: string;
let server: PostgresHandle;
let port: number;
let schema: string;
let opened: JobQueue[];
let problems: JobProblem[];
let counter = 0;
/** Emits `done` with [payload, run] for each handled job, `problem` for each problem. */
let events: EventEmitter;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rapporteur-jobs-'));
  server = await startPostgres({ directory });
  port = Number(new URL(server.url).port);
});

afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(() => {
  counter += 1;
  schema = `jobs_${counter}`;
  opened = [];
  problems = [];
  events = new EventEmitter();
});

afterEach(async () => {
  for (const queue of opened) await queue.close();
});

async function connect(): Promise<JobQueue> {
  const queue = await connectJobs({
    url: server.url,
    schema,
    onProblem: (problem) => {
      problems.push(problem);
      events.emit('problem', problem);
    },
  });
  opened.push(queue);
  return queue;
}

/** Handlers of both jobs; `testSend` does what the test wants. */
function handlers(onSend: JobHandler<{ messageId: string }>['handle'] = async () => undefined): JobHandler[] {
  return [
    handler(sweep, async (payload, run) => void events.emit('done', payload, run)),
    handler(send, async (payload, run) => {
      await onSend(payload, run);
      events.emit('done', payload, run);
    }),
  ];
}

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.url, options: `-c search_path=${schema}` });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('adding and working', () => {
  it('runs a delayed job when its delay is over, not before, with the id it was given', async () => {
    const queue = await connect();
    await queue.work(handlers());
    const added = Date.now();
    const done = once(events, 'done');
    await queue.add(sweep, { itemId: 'item-1' }, { jobId: 'wake-1', delayMs: 300 });
    expect(await queue.counts()).toEqual({ waiting: 0, delayed: 1, active: 0 });
    const [payload, run] = await done;
    expect(Date.now() - added).toBeGreaterThanOrEqual(299);
    expect(payload).toEqual({ itemId: 'item-1' });
    expect(run).toMatchObject({ jobId: 'wake-1', attempt: 1 });
  });

  it('keeps one job per id, with the first data, also in bulk, and lets another job use the same id', async () => {
    const queue = await connect();
    await queue.add(sweep, { itemId: 'first' }, { jobId: 'same' });
    await queue.add(sweep, { itemId: 'second' }, { jobId: 'same' });
    await queue.addBulk(sweep, [
      { payload: { itemId: 'third' }, jobId: 'same' },
      { payload: { itemId: 'other' }, jobId: 'other', delayMs: 60_000 },
    ]);
    await queue.add(send, { messageId: 'm' }, { jobId: 'same' });
    expect(await rows(`SELECT id, data, state FROM job ORDER BY id`)).toEqual([
      { id: 'testSend.same', data: { messageId: 'm' }, state: 'waiting' },
      { id: 'testSweep.other', data: { itemId: 'other' }, state: 'delayed' },
      { id: 'testSweep.same', data: { itemId: 'first' }, state: 'waiting' },
    ]);
  });

  it('runs a wake-up again when it is added after it was done', async () => {
    const queue = await connect();
    await queue.work(handlers());
    for (const itemId of ['once', 'again']) {
      const done = once(events, 'done');
      await queue.add(sweep, { itemId }, { jobId: 'same' });
      expect((await done)[0]).toEqual({ itemId });
      await emptied();
    }
  });

  it('adds thousands of jobs in bulk and runs each exactly once over two workers', async () => {
    const [first, second] = [await connect(), await connect()];
    const seen: string[] = [];
    const all = new Promise<void>((resolve) => {
      events.on('done', ({ itemId }: { itemId: string }) => {
        seen.push(itemId);
        if (seen.length === 2_000) resolve();
      });
    });
    await first.work(handlers());
    await second.work(handlers());
    const entries = Array.from({ length: 2_000 }, (_, n) => ({ payload: { itemId: `${n}` }, jobId: `${n}` }));
    await first.addBulk(sweep, entries);
    await all;
    await emptied();
    expect(new Set(seen).size).toBe(2_000);
    expect(seen).toHaveLength(2_000);
  });

  it("refuses ids with ':', payloads outside the schema and values that are not ids", async () => {
    const queue = await connect();
    await expect(queue.add(sweep, { itemId: 'a' }, { jobId: 'a:b' })).rejects.toThrow(
      /must not be empty or contain ':'/,
    );
    await expect(queue.add(sweep, { itemId: 7 } as never, { jobId: 'a' })).rejects.toThrow(/expected string/);
    for (const itemId of ['Ада Лавлейс', 'Ada Lovelace', 'ada@example.org']) {
      await expect(queue.add(sweep, { itemId }, { jobId: 'a' })).rejects.toThrow(/a job carries ids only/);
    }
    expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, active: 0 });
  });
});

/** Waits until no job is left: the last one is removed shortly after its handler ended. */
async function emptied(): Promise<void> {
  while ((await rows('SELECT 1 FROM job LIMIT 1')).length > 0);
}

describe('failures', () => {
  it('tries a failed job again, reports each failure and stores no message of the error', async () => {
    const queue = await connect();
    const attempts: number[] = [];
    await queue.work(
      handlers(async (_payload, { attempt }) => {
        attempts.push(attempt);
        if (attempt < 3) throw new TypeError('the address ada@example.org was refused');
      }),
    );
    const done = once(events, 'done');
    const failed = once(events, 'problem');
    await queue.add(send, { messageId: 'm' }, { jobId: 'm' });
    await failed;
    expect(JSON.stringify(await rows('SELECT * FROM job'))).not.toContain('ada@');
    await done;
    await queue.close(); // the report of an attempt may come after the next attempt has begun
    expect(attempts).toEqual([1, 2, 3]);
    expect(problems.map(({ kind, message }) => [kind, message])).toEqual([
      ['attemptFailed', 'Job "testSend" testSend.m, attempt 1 of 3: TypeError'],
      ['attemptFailed', 'Job "testSend" testSend.m, attempt 2 of 3: TypeError'],
    ]);
    expect(problems[0]!.cause).toBeInstanceOf(TypeError);
  });

  it('gives up after the last attempt, says so, and leaves the id free', async () => {
    const queue = await connect();
    await queue.work(handlers(() => Promise.reject(new Error('no'))));
    const gaveUp = new Promise<JobProblem>((resolve) => {
      events.on('problem', (problem: JobProblem) => problem.kind === 'gaveUp' && resolve(problem));
    });
    await queue.add(send, { messageId: 'm' }, { jobId: 'm' });
    expect(await gaveUp).toMatchObject({ jobName: 'testSend', message: expect.stringContaining('attempt 3 of 3') });
    await emptied();
  });

  it('goes on after every database connection was cut', async () => {
    const queue = await connect();
    await queue.work(handlers());
    await rows(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'`,
    );
    const done = once(events, 'done');
    await addPersistently(queue, 'after-cut');
    expect((await done)[0]).toEqual({ itemId: 'after-cut' });
  });

  it('goes on after the server was killed and started again, with the delayed jobs of before', async () => {
    const queue = await connect();
    await queue.work(handlers());
    const done = once(events, 'done');
    await queue.add(sweep, { itemId: 'planned' }, { jobId: 'planned', delayMs: 1_500 });
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    server = await startPostgres({ directory, port });
    expect((await done)[0]).toEqual({ itemId: 'planned' });
    const next = once(events, 'done');
    await addPersistently(queue, 'new');
    expect((await next)[0]).toEqual({ itemId: 'new' });
  });

  /** A producer whose pooled connection just broke gets one error and tries again. */
  async function addPersistently(queue: JobQueue, itemId: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await queue.add(sweep, { itemId }, { jobId: itemId });
        return;
      } catch (error) {
        if (attempt === 5) throw error;
      }
    }
  }
});

describe('schedules', () => {
  it('gives one schedule and one next job when four clients upsert it at once, again and again', async () => {
    const clients = await Promise.all([connect(), connect(), connect(), connect()]);
    for (let round = 0; round < 5; round++) {
      const schedule = { id: 'minute', cron: '* * * * *', tz: 'Europe/Moscow', payload: { itemId: 'all' } };
      await Promise.all(clients.flatMap((queue) => [queue.schedule(sweep, schedule), queue.schedule(sweep, schedule)]));
    }
    expect(await clients[0].schedules()).toEqual([
      {
        job: 'testSweep',
        id: 'minute',
        cron: '* * * * *',
        tz: 'Europe/Moscow',
        nextAt: expect.stringMatching(/:00\.000Z$/),
      },
    ]);
    expect(await clients[0].counts()).toEqual({ waiting: 0, delayed: 1, active: 0 });
  });

  it('replaces the pattern, reads it in its zone, and ends with unschedule', async () => {
    const queue = await connect();
    await queue.schedule(sweep, { id: 's', cron: '0 9 * * *', tz: 'Asia/Tokyo', payload: { itemId: 'a' } });
    expect((await queue.schedules())[0]!.nextAt).toMatch(/T00:00:00\.000Z$/);
    await queue.schedule(sweep, { id: 's', cron: '30 9 * * *', payload: { itemId: 'a' } });
    expect((await queue.schedules()).map(({ nextAt }) => nextAt.slice(11))).toEqual(['09:30:00.000Z']);
    expect(await queue.counts()).toMatchObject({ delayed: 1 });
    await queue.unschedule(sweep, 's');
    expect(await queue.schedules()).toEqual([]);
    expect(await queue.counts()).toMatchObject({ delayed: 0 });
  });

  it('runs each occurrence once over two workers and plans the next', async () => {
    const clients = [await connect(), await connect()];
    for (const queue of clients) {
      await queue.schedule(sweep, { id: 'second', cron: '* * * * * *', payload: { itemId: 'tick' } });
      await queue.work(handlers());
    }
    const ids: string[] = [];
    await new Promise<void>((resolve) => {
      events.on('done', (_payload, { jobId }: { jobId: string }) => ids.push(jobId) === 3 && resolve());
    });
    const seconds = ids.map((id) => Number(id.slice(id.lastIndexOf(':') + 1)));
    expect(seconds).toEqual([seconds[0], seconds[0]! + 1_000, seconds[0]! + 2_000]);
  });
});

describe('starting and ending', () => {
  it('refuses to work when a defined job has no handler or two', async () => {
    const queue = await connect();
    const [first, second] = handlers();
    await expect(queue.work([first!])).rejects.toThrow('No handler for: testSend.');
    await expect(queue.work([first!, second!, second!, { ...first! }])).rejects.toThrow(
      'More than one handler for: testSweep.',
    );
    expect(() => defineJob({ name: 'testSweep', payload: z.object({}) })).toThrow('Job "testSweep" is defined twice.');
    expect(() => defineJob({ name: 'once', payload: z.object({}), options: { attempts: 1 } })).toThrow(
      /more than one attempt/,
    );
  });

  it('reports jobs of an unknown name at the start and keeps trying them', async () => {
    const queue = await connect();
    await queue.add({ ...sweep, name: 'fromTheFuture' }, { itemId: 'a' }, { jobId: 'a' });
    const failed = once(events, 'problem');
    await queue.work(handlers());
    await failed;
    expect(problems[0]).toMatchObject({ kind: 'unknownJob', jobName: 'fromTheFuture' });
    expect(await rows('SELECT max_attempts FROM job')).toEqual([{ max_attempts: 5 }]);
  });

  it('waits on close for the job that runs', async () => {
    const queue = await connect();
    let finish = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      void queue.work(
        handlers(() => {
          resolve();
          return new Promise<void>((end) => (finish = end));
        }),
      );
    });
    await queue.add(send, { messageId: 'm' }, { jobId: 'm' });
    await started;
    let closed = false;
    const closing = queue.close().then(() => (closed = true));
    const done = once(events, 'done');
    expect(await rows(`SELECT state FROM job`)).toEqual([{ state: 'active' }]);
    expect(closed).toBe(false);
    finish();
    await Promise.all([done, closing]);
    expect(await rows(`SELECT state FROM job`)).toEqual([]);
  });

  it('hands a job that does not end in time to the next process', async () => {
    const queue = await connect();
    const aborted = new Promise<unknown>((resolve) => {
      void queue.work(
        handlers((_payload, { signal }) => {
          signal.addEventListener('abort', () => resolve(signal.reason));
          events.emit('started');
          return new Promise<void>(() => undefined);
        }),
      );
    });
    const started = once(events, 'started');
    await queue.add(send, { messageId: 'm' }, { jobId: 'm' });
    await started;
    await queue.close(50);
    expect(await aborted).toEqual(new Error('The process is ending.'));
    const next = await connect();
    const done = once(events, 'done');
    await next.work(handlers());
    expect((await done)[1]).toMatchObject({ jobId: 'm', attempt: 2 });
  });

  it('names what is wrong with the URL', async () => {
    await expect(connectJobs({ url: 'amqp://127.0.0.1/' })).rejects.toThrow(/needs a postgres:/);
    await expect(connectJobs({ url: 'redis://127.0.0.1/' })).rejects.toThrow(/needs the npm package "ioredis"/);
  });
});
