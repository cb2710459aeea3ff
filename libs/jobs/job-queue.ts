import { UnrecoverableError, type Job, type JobsOptions, type Queue, type Worker } from 'bullmq';
import { setTimeout as delay } from 'node:timers/promises';
import { checkedPayload, definedJobs, type JobDefinition, type JobHandler, type JobPayload } from './job.js';
import { openBackend, type JobBackend } from './job-backend.js';

/** Something a person or a metric should know; nothing of it is thrown, because nobody would catch it. */
export interface JobProblem {
  /**
   * `connection`: BullMQ reports a fault of its own, mostly a lost connection, and goes on;
   * `attemptFailed`: will be tried again; `gaveUp`: was the last attempt, the job is gone;
   * `unknownJob`: no handler here has that name.
   */
  readonly kind: 'connection' | 'attemptFailed' | 'gaveUp' | 'unknownJob';
  /** Fit for a log: without the message of a handler's error, which stands in `cause`. */
  readonly message: string;
  readonly jobName?: string;
  readonly jobId?: string;
  readonly cause?: unknown;
}

export interface JobsConnection {
  /** postgres:// or redis:// */
  readonly url: string;
  /** PostgreSQL schema or Redis key prefix. Default `bullmq`. */
  readonly schema?: string;
  /** Default: a process warning. */
  readonly onProblem?: (problem: JobProblem) => void;
}

/** One job to add. */
export interface JobEntry<Payload extends JobPayload> {
  readonly payload: Payload;
  /** Deterministic, without ':'. While a job of this kind with this id waits or runs, adding it again does nothing. */
  readonly jobId: string;
  /** Milliseconds from now by the system clock. */
  readonly delayMs?: number;
}

export interface Schedule<Payload extends JobPayload> {
  /** Names the schedule among those of this job. */
  readonly id: string;
  /** Cron pattern of five fields, or six with seconds first. */
  readonly cron: string;
  /** IANA zone the pattern is read in. Default UTC. */
  readonly tz?: string;
  readonly payload: Payload;
}

const QUEUE = 'rapporteur';

/** Connects to the queue named by the URL. Migrates its schema. */
export async function connectJobs(connection: JobsConnection): Promise<JobQueue> {
  const backend = await openBackend(connection.url, connection.schema ?? 'bullmq');
  const warn = ({ kind, message }: JobProblem) => process.emitWarning(message, { type: 'JobWarning', code: kind });
  const queue = backend.openQueue(QUEUE);
  const report = connection.onProblem ?? warn;
  queue.on('error', (cause) => report({ kind: 'connection', message: cause.message, cause }));
  await queue.waitUntilReady();
  return new JobQueue(backend, queue, report);
}

/** All jobs of the product in one BullMQ queue. Made by `connectJobs`. */
export class JobQueue {
  private worker?: Worker;
  private closing?: Promise<void>;
  private readonly ending = new AbortController();

  constructor(
    private readonly backend: JobBackend,
    private readonly queue: Queue,
    private readonly report: (problem: JobProblem) => void,
  ) {}

  /** Adds one job; durable when it resolves. A second one with the same id is ignored and the first keeps its data. */
  async add<Payload extends JobPayload>(
    job: JobDefinition<Payload>,
    payload: Payload,
    options: Omit<JobEntry<Payload>, 'payload'>,
  ): Promise<void> {
    const { name, data, opts } = prepared(job, { payload, ...options });
    await this.queue.add(name, data, opts);
  }

  /** Adds many jobs of one kind in one statement: the way to add more than a few. */
  async addBulk<Payload extends JobPayload>(
    job: JobDefinition<Payload>,
    entries: readonly JobEntry<Payload>[],
  ): Promise<void> {
    await this.queue.addBulk(entries.map((entry) => prepared(job, entry)));
  }

