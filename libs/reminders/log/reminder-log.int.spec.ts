import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { uuid5, type Branded } from '#kernel/ids';
import { sample } from '#protocols/protocols.samples';
import { openViewHarness, TestLog, type ViewHarness } from '../../../test/support/view-harness.js';
import {
  DeliveryAccepted,
  DeliveryAttempted,
  DeliveryRefused,
  DeliveryUnknown,
  MessageClaimed,
  MessageDropped,
  messageIdOf,
  MessageRendered,
} from '../message.events.js';
import {
  ReminderDecided,
  reminderIdOf,
  ReminderObsoleted,
  ReminderSkipped,
  ReminderSuppressed,
  ReminderUndeliverable,
} from '../reminder.events.js';
import { aDueOccurrence, holder, holdersAddress } from '../reminders.samples.js';
import { deliveryTable, messageTable, reminderLogTable, type MessageRow } from './reminder-log.tables.js';
import { reminderLog } from './reminder-log.view.js';

let harness: ViewHarness;
let log: TestLog;

beforeEach(async () => {
  harness = await openViewHarness(reminderLog);
  log = new TestLog();
});

afterEach(async () => {
  await harness.close();
});

const occurrence = (kind: string) => ({ ...aDueOccurrence({ kind }), knownPosition: '4711' });
const idOf = (kind: string) => reminderIdOf(occurrence(kind)) as Branded<'ReminderId'>;
const recipients = [{ personId: holder, endpointId: holdersAddress, language: 'ru', localDay: '2019-10-18' }];
const decided = (kind: string) =>
  log.add('reminder', idOf(kind), [ReminderDecided({ ...occurrence(kind), recipients })]);

const key = {
  endpointId: holdersAddress,
  channel: 'mail' as const,
  localDay: '2019-10-18',
  language: 'ru',
  duty: true,
  part: 1,
};
const onMessage = (...events: Parameters<TestLog['add']>[2]) =>
  harness.apply(log.add('message', messageIdOf(key), events, { recordedAt: '2019-10-18T06:00:00.000Z' }));
const claimed = (...kinds: string[]) =>
  MessageClaimed({ ...key, sideId: sample.ru, personId: holder, reminderIds: kinds.map(idOf) });
const rendered = (leftOut: Branded<'ReminderId'>[] = []) =>
  MessageRendered({ sha256: 'ab'.repeat(32), template: 'reminder/1', fallbackFrom: null, leftOut });
const attempted = (attempt: number) => DeliveryAttempted({ attempt, leaseUntil: '2019-10-18T06:02:00.000Z' });
const message = async (): Promise<MessageRow> => (await harness.rows(messageTable))[0]!;

describe('the log of reminders', () => {
  it('keeps every outcome with its reason and what was known', async () => {
    await harness.apply([
      ...decided('before-30'),
      ...log.add('reminder', idOf('before-14'), [ReminderSkipped({ ...occurrence('before-14'), reason: 'late' })]),
      ...log.add('reminder', idOf('before-7'), [
        ReminderSuppressed({ ...occurrence('before-7'), reason: 'reportedDone' }),
      ]),
      ...log.add('reminder', idOf('before-2'), [
        ReminderObsoleted({ ...occurrence('before-2'), newDueOn: '2019-12-02' }),
      ]),
      ...log.add('reminder', idOf('before-0'), [
        ReminderUndeliverable({ ...occurrence('before-0'), reason: 'vacant' }),
      ]),
    ]);
    const rows = await harness.rows(reminderLogTable);
    expect(
      Object.fromEntries(rows.map(({ kind, outcome, reason, new_due_on: due }) => [kind, [outcome, reason, due]])),
    ).toEqual({
      'before-30': ['decided', null, null],
      'before-14': ['skipped', 'late', null],
      'before-7': ['suppressed', 'reportedDone', null],
      'before-2': ['obsolete', 'deadlineMoved', '2019-12-02'],
      'before-0': ['undeliverable', 'vacant', null],
    });
    expect(rows.every(({ known_position: position }) => position === '4711')).toBe(true);
    expect(await harness.rows(deliveryTable)).toMatchObject([
      { reminder_id: idOf('before-30'), message_id: null, left_out: false, language: 'ru', local_day: '2019-10-18' },
    ]);
  });

  it('follows a message from the claim to the answer and says which reminders it left out', async () => {
    await harness.apply([...decided('before-30'), ...decided('before-14')]);
    await onMessage(claimed('before-30', 'before-14'), rendered([idOf('before-14')]), attempted(1));
    expect(await message()).toMatchObject({ state: 'attempted', attempt: 1, lease_until: '2019-10-18T06:02:00.000Z' });
    await onMessage(DeliveryAccepted({ attempt: 1, response: '250 OK' }));
    expect(await message()).toMatchObject({ state: 'accepted', response: '250 OK', lease_until: null });
    const deliveries = await harness.rows(deliveryTable);
    expect(deliveries.map(({ reminder_id: id, message_id: by, left_out: out }) => [id, by, out])).toEqual(
      expect.arrayContaining([
        [idOf('before-30'), messageIdOf(key), false],
        [idOf('before-14'), messageIdOf(key), true],
      ]),
    );
  });

  it('says when a refused mail is tried again, and that it was given up after the last attempt', async () => {
    await harness.apply(decided('before-30'));
    await onMessage(claimed('before-30'), rendered());
    for (const [attempt, retryAt] of [
      [1, '06:01'],
      [2, '06:05'],
      [3, '06:15'],
      [4, '07:00'],
      [5, '10:00'],
    ] as const) {
      await onMessage(attempted(attempt), DeliveryRefused({ attempt, permanent: false, response: '451' }));
      expect(await message()).toMatchObject({ state: 'deferred', attempt, retry_at: `2019-10-18T${retryAt}:00.000Z` });
    }
    await onMessage(attempted(6), DeliveryRefused({ attempt: 6, permanent: false, response: '451' }));
    expect(await message()).toMatchObject({ state: 'refused', retry_at: null });
  });

  it('knows the other ends of a message', async () => {
    await harness.apply(decided('before-30'));
    await onMessage(
      claimed('before-30'),
      rendered(),
      attempted(1),
      DeliveryUnknown({ attempt: 1, reason: 'noAnswer' }),
    );
    expect(await message()).toMatchObject({ state: 'unknown', response: 'noAnswer' });
    await onMessage(DeliveryRefused({ attempt: 1, permanent: true, response: '550 no' }));
    expect(await message()).toMatchObject({ state: 'refused', response: '550 no', retry_at: null });
    const other = uuid5('another message');
    const dropped = [claimed('before-14'), MessageDropped({ reason: 'nothingLeft' })];
    await harness.apply([...decided('before-14'), ...log.add('message', other, dropped)]);
    expect((await harness.rows(messageTable)).find((row) => row.message_id === other)).toMatchObject({
      state: 'dropped',
      response: 'nothingLeft',
    });
  });
});
