import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { Database } from '#read-models/database';
import { openReminderStage, type ReminderStage } from '../../test/support/reminder-stage.js';
import { ReminderWorker } from './reminder-worker.service.js';
import { Sweep, type SweepCounts } from './sweep.service.js';

const due = '2019-09-26T06:00:00.000Z';

let stage: ReminderStage;
let app: TestingModule;

beforeEach(async () => {
  stage = await openReminderStage();
  app = await stage.worker();
});

afterEach(async () => {
  await app.get(ReminderWorker).stop();
  await stage.close();
});

/** Resolves with what the first sweep did that sent something. */
function firstSending(): Promise<SweepCounts> {
  const sweep = app.get(Sweep);
  const runOnce = sweep.runOnce.bind(sweep);
  return new Promise((resolve) => {
    sweep.runOnce = async () => {
      const counts = await runOnce();
      if (counts.sent > 0) resolve(counts);
      return counts;
    };
  });
}

describe('the worker', () => {
  it('catches up at its start, also when the queue has been lost', async () => {
    const worker = app.get(ReminderWorker);
    await worker.start();
    await worker.stop();
    await app.get(Database).query('drop schema bullmq cascade');
    await stage.at(due);
    const sent = firstSending();
    await worker.start();
    expect(await sent).toMatchObject({ decided: 1, sent: 1 });
    expect(await stage.mailbox.count()).toBe(1);
  });

  it('wakes at the planned moment, not a minute later', async () => {
    await stage.at('2019-09-26T05:59:58.000Z');
    const sent = firstSending();
    await app.get(ReminderWorker).start();
    await sent;
    const [mail] = await stage.mailbox.list({ limit: 1 });
    expect(mail!.date! >= due && mail!.date! < '2019-09-26T06:00:30.000Z').toBe(true);
  });
});