  /**
   * Adds or replaces a schedule. Call it at every start for every schedule, in as many processes as there are:
   * concurrent upserts of one id collide in BullMQ on PostgreSQL, therefore each runs under an advisory lock.
   */
  async schedule<Payload extends JobPayload>(job: JobDefinition<Payload>, schedule: Schedule<Payload>): Promise<void> {
    const template = { name: job.name, data: checkedPayload(job, schedule.payload), opts: optionsOf(job) };
    const repeat = { pattern: schedule.cron, tz: schedule.tz ?? 'UTC' };
    const id = ownId(job, schedule.id);
    await this.backend.exclusively(`schedule/${id}`, async () => {
      for (let attempt = 1; ; attempt++) {
        try {
          await this.queue.upsertJobScheduler(id, repeat, template);
          return;
        } catch (error) {
          // A worker that just took the previous occurrence plans the next one outside of our lock.
          if (attempt === 5 || !/already exists|deadlock detected/.test(String(error))) throw error;
          await delay(20 * attempt);
        }
      }
    });
  }

  /** Ends a schedule and removes its next occurrence. Does nothing when there is none. */
  async unschedule(job: JobDefinition, id: string): Promise<void> {
    const key = ownId(job, id);
    await this.backend.exclusively(`schedule/${key}`, () => this.queue.removeJobScheduler(key));
  }

  /** The schedules there are, of all jobs; `nextAt` is an ISO instant. */
  async schedules(): Promise<{ job: string; id: string; cron: string; tz: string; nextAt: string }[]> {
    return (await this.queue.getJobSchedulers(0, -1, true)).map(({ key, name, pattern, tz, next }) => ({
      job: name,
      id: key.slice(key.indexOf('.') + 1),
      cron: pattern ?? '',
      tz: tz ?? 'UTC',
      nextAt: new Date(next ?? 0).toISOString(),
    }));
  }

  /** How many jobs there are in each state. */
  async counts(): Promise<{ waiting: number; delayed: number; active: number }> {
    const counts = await this.queue.getJobCounts('waiting', 'delayed', 'active');
    return { waiting: counts['waiting'] ?? 0, delayed: counts['delayed'] ?? 0, active: counts['active'] ?? 0 };
  }

  /**
   * Starts to work. Jobs and schedules in the queue that no handler knows are reported; such a job is tried again
   * like a failed one, so that a newer process may take it.
   * @throws Error when a defined job has no handler or more than one, or when work has begun already
   */
  async work(handlers: readonly JobHandler[], options: { concurrency?: number } = {}): Promise<void> {
    if (this.worker !== undefined) throw new Error('This queue is being worked already.');
    const byName = registry(handlers);
    await this.reportUnknown(byName);
    const worker = this.backend.openWorker(QUEUE, (job, _token, signal) => this.run(byName, job, signal!), {
      concurrency: options.concurrency ?? 10,
      // After a lost connection; the default of 15 s would make a restart of the database felt.
      runRetryDelay: 1_000,
    });
    worker.on('error', (cause) => this.report({ kind: 'connection', message: cause.message, cause }));
    worker.on('failed', (job, cause) => this.reportFailure(job, cause));
    this.worker = worker;
    await worker.waitUntilReady();
  }

  /**
   * Stops taking jobs and waits for those that run. What still runs after `graceMs` sees its signal aborted, counts
   * as a failed attempt and is repeated by the next process.
   */
  async close(graceMs = 10_000): Promise<void> {
    this.closing ??= this.shutDown(graceMs);
    await this.closing;
  }

