import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '#kernel/domain-error';
import type { Instant, OfficeId, SideId } from '#kernel/values';
import type { ActionItemId } from '#action-items/action-item.events';
import { ReadPosition } from '#read-models/read-position';
import { DueWork, pageSize, type DueRow } from './due-work.service.js';
import { reminderLog } from './log/reminder-log.view.js';
import { reminderPlan } from './plan/reminder-plan.view.js';
import { DecideReminder } from './reminder.commands.js';
import { Sending } from './sending.service.js';
import { SystemCommands } from './system-commands.service.js';

/** What one sweep did: reminders by outcome of the decision, messages by answer of the provider. */
export interface SweepCounts {
  decided: number;
  suppressed: number;
  skipped: number;
  obsolete: number;
  undeliverable: number;
  sent: number;
  refused: number;
  unknown: number;
}

export const nothingSwept: Readonly<SweepCounts> = {
  decided: 0,
  suppressed: 0,
  skipped: 0,
  obsolete: 0,
  undeliverable: 0,
  sent: 0,
  refused: 0,
  unknown: 0,
};

const outcomes: Readonly<Record<string, keyof SweepCounts>> = {
  ReminderDecided: 'decided',
  ReminderSkipped: 'skipped',
  ReminderSuppressed: 'suppressed',
  ReminderObsoleted: 'obsolete',
  ReminderUndeliverable: 'undeliverable',
};

/** How many reminders are decided, and mails sent, at a time: each waits mostly for the log or the server. */
const abreast = 8;

/** How often the sweep waits for its views (each time up to 5 s) before it leaves the rest to the next one. */
const waits = 6;

/**
 * The safety net that needs no queue: decides what is due and not decided, and sends what is decided and in no claimed
 * message. Any number of processes may sweep: the streams let one of them through.
 */
@Injectable()
export class Sweep {
  private readonly logger = new Logger(Sweep.name);
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(
    private readonly work: DueWork,
    private readonly commands: SystemCommands,
    private readonly sending: Sending,
    private readonly positions: ReadPosition,
  ) {}

  /** Whether a sweep runs or waits for its turn in this process. */
  get busy(): boolean {
    return this.waiting > 0;
  }

  /**
   * Sweeps once, after the sweeps that were asked for before in this process.
   * @throws LogUnavailable, DatabaseUnavailable; DomainError `http/viewBehind` when the views do not follow,
   *   `http/viewNotBuilt` while they are built anew
   */
  async runOnce(): Promise<SweepCounts> {
    this.waiting += 1;
    // A view that is built anew still shows as due what was dealt with long ago.
    const run = this.last.then(() =>
      this.positions.whileBuilt([reminderPlan.name, reminderLog.name], () => this.run()),
    );
    this.last = run.catch(() => undefined);
    try {
      return await run;
    } finally {
      this.waiting -= 1;
    }
  }

  /** Resolves when no sweep runs any more. */
  async idle(): Promise<void> {
    await this.last;
  }

  /** When there is something to do next: now or later; null when nothing is planned. */
  nextDueAt(): Promise<Instant | null> {
    return this.work.nextAt();
  }

  private async run(): Promise<SweepCounts> {
    const counts = { ...nothingSwept };
    const runId = randomUUID();
    const open = await this.work.openSides();
    await this.decideAll(open, counts, runId);
    await this.claimAll(open, runId);
    await this.sendAll(open, counts, runId);
    for (const message of await this.work.interrupted()) {
      if (await this.sending.giveUp(message, runId)) counts.unknown += 1;
    }
    await this.seen();
    return counts;
  }

  private async decideAll(open: readonly string[], counts: SweepCounts, runId: string): Promise<void> {
    for (let page = await this.work.due(open, undefined); page.length > 0;) {
      for (let at = 0; at < page.length; at += abreast) {
        await allOf(page.slice(at, at + abreast).map((row) => this.decide(row, counts, runId)));
      }
      page = page.length < pageSize ? [] : await this.work.due(open, page.at(-1));
    }
    await this.seen();
  }

  private async decide(row: DueRow, counts: SweepCounts, runId: string): Promise<void> {
    const passedOver: DecideReminder['passedOver'] =
      row.state === 'late' ? 'enteredLate' : row.newer ? 'late' : undefined;
    const occurrence = {
      itemId: row.item_id as ActionItemId,
      sideId: row.side_id as SideId,
      officeId: row.office_id as OfficeId,
      kind: row.kind,
      dueOn: row.due_on,
      channel: 'mail' as const,
      plannedAt: row.planned_at,
      passedOver,
    };
    try {
      const { recorded } = await this.commands.issue(DecideReminder, row.reminder_id, occurrence, { runId });
      for (const type of recorded) counts[outcomes[type]!] += 1;
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
      // One that cannot be decided must not keep the others from being sent.
      this.logger.error(`reminder ${row.reminder_id} could not be decided: ${error.code}`);
    }
  }

  private async claimAll(open: readonly string[], runId: string): Promise<void> {
    for (const group of await this.work.unclaimed(open)) await this.sending.claim(group, runId);
    await this.seen();
  }

  private async sendAll(open: readonly string[], counts: SweepCounts, runId: string): Promise<void> {
    for (let page = await this.work.unsent(open, undefined); page.length > 0;) {
      for (let at = 0; at < page.length; at += abreast) {
        const deliveries = page.slice(at, at + abreast).map((message) => this.sending.deliver(message, runId));
        for (const delivery of await allOf(deliveries)) {
          if (delivery && delivery !== 'dropped') counts[delivery] += 1;
        }
      }
      page = page.length < pageSize ? [] : await this.work.unsent(open, page.at(-1)!.message_id);
    }
  }

  /** Waits until both views have what was recorded: the next step reads them. */
  private async seen(): Promise<void> {
    const position = this.commands.newest;
    for (const view of [reminderPlan.name, reminderLog.name]) {
      for (let round = 1; ; round += 1) {
        try {
          await this.positions.wait(view, position);
          break;
        } catch (error) {
          if (!(error instanceof DomainError) || round === waits) throw error;
        }
      }
    }
  }
}

/** Like Promise.all, but a failure is thrown only when none of them runs any more. */
async function allOf<T>(running: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(running);
  return Promise.all(running);
}
