import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineJob } from '#jobs/job';
import type { JobProblem } from '#jobs/job-queue';
import { addPersistently, JobStage, send, sweep, type QueueServer } from './job-stage.js';

/** The promises of the queue that hold whatever it stands on. @param server the one to test on, once it runs */
export function testJobQueue(server: () => QueueServer): void {
  let stage: JobStage;
  let counter = 0;
  beforeEach(() => {
    counter += 1;
    stage = new JobStage(server(), `jobs_${process.pid}_${counter}`);
  });
  afterEach(() => stage.close());
  const tests = { testAdding, testMany, testFailures, testSchedules, testStarting, testEnding };
  for (const [name, test] of Object.entries(tests)) {
    describe(`of ${name.replace('test', '').toLowerCase()}`, () => {
      test(() => stage);
    });
  }
}

type Now = () => JobStage;

function testAdding(now: Now): void {
  it('runs a delayed job when its delay is over, not before, with the id it was given', async () => {
    const { events } = now();
    const queue = await now().connect();
    await queue.work(now().handlers());
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
    const queue = await now().connect();
    await queue.add(sweep, { itemId: 'first' }, { jobId: 'same' });
    await queue.add(sweep, { itemId: 'second' }, { jobId: 'same' });
    await queue.addBulk(sweep, [
      { payload: { itemId: 'third' }, jobId: 'same' },
      { payload: { itemId: 'other' }, jobId: 'other', delayMs: 60_000 },
    ]);
    await queue.add(send, { messageId: 'm' }, { jobId: 'same' });
    expect(await now().stored()).toMatchObject([
      { id: 'testSend.same', data: { messageId: 'm' }, state: 'waiting' },
      { id: 'testSweep.other', data: { itemId: 'other' }, state: 'delayed' },
      { id: 'testSweep.same', data: { itemId: 'first' }, state: 'waiting' },
    ]);
  });

  it("refuses ids with ':', payloads outside the schema and values that are not ids", async () => {
    const queue = await now().connect();
    await expect(queue.add(sweep, { itemId: 'a' }, { jobId: 'a:b' })).rejects.toThrow(
      /must not be empty or contain ':'/,
    );
    await expect(queue.add(sweep, { itemId: 7 } as never, { jobId: 'a' })).rejects.toThrow(/expected string/);
    for (const itemId of ['Ада Лавлейс', 'Ada Lovelace', 'ada@example.org']) {
      await expect(queue.add(sweep, { itemId }, { jobId: 'a' })).rejects.toThrow(/a job carries ids only/);
    }
    expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, active: 0 });
  });
}

function testMany(now: Now): void {
  it('runs a wake-up again when it is added after it was done', async () => {
    const queue = await now().connect();
    await queue.work(now().handlers());
    for (const itemId of ['once', 'again']) {
      const done = once(now().events, 'done');
      await queue.add(sweep, { itemId }, { jobId: 'same' });
      expect((await done)[0]).toEqual({ itemId });
      await now().emptied();
    }
  });

  it('adds thousands of jobs in bulk and runs each exactly once over two workers', async () => {
    const [first, second] = [await now().connect(), await now().connect()];
    const seen: string[] = [];
    const all = new Promise<void>((resolve) => {
      now().events.on('done', ({ itemId }: { itemId: string }) => {
        seen.push(itemId);
        if (seen.length === 2_000) resolve();
      });
    });
    await first.work(now().handlers());
    await second.work(now().handlers());
    const entries = Array.from({ length: 2_000 }, (_, n) => ({ payload: { itemId: `${n}` }, jobId: `${n}` }));
    await first.addBulk(sweep, entries);
    await all;
    await now().emptied();
    expect(new Set(seen).size).toBe(2_000);
    expect(seen).toHaveLength(2_000);
  });
}

function testFailures(now: Now): void {
  it('tries a failed job again, reports each failure and stores no message of the error', async () => {
    const { events, problems } = now();
    const queue = await now().connect();
    const attempts: number[] = [];
    await queue.work(
      now().handlers(async (_payload, { attempt }) => {
        attempts.push(attempt);
        if (attempt < 3) throw new TypeError('the address ada@example.org was refused');
      }),
    );
    const [done, failed] = [once(events, 'done'), once(events, 'problem')];
    await queue.add(send, { messageId: 'm' }, { jobId: 'm' });
    await failed;
    expect(await now().dump()).not.toContain('ada@');
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
    const queue = await now().connect();
    await queue.work(now().handlers(() => Promise.reject(new Error('no'))));
    const gaveUp = new Promise<JobProblem>((resolve) => {
      now().events.on('problem', (problem: JobProblem) => problem.kind === 'gaveUp' && resolve(problem));
    });
    await queue.add(send, { messageId: 'm' }, { jobId: 'm' });
    expect(await gaveUp).toMatchObject({ jobName: 'testSend', message: expect.stringContaining('attempt 3 of 3') });
    await now().emptied();
  });

  it('goes on after every connection to the server was cut', async () => {
    const queue = await now().connect();
    await queue.work(now().handlers());
    await now().server.cutConnections();
    const done = once(now().events, 'done');
    await addPersistently(queue, 'after-cut');
    expect((await done)[0]).toEqual({ itemId: 'after-cut' });
  });
}

