import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { handler } from '#jobs/job';
import { connectJobs, type JobQueue } from '#jobs/job-queue';
import { ReminderOptions } from './reminder-options.js';
import { sweepReminders } from './sweep.job.js';
import { Sweep } from './sweep.service.js';

/** Moments further away than this are left to the sweep of every minute, ms. */
const planAhead = 6 * 3_600_000;

/** Wakes the sweep by the queue. Losing a wake-up, or the whole queue, delays a mail by a minute at most. */
@Injectable()
export class ReminderWorker {
  private readonly logger = new Logger(ReminderWorker.name);
  private queue: JobQueue | undefined;

  constructor(
    private readonly sweep: Sweep,
    private readonly clock: Clock,
    private readonly options: ReminderOptions,
  ) {}

  /** @throws Error when the queue cannot be reached, or the process was given none */
  async start(): Promise<void> {
    if (this.queue) return;
    if (!this.options.queueUrl) throw new Error('The reminder worker needs a queue.');
    const queue = await connectJobs({
      url: this.options.queueUrl,
      onProblem: ({ kind, message }) => {
        this.logger.warn(`${kind}: ${message}`);
      },
    });
    this.queue = queue;
    await queue.schedule(sweepReminders, { id: 'minute', cron: '* * * * *', payload: {} });
    await queue.work([handler(sweepReminders, () => this.wake())]);
    // What fell due while nobody worked does not wait for the next minute.
    await queue.add(sweepReminders, {}, { jobId: 'start' });
  }

  /** Resolves when no sweep runs any more. Repeatable. */
  async stop(): Promise<void> {
    const queue = this.queue;
    this.queue = undefined;
    await queue?.close();
    await this.sweep.idle();
  }

  private async wake(): Promise<void> {
    // One that runs or waits already will see what this wake-up was for.
    if (this.sweep.busy) return;
    await this.sweep.runOnce();
    await this.planNext();
  }

  private async planNext(): Promise<void> {
    const next = await this.sweep.nextDueAt();
    if (next === null) return;
    const delayMs = Date.parse(next) - Date.parse(this.clock.now());
    // What is due now and could not be dealt with is for the sweep of the next minute.
    if (delayMs <= 0 || delayMs > planAhead) return;
    await this.queue?.add(sweepReminders, {}, { jobId: `at-${Date.parse(next)}`, delayMs });
  }
}