  private async shutDown(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.ending.abort(new Error('The process is ending.')), graceMs);
    try {
      await this.worker?.close();
    } finally {
      clearTimeout(timer);
      await this.queue.close();
    }
  }

  private async run(byName: ReadonlyMap<string, JobHandler>, job: Job, lost: AbortSignal): Promise<void> {
    const known = byName.get(job.name);
    if (known === undefined) throw new UnknownJob(job.name);
    const payload = known.job.payload.safeParse(job.data);
    if (!payload.success) throw new UnrecoverableError(`Its payload does not fit the schema of "${job.name}".`);
    const signal = AbortSignal.any([this.ending.signal, lost]);
    const jobId = job.id!.startsWith(`${job.name}.`) ? job.id!.slice(job.name.length + 1) : job.id!;
    // The race lets a handler that ignores its signal not hold up the end of the process.
    let stop = () => {};
    const aborted = new Promise<never>((_done, fail) => {
      stop = () => fail(signal.reason as Error);
      signal.addEventListener('abort', stop, { once: true });
    });
    try {
      await Promise.race([known.handle(payload.data, { jobId, attempt: job.attemptsMade + 1, signal }), aborted]);
    } catch (cause) {
      // BullMQ stores message and stack with the job; those of a handler may quote what it worked on.
      throw new Error(cause instanceof Error ? cause.name : 'not an Error', { cause });
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  private async reportUnknown(byName: ReadonlyMap<string, JobHandler>): Promise<void> {
    const schedulers = await this.queue.getJobSchedulers(0, -1, true);
    const jobs = await this.queue.getJobs(['waiting', 'delayed'], 0, 999);
    const names = new Set([...schedulers, ...jobs].map(({ name }) => name));
    for (const jobName of names) {
      if (!byName.has(jobName))
        this.report({ kind: 'unknownJob', message: `The queue holds jobs named "${jobName}".`, jobName });
    }
  }

  private reportFailure(job: Job | undefined, cause: Error): void {
    const attempts = `attempt ${job?.attemptsMade ?? '?'} of ${job?.opts.attempts ?? '?'}`;
    const last =
      job === undefined || job.attemptsMade >= (job.opts.attempts ?? 1) || cause.name === 'UnrecoverableError';
    const kind = cause instanceof UnknownJob ? 'unknownJob' : last ? 'gaveUp' : 'attemptFailed';
    const message = `Job "${job?.name}" ${job?.id}, ${attempts}: ${cause.message}`;
    this.report({ kind, message, jobName: job?.name, jobId: job?.id, cause: cause.cause ?? cause });
  }
}

class UnknownJob extends Error {
  constructor(name: string) {
    super(`No handler for a job named "${name}".`);
  }
}

/** Ids of different jobs share one table, so each carries the name of its job. */
function ownId(job: JobDefinition, id: string): string {
  if (id === '' || id.includes(':'))
    throw new Error(`"${id}" cannot be the id of a job: it must not be empty or contain ':'.`);
  return `${job.name}.${id}`;
}

function optionsOf(job: JobDefinition): JobsOptions {
  return {
    attempts: job.options.attempts,
    backoff: { type: 'exponential', delay: job.options.backoffMs, jitter: 0.5 },
    // A finished job that stayed would swallow the next wake-up with the same id.
    removeOnComplete: true,
    removeOnFail: true,
  };
}

function prepared<Payload extends JobPayload>(job: JobDefinition<Payload>, entry: JobEntry<Payload>) {
  const opts = { ...optionsOf(job), jobId: ownId(job, entry.jobId), delay: Math.max(0, entry.delayMs ?? 0) };
  return { name: job.name, data: checkedPayload(job, entry.payload), opts };
}

function registry(handlers: readonly JobHandler[]): Map<string, JobHandler> {
  const byName = new Map(handlers.map((one) => [one.job.name, one]));
  const doubled = handlers.filter((one) => byName.get(one.job.name) !== one).map(({ job }) => job.name);
  const missing = definedJobs()
    .map(({ name }) => name)
    .filter((name) => !byName.has(name));
  if (doubled.length > 0) throw new Error(`More than one handler for: ${doubled.join(', ')}.`);
  if (missing.length > 0) throw new Error(`No handler for: ${missing.join(', ')}.`);
  return byName;
}