function testSchedules(now: Now): void {
  it('gives one schedule and one next job when four clients upsert it at once, again and again', async () => {
    const clients = [await now().connect(), await now().connect(), await now().connect(), await now().connect()];
    const zone = { id: 'minute', cron: '* * * * *', tz: 'Europe/Moscow' };
    for (let round = 0; round < 5; round++) {
      const schedule = { ...zone, payload: { itemId: 'all' } };
      await Promise.all(clients.flatMap((queue) => [queue.schedule(sweep, schedule), queue.schedule(sweep, schedule)]));
    }
    const nextAt: unknown = expect.stringMatching(/:00\.000Z$/);
    expect(await clients[0]!.schedules()).toEqual([{ job: 'testSweep', ...zone, nextAt }]);
    expect(await clients[0]!.counts()).toEqual({ waiting: 0, delayed: 1, active: 0 });
  });

  it('replaces the pattern, reads it in its zone, and ends with unschedule', async () => {
    const queue = await now().connect();
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
    for (const queue of [await now().connect(), await now().connect()]) {
      await queue.schedule(sweep, { id: 'second', cron: '* * * * * *', payload: { itemId: 'tick' } });
      await queue.work(now().handlers());
    }
    const ids: string[] = [];
    await new Promise<void>((resolve) => {
      now().events.on('done', (_payload, { jobId }: { jobId: string }) => ids.push(jobId) === 3 && resolve());
    });
    const seconds = ids.map((id) => Number(id.slice(id.lastIndexOf(':') + 1)));
    expect(seconds).toEqual([seconds[0], seconds[0]! + 1_000, seconds[0]! + 2_000]);
  });
}

function testStarting(now: Now): void {
  it('refuses to work when a defined job has no handler or two', async () => {
    const queue = await now().connect();
    const [first, second] = now().handlers();
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
    const queue = await now().connect();
    await queue.add({ ...sweep, name: 'fromTheFuture' }, { itemId: 'a' }, { jobId: 'a' });
    const failed = once(now().events, 'problem');
    await queue.work(now().handlers());
    await failed;
    expect(now().problems[0]).toMatchObject({ kind: 'unknownJob', jobName: 'fromTheFuture' });
    expect(await now().stored()).toMatchObject([{ id: 'fromTheFuture.a', attempts: 5 }]);
  });
}

function testEnding(now: Now): void {
  it('waits on close for the job that runs', async () => {
    const queue = await now().connect();
    const [begun, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await queue.work(
      now().handlers(() => {
        begun.resolve();
        return finish.promise;
      }),
    );
    await queue.add(send, { messageId: 'm' }, { jobId: 'm' });
    await begun.promise;
    let closed = false;
    const closing = queue.close().then(() => (closed = true));
    const done = once(now().events, 'done');
    expect(await now().stored()).toMatchObject([{ state: 'active' }]);
    expect(closed).toBe(false);
    finish.resolve();
    await Promise.all([done, closing]);
    expect(await now().stored()).toEqual([]);
  });

  it('hands a job that does not end in time to the next process', async () => {
    const queue = await now().connect();
    const [begun, aborted] = [Promise.withResolvers<void>(), Promise.withResolvers<unknown>()];
    await queue.work(
      now().handlers((_payload, { signal }) => {
        signal.addEventListener('abort', () => aborted.resolve(signal.reason));
        begun.resolve();
        return new Promise<void>(() => undefined);
      }),
    );
    await queue.add(send, { messageId: 'm' }, { jobId: 'm' });
    await begun.promise;
    await queue.close(50);
    expect(await aborted.promise).toEqual(new Error('The process is ending.'));
    const next = await now().connect();
    const done = once(now().events, 'done');
    await next.work(now().handlers());
    expect((await done)[1]).toMatchObject({ jobId: 'm', attempt: 2 });
  });
}
