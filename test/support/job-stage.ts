import { EventEmitter } from 'node:events';
import type { Queue } from 'bullmq';
import { z } from 'zod';
import { defineJob, handler, type JobHandler } from '#jobs/job';
import { openBackend } from '#jobs/job-backend';
import { connectJobs, type JobProblem, type JobQueue } from '#jobs/job-queue';

export const sweep = defineJob({ name: 'testSweep', payload: z.object({ itemId: z.string() }) });
export const send = defineJob({
  name: 'testSend',
  payload: z.object({ messageId: z.string() }),
  options: { attempts: 3, backoffMs: 10 },
});

/** The server under a queue, as the tests need it. */
export interface QueueServer {
  readonly url: string;
  /** Ends the connection of everybody else. */
  cutConnections(): Promise<void>;
}

/** A job as it stands in the queue. */
export interface StoredJob {
  readonly id: string | undefined;
  readonly data: unknown;
  readonly state: string;
  readonly attempts: number | undefined;
}

/** One test of the queue: what it opens, under a name of its own on the server, and what happens to its jobs. */
export class JobStage {
  private readonly opened: JobQueue[] = [];
  private inspected: Queue | undefined;
  readonly problems: JobProblem[] = [];
  /** Emits `done` with [payload, run] for each handled job, `problem` for each problem. */
  readonly events = new EventEmitter();

  /** @param name PostgreSQL schema or Redis prefix */
  constructor(
    readonly server: QueueServer,
    readonly name: string,
  ) {}

  async connect(): Promise<JobQueue> {
    const queue = await connectJobs({
      url: this.server.url,
      schema: this.name,
      onProblem: (problem) => {
        this.problems.push(problem);
        this.events.emit('problem', problem);
      },
    });
    this.opened.push(queue);
    return queue;
  }

  /** Handlers of both jobs; `testSend` does what the test wants. */
  handlers(onSend: JobHandler<{ messageId: string }>['handle'] = async () => undefined): JobHandler[] {
    return [
      handler(sweep, async (payload, run) => void this.events.emit('done', payload, run)),
      handler(send, async (payload, run) => {
        await onSend(payload, run);
        this.events.emit('done', payload, run);
      }),
    ];
  }

  /** Every job in the queue, in the order of their ids. */
  async stored(): Promise<StoredJob[]> {
    const jobs = await (await this.inspector()).getJobs();
    const found = jobs.map(async (job) => {
      const { id, data, opts } = job;
      return { id, data: data as unknown, state: await job.getState(), attempts: opts.attempts };
    });
    return (await Promise.all(found)).toSorted((a, b) => (a.id! < b.id! ? -1 : 1));
  }

  /** All that the queue keeps of its jobs, failures included, as text. */
  async dump(): Promise<string> {
    return JSON.stringify((await (await this.inspector()).getJobs()).map((job) => job.asJSON()));
  }

  /** Waits until no job is left: the last one is removed shortly after its handler ended. */
  async emptied(): Promise<void> {
    const inspector = await this.inspector();
    while (Object.values(await inspector.getJobCounts()).some((count) => count > 0));
  }

  async close(): Promise<void> {
    for (const queue of this.opened) await queue.close();
    await this.inspected?.close();
  }

  private async inspector(): Promise<Queue> {
    if (this.inspected) return this.inspected;
    const backend = await openBackend(this.server.url, this.name);
    this.inspected = backend.openQueue('rapporteur');
    this.inspected.on('error', () => undefined); // a test cuts its connection too
    return this.inspected;
  }
}

/** A producer whose connection just broke gets one error and tries again. */
export async function addPersistently(queue: JobQueue, itemId: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await queue.add(sweep, { itemId }, { jobId: itemId });
      return;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}
