import { Injectable, Module } from '@nestjs/common';
import { Projector } from '#read-models/projector';
import { ReminderWorker } from '#reminders/reminders.module';

/** The part that reads the log and acts on it; one per installation works, a second one stands by (its writes are fenced off). */
@Injectable()
export class Worker {
  constructor(
    private readonly projector: Projector,
    private readonly reminders: ReminderWorker,
  ) {}

  /** Resolves when views and process managers read the log; they may still be behind. */
  async start(): Promise<void> {
    await this.projector.start();
    await this.reminders.start();
  }

  /** Resolves when nothing is being worked on any more. Repeatable. */
  async stop(): Promise<void> {
    await this.reminders.stop();
    await this.projector.stop();
  }
}

/** Stands beside the platform and the capabilities, which bring what there is to project and to react to. */
@Module({ providers: [Worker], exports: [Worker] })
export class WorkerModule {}
