import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import type { Actor } from '#kernel/command';
import type { SideId } from '#kernel/values';
import { sample } from '#protocols/protocols.samples';
import { openReminderStage, type ReminderStage } from '../../test/support/reminder-stage.js';
import { DemoClockController } from './demo-clock.controller.js';

/** 30 working days before 8 November 2019 in Moscow, with 4 November off: 09:00 there. */
const thirtyBefore = '2019-09-26T06:00:00.000Z';
const fourteenBefore = '2019-10-18T06:00:00.000Z';

let stage: ReminderStage;
let app: TestingModule;

beforeEach(async () => {
  stage = await openReminderStage();
  app = await stage.worker();
});

afterEach(async () => {
  await stage.close();
});

const somebody = (role: Actor['roles'][number], sideId: SideId | null): Actor => ({
  accountId: sample.ru as unknown as Actor['accountId'],
  officeId: null,
  sideId,
  roles: [role],
});

/** Advances past the first two reminders; what each step told, by number and outcome. */
async function advanceAs(actor: Actor): Promise<string[][]> {
  const { steps } = await app.get(DemoClockController).advance(actor, { to: fourteenBefore }, 'en');
  return steps.map(({ reminders }) =>
    reminders.map(({ number, kind, outcome, message }) => `${number} ${kind} ${outcome} ${message}`),
  );
}

describe('the demo clock over HTTP', () => {
  it('tells when something falls due next', async () => {
    const clock = app.get(DemoClockController);
    expect(await clock.show()).toMatchObject({ demo: true, next: thirtyBefore });
    await clock.advance(somebody('secretary', sample.ru), { to: thirtyBefore }, 'en');
    expect((await clock.show()).next! > thirtyBefore).toBe(true);
  });

  it('tells after each step what was decided for the own side', async () => {
    expect(await advanceAs(somebody('secretary', sample.ru))).toEqual([
      ['2019-1-1 before-30 decided accepted'],
      [],
      ['2019-1-1 before-14 decided accepted'],
    ]);
  });

  it("tells the local command line every side's", async () => {
    expect((await advanceAs(somebody('operator', null))).map((step) => step.length)).toEqual([1, 1, 1]);
  });

  it('tells an administrator nothing of a side', async () => {
    expect(await advanceAs(somebody('administrator', null))).toEqual([[], [], []]);
  });

  it('words it in the language that is asked for', async () => {
    const actor = somebody('secretary', sample.ru);
    const { steps } = await app.get(DemoClockController).advance(actor, { to: thirtyBefore }, 'ru');
    expect(steps[0]!.reminders[0]!.sentence).toMatch(/^[А-Я].+\.$/);
  });
});
