import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ActionItemActivated,
  ActionItemRemovedFromControl,
  DeadlineResolved,
  ObligationValidated,
} from '#action-items/action-item.events';
import { aHalfDoneItem, aPendingItem, aResolution, aTextRef, itemSample } from '#action-items/action-items.samples';
import { aProtocolInEffect, sample } from '#protocols/protocols.samples';
import { sidesOf } from '../../../test/support/item-story.js';
import { openViewHarness, TestLog, type ViewHarness } from '../../../test/support/view-harness.js';
import { reminderIdOf, ReminderSkipped } from '../reminder.events.js';
import { plannedItemTable, planTable, type PlanRow } from './reminder-plan.tables.js';
import { reminderPlan } from './reminder-plan.view.js';

let harness: ViewHarness;
let log: TestLog;

beforeEach(async () => {
  harness = await openViewHarness(reminderPlan);
  log = new TestLog();
  await harness.apply([...sidesOf(log), ...log.add('protocol', sample.protocolId, aProtocolInEffect())]);
});

afterEach(async () => {
  await harness.close();
});

const { itemId } = itemSample;
const activated = ActionItemActivated({ activatedOn: '2019-09-11' });
const onItem = (...events: Parameters<TestLog['add']>[2]) => harness.apply(log.add('actionItem', itemId, events));
const movedTo = (dueOn: string) => DeadlineResolved({ ...aResolution('ru').data, dueOn });

async function planOf(side = sample.ru): Promise<PlanRow[]> {
  const rows = await harness.rows(planTable);
  return rows
    .filter((row) => row.side_id === side)
    .toSorted((a, b) => a.planned_at.localeCompare(b.planned_at) || a.kind.localeCompare(b.kind));
}
const states = async () =>
  Object.groupBy(
    await planOf(),
    ({ state, due_on: dueOn, reason }) => `${dueOn} ${state}${reason ? ` ${reason}` : ''}`,
  );
const sizes = async () =>
  Object.fromEntries(Object.entries(await states()).map(([state, rows]) => [state, rows!.length]));

describe('the plan', () => {
  it('holds nothing before the item binds, and every reminder of each half from then on', async () => {
    await onItem(...aPendingItem(), aResolution('ru'), aResolution('cu'));
    expect(await planOf()).toEqual([]);
    await onItem(activated);
    const plan = await planOf();
    expect(plan.map(({ kind }) => kind)).toEqual([
      'before-30',
      'before-14',
      'before-7',
      'before-2',
      'before-0',
      'overdue-1',
      'overdue-7',
      'overdue-14',
      'overdue-21',
      'overdue-28',
      'overdue-35',
      'overdue-65',
      'overdue-95',
      'overdue-125',
      'overdue-155',
      'overdue-185',
      'overdue-215',
    ]);
    expect(plan[0]).toMatchObject({
      office_id: itemSample.ruLead,
      due_on: '2019-11-08',
      planned_at: '2019-09-26T06:00:00.000Z',
      state: 'planned',
    });
    // The other side counts back from its own day, by its own calendar, at its own nine o'clock.
    expect((await planOf(sample.cu))[0]).toMatchObject({
      due_on: '2019-11-11',
      planned_at: '2019-09-27T13:00:00.000Z',
    });
  });

  it('marks as late what lies before the moment the half began to bind, and adds one notice', async () => {
    const recordedAt = '2019-10-30T12:00:00.000Z';
    await onItem(...aPendingItem(), aResolution('ru'));
    await harness.apply(log.add('actionItem', itemId, [activated], { recordedAt }));
    const plan = await planOf();
    expect(plan.filter(({ state }) => state === 'late').map(({ kind }) => kind)).toEqual([
      'before-30',
      'before-14',
      'before-7',
    ]);
    expect(plan.filter(({ kind }) => kind === 'owed')).toMatchObject([{ planned_at: recordedAt, state: 'planned' }]);
  });

  it('withdraws what hung on an earlier due date, and takes it up again when the date returns', async () => {
    await onItem(...aPendingItem(), aResolution('ru'), activated);
    await onItem(movedTo('2019-12-02'));
    expect(await sizes()).toEqual({ '2019-11-08 withdrawn deadlineMoved': 17, '2019-12-02 planned': 17 });
    await onItem(movedTo('2019-11-08'));
    expect(await sizes()).toEqual({ '2019-11-08 planned': 17, '2019-12-02 withdrawn deadlineMoved': 17 });
  });

  it('forgets a reminder once it is decided, and does not plan it again', async () => {
    await onItem(...aPendingItem(), aResolution('ru'), activated);
    const key = {
      itemId,
      sideId: sample.ru,
      officeId: itemSample.ruLead,
      kind: 'before-30',
      dueOn: '2019-11-08',
      channel: 'mail' as const,
    };
    const skipped = ReminderSkipped({
      ...key,
      plannedAt: '2019-09-26T06:00:00.000Z',
      knownPosition: '1',
      reason: 'late',
    });
    await harness.apply(log.add('reminder', reminderIdOf(key), [skipped]));
    expect((await planOf())[0]!.kind).toBe('before-14');
    await onItem(movedTo('2019-12-02'));
    await onItem(movedTo('2019-11-08'));
    expect((await states())['2019-11-08 planned']!.map(({ kind }) => kind)).not.toContain('before-30');
  });

  it('withdraws the reminders of a half that is done, then those of the whole item when it is closed', async () => {
    await onItem(...aHalfDoneItem());
    expect(await sizes()).toEqual({ '2019-11-08 withdrawn obligationDone': 17 });
    expect((await planOf(sample.cu)).every(({ state }) => state === 'planned')).toBe(true);
    await onItem(ActionItemRemovedFromControl({ removedOn: '2019-12-02', basis: aTextRef('basis') }));
    expect((await planOf(sample.cu)).every(({ state, reason }) => state === 'withdrawn' && reason === 'closed')).toBe(
      true,
    );
  });

  it('plans nothing for a half that was done before its deadline became a day', async () => {
    const done = ObligationValidated({
      sideId: sample.ru,
      reportId: itemSample.ruReport,
      completedOn: '2019-10-15',
      report: aTextRef('report'),
      validatedByOfficeId: itemSample.ruValidator,
    });
    await onItem(...aPendingItem(), activated, done, aResolution('ru'));
    expect(await planOf()).toEqual([]);
  });

  it('keeps what a mail says of the item', async () => {
    await onItem(...aPendingItem(), aResolution('ru'), activated);
    expect(await harness.rows(plannedItemTable)).toMatchObject([
      {
        number: '2019-1-1',
        active: true,
        doc: {
          protocolId: sample.protocolId,
          clauseIds: [sample.decision],
          sideIds: [sample.ru, sample.cu],
          halves: { [sample.ru]: { dueOn: '2019-11-08', explanation: aResolution('ru').data.explanation } },
        },
      },
    ]);
  });
});
