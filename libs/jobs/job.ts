import type { z } from 'zod';

/** What a job carries: ids, positions, local dates. Never names, addresses or texts, because a queue is not erasable. */
export type JobPayload = Readonly<Record<string, string | number | readonly string[]>>;

export interface JobOptions {
  /** How often it is tried in all, at least 2: databases deadlock and connections drop. Default 5. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt; doubled each time, with up to half of it at random. Default 1000. */
  readonly backoffMs?: number;
}

/** A kind of job, declared once as a value by `defineJob` and shared by who adds it and who handles it. */
export interface JobDefinition<Payload extends JobPayload = JobPayload> {
  readonly name: string;
  readonly payload: z.ZodType<Payload>;
  readonly options: Required<JobOptions>;
}

/** What a handler learns about the run besides the payload. */
export interface JobRun {
  /** The id it was added with; for a scheduled job that of the occurrence. */
  readonly jobId: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborted when the queue closes and the grace period is over. The run then counts as failed and is repeated. */
  readonly signal: AbortSignal;
}

/**
 * The handler of one kind of job. It must be idempotent: a job is a wake-up that may be lost, doubled or late.
 * A method (not a function property), so that handlers of different payloads fit in one list.
 */
export interface JobHandler<Payload extends JobPayload = JobPayload> {
  readonly job: JobDefinition<Payload>;
  handle(payload: Payload, run: JobRun): Promise<void>;
}

const defined = new Map<string, JobDefinition>();

/** Every job defined by the modules this process has loaded. */
export const definedJobs = (): JobDefinition[] => [...defined.values()];

/**
 * Declares a kind of job.
 * @throws Error when the name is taken or not camelCase, or when it would be tried only once
 */
export function defineJob<Payload extends JobPayload>(declaration: {
  /** Unique, camelCase: `sendMessage`. */
  name: string;
  /** Schema of the payload; checked when a job is added and again when it runs. */
  payload: z.ZodType<Payload>;
  options?: JobOptions;
}): JobDefinition<Payload> {
  const { name, payload } = declaration;
  const options = { attempts: 5, backoffMs: 1_000, ...declaration.options };
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) throw new Error(`Job name "${name}" is not camelCase.`);
  if (defined.has(name)) throw new Error(`Job "${name}" is defined twice.`);
  if (!(options.attempts > 1)) throw new Error(`Job "${name}" must be allowed more than one attempt.`);
  const job: JobDefinition<Payload> = { name, payload, options };
  defined.set(name, job);
  return job;
}

/** Pairs a job with its handler; infers the payload type. */
export const handler = <Payload extends JobPayload>(
  job: JobDefinition<Payload>,
  handle: (payload: Payload, run: JobRun) => Promise<void>,
): JobHandler<Payload> => ({ job, handle });

/** Ids, dates, positions and stream names; no spaces and nothing outside ASCII, so no name or text passes. */
const idLike = /^[\w.:+~/-]{1,200}$/;

/**
 * The payload as it will be stored.
 * @throws ZodError when it does not fit the schema, Error when a value does not look like an id
 */
export function checkedPayload<Payload extends JobPayload>(job: JobDefinition<Payload>, payload: Payload): Payload {
  const parsed = job.payload.parse(payload);
  for (const [field, value] of Object.entries(parsed)) {
    for (const single of Array.isArray(value) ? (value as string[]) : [value]) {
      if (typeof single === 'number' || (typeof single === 'string' && idLike.test(single))) continue;
      throw new Error(`Job "${job.name}": field "${field}" does not hold an id; a job carries ids only.`);
    }
  }
  return parsed;
}
