import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { QueryBus } from '@nestjs/cqrs';
import type { SideId } from '#kernel/values';
import { EventStore } from '#event-store/event-store';
import { ActionItemRemovedFromControl } from '#action-items/action-item.events';
import { aReportedHalf, aTextRef, itemSample, anActiveItem } from '#action-items/action-items.samples';
import { obligationIdOf } from '#action-items/action-item.events';
import { officeDecider } from '#directory/office.decider';
import { TenureEnded } from '#directory/office.events';
import { personDecider } from '#directory/person.decider';
import { Database } from '#read-models/database';
import { sample } from '#protocols/protocols.samples';
import { openReminderStage, recipient, type ReminderStage } from '../../test/support/reminder-stage.js';
import { DemoClock } from './demo-clock.service.js';
import { messageTable, type MessageRow } from './log/reminder-log.tables.js';
import { WhyItem } from './log/why-item.query.js';
import type { WhyAnswer } from './log/why.answers.js';
import { MailPort, type MailAnswer, type OutgoingMail } from './mail-port.js';
import { RecordAttempt, RecordRendering } from './message.commands.js';
import { messageDecider } from './message.decider.js';
import { Sending } from './sending.service.js';
import { nothingSwept, Sweep } from './sweep.service.js';
import { SystemCommands } from './system-commands.service.js';

/** 30 and 14 working days before 8 November 2019 in Moscow, with 4 November off: 09:00 there. */
const thirtyBefore = '2019-09-26T06:00:00.000Z';
const fourteenBefore = '2019-10-18T06:00:00.000Z';
const sevenBefore = '2019-10-29T06:00:00.000Z';

let stage: ReminderStage;
let app: TestingModule;

beforeEach(async () => {
  stage = await openReminderStage();
  app = await stage.worker();
});

afterEach(async () => {
  await stage.close();
});

const sweep = (worker = app) => worker.get(Sweep).runOnce();
const counted = (part: object) => ({ ...nothingSwept, ...part });
const why = (viewer: SideId | null = sample.ru, language: 'en' | 'ru' | 'es' = 'en'): Promise<WhyAnswer> =>
  app.get(QueryBus).execute(new WhyItem(viewer, {}, '2019-1-1', language));
const told = async (kind: string) => (await why()).entries.find((entry) => entry.kind === kind)!;
const messages = () =>
  app.get(Database).query<MessageRow>(`select * from ${messageTable.name} where until is null order by message_id`);

/** A provider that answers as the test wants, and remembers what it was given. */
class ScriptedMail extends MailPort {
  readonly given: OutgoingMail[] = [];
  constructor(private readonly answers: MailAnswer[]) {
    super();
  }

  async send(mail: OutgoingMail): Promise<MailAnswer> {
    this.given.push(mail);
    return this.answers.shift() ?? { outcome: 'accepted', response: '250 OK' };
  }
}

describe('a reminder that is due', () => {
  it('is mailed exactly once, in the language of the office, and said why', async () => {
    await stage.at(thirtyBefore);
    expect(await sweep()).toEqual(counted({ decided: 1, sent: 1 }));
    expect(await sweep()).toEqual(nothingSwept);
    expect(await stage.mailbox.count()).toBe(1);
    const [summary] = await stage.mailbox.list({ limit: 1 });
    expect(summary).toMatchObject({
      to: [recipient.address],
      from: 'rapporteur@commission.example',
      subject: 'Напоминание: 2019-1-1, срок 8 ноября 2019 г.',
      date: '2019-09-26T06:00:00.000Z',
    });
    const mail = (await stage.mailbox.read(summary!.id))!;
    expect(mail.text).toContain('http://console.example/items/2019-1-1');
    expect(mail.text).toContain('> Стороны продолжат сотрудничество.');
    expect(mail.headers).toMatchObject({ 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' });
    const entry = await told('before-30');
    expect(entry).toMatchObject({
      outcome: 'decided',
      reason: null,
      plannedAt: thirtyBefore,
      message: { state: 'accepted', subject: summary!.subject },
    });
    expect(mail.headers['message-id']).toBe(`<${entry.message!.messageId}@commission.example>`);
    expect(entry.sentence).toBe(
      '30 working days before the due date. Sent on 26 Sep 2019 09:00: accepted by the mail server.',
    );
    expect(await told('before-14')).toMatchObject({ outcome: 'planned', position: null, message: null });
  });

  it('is not mailed before its moment, nor outside the window of its side', async () => {
    await stage.at('2019-09-26T05:59:00.000Z');
    expect(await sweep()).toEqual(nothingSwept);
    expect(await app.get(Sweep).nextDueAt()).toBe(thirtyBefore);
    await stage.at('2019-09-26T18:00:00.000Z');
    expect(await sweep()).toEqual(nothingSwept);
    expect(await stage.mailbox.count()).toBe(0);
    // 21:00 in Moscow: it waits for the next morning.
    expect(await app.get(Sweep).nextDueAt()).toBe('2019-09-27T06:00:00.000Z');
    await stage.at('2019-09-27T06:00:00.000Z');
    expect(await sweep()).toEqual(counted({ decided: 1, sent: 1 }));
  });

  it('is mailed once when two workers sweep at the same time', async () => {
    const other = await stage.worker();
    await stage.at(thirtyBefore);
    const counts = await Promise.all([sweep(), sweep(other), sweep(), sweep(other)]);
    expect(counts.reduce((sum, { sent }) => sum + sent, 0)).toBe(1);
    expect(counts.reduce((sum, { decided }) => sum + decided, 0)).toBe(1);
    expect(await stage.mailbox.count()).toBe(1);
  });

  it('gives way to a newer one when both were missed', async () => {
    await stage.at(sevenBefore);
    expect(await sweep()).toEqual(counted({ skipped: 2, decided: 1, sent: 1 }));
    expect(await told('before-30')).toMatchObject({ outcome: 'skipped', reason: 'late' });
    expect(await told('before-7')).toMatchObject({ outcome: 'decided' });
  });
});

describe('nothing is sent', () => {
  it('when the half was reported as done; the next one goes out when the report came back', async () => {
    await stage.record('obligation', obligationIdOf(itemSample.itemId, sample.ru), aReportedHalf());
    await stage.at(thirtyBefore);
    expect(await sweep()).toEqual(counted({ suppressed: 1 }));
    expect(await stage.mailbox.count()).toBe(0);
    expect(await told('before-30')).toMatchObject({ outcome: 'suppressed', reason: 'reportedDone' });
  });

  it('when the item was closed: its plan is withdrawn', async () => {
    await stage.record('actionItem', itemSample.itemId, [
      ActionItemRemovedFromControl({ removedOn: '2019-09-20', basis: aTextRef('basis') }),
    ]);
    await stage.at(thirtyBefore);
    expect(await sweep()).toEqual(nothingSwept);
    expect(await app.get(Sweep).nextDueAt()).toBeNull();
    expect(await told('before-30')).toMatchObject({ outcome: 'withdrawn', reason: 'closed' });
  });

  it('when the office is vacant on that day', async () => {
    const { state } = await app.get(EventStore).fold(officeDecider, itemSample.ruLead);
    const [{ tenureId }] = state.tenures as [(typeof state.tenures)[number]];
    await stage.record('office', itemSample.ruLead, [TenureEnded({ tenureId, endsOn: '2019-09-25' })]);
    await stage.at(thirtyBefore);
    expect(await sweep()).toEqual(counted({ undeliverable: 1 }));
    expect(await told('before-30')).toMatchObject({ outcome: 'undeliverable', reason: 'vacant' });
  });

  it('when everything was finished between decision and mail', async () => {
    const sending = app.get(Sending);
    const deliver = sending.deliver.bind(sending);
    sending.deliver = async (...given) => {
      await stage.record('obligation', obligationIdOf(itemSample.itemId, sample.ru), aReportedHalf());
      return deliver(...given);
    };
    await stage.at(thirtyBefore);
    expect(await sweep()).toEqual(counted({ decided: 1 }));
    expect(await stage.mailbox.count()).toBe(0);
    expect((await told('before-30')).message).toMatchObject({ state: 'dropped', response: 'nothingLeft' });
  });

  it('twice for work that was entered late: what is past is skipped, one notice tells what is owed', async () => {
    const late = anActiveItem();
    await stage.at('2019-11-20T12:00:00.000Z');
    const other = { ...itemSample, itemId: '11111111-1111-4111-8111-111111111111' as typeof itemSample.itemId };
    const renamed = late.map((event) =>
      event.type === 'ActionItemDerived'
        ? { ...event, data: { ...event.data, itemId: other.itemId, number: '2019-1-2' } }
        : event,
    );
    await stage.record('actionItem', other.itemId, renamed);
    await stage.settled();
    await sweep();
    const answer = await app.get(QueryBus).execute<WhyItem, WhyAnswer>(new WhyItem(sample.ru, {}, '2019-1-2', 'en'));
    const outcomes = Object.fromEntries(
      answer.entries.map(({ kind, outcome, reason }) => [kind, `${outcome} ${reason}`]),
    );
    expect(outcomes).toMatchObject({
      'before-30': 'skipped enteredLate',
      'before-0': 'skipped enteredLate',
      'overdue-7': 'skipped enteredLate',
      owed: 'decided null',
      'overdue-14': 'planned null',
    });
    // The item of the stage and the new one go to the same person on the same day: one mail.
    expect(await stage.mailbox.count()).toBe(1);
    const [summary] = await stage.mailbox.list({ limit: 1 });
    expect(summary!.subject).toBe('Напоминание: 2 поручения, просрочено: 2');
  });
});

describe('the mail server', () => {
  it('that gives no answer makes the outcome unknown, and the mail is never resent', async () => {
    const port = new ScriptedMail([{ outcome: 'unknown', response: 'Connection closed' }]);
    const worker = await stage.worker(port);
    await stage.at(thirtyBefore);
    expect(await sweep(worker)).toEqual(counted({ decided: 1, unknown: 1 }));
    await stage.at('2019-10-10T07:00:00.000Z');
    expect(await sweep(worker)).toEqual(nothingSwept);
    expect(port.given).toHaveLength(1);
    expect((await told('before-30')).message).toMatchObject({ state: 'unknown', response: 'noAnswer' });
  });

  it('that refuses for now is asked again with a growing pause, and given up in the end', async () => {
    const port = new ScriptedMail(
      Array(9).fill({ outcome: 'refusedTemporarily', response: '451 4.7.1 later' }) as MailAnswer[],
    );
    const worker = await stage.worker(port);
    await stage.at(thirtyBefore);
    expect(await sweep(worker)).toEqual(counted({ decided: 1, refused: 1 }));
    expect(await sweep(worker)).toEqual(nothingSwept);
    const moments: (string | null)[] = [];
    for (
      let next = await worker.get(Sweep).nextDueAt();
      port.given.length < 6;
      next = await worker.get(Sweep).nextDueAt()
    ) {
      moments.push(next!.slice(0, 16));
      await stage.at(next!);
      await sweep(worker);
    }
    expect(moments).toEqual([
      '2019-09-26T06:01',
      '2019-09-26T06:06',
      '2019-09-26T06:21',
      '2019-09-26T07:21',
      '2019-09-26T11:21',
    ]);
    expect((await told('before-30')).message).toMatchObject({ state: 'refused', response: '451 4.7.1 later' });
    // All attempts are the same mail.
    expect(new Set(port.given.map(({ id, text }) => id + text)).size).toBe(1);
  });

  it('that knows no such address makes it dead: the next reminder is undeliverable', async () => {
    const worker = await stage.worker(
      new ScriptedMail([{ outcome: 'refusedPermanently', response: '550 5.1.1 <…> unknown', deadAddress: '5.1.1' }]),
    );
    await stage.at(thirtyBefore);
    expect(await sweep(worker)).toEqual(counted({ decided: 1, refused: 1 }));
    const { state } = await app.get(EventStore).fold(personDecider, recipient.personId);
    expect(state.endpoints.get(recipient.endpointId)).toEqual({ channel: 'mail', dead: true });
    await stage.at(fourteenBefore);
    expect(await sweep(worker)).toEqual(counted({ undeliverable: 1 }));
    expect(await told('before-14')).toMatchObject({ outcome: 'undeliverable', reason: 'addressDead' });
  });
});

describe('a worker that was killed', () => {
  /** Everything up to the point where the message is claimed, by a worker that then does nothing more. */
  async function claimed(): Promise<MessageRow> {
    const other = await stage.worker();
    other.get(Sending).deliver = async () => undefined;
    await stage.at(thirtyBefore);
    expect(await sweep(other)).toEqual(counted({ decided: 1 }));
    const [message] = await messages();
    return message!;
  }

  it('after the claim leaves a message that the next sweep sends', async () => {
    expect((await claimed()).state).toBe('claimed');
    expect(await sweep()).toEqual(counted({ sent: 1 }));
    expect(await stage.mailbox.count()).toBe(1);
  });

  it.each([
    ['whose lease is over', '2019-09-26T06:05:00.000Z', 1, 'unknown'],
    ['whose lease lasts', '2999-01-01T00:00:00.000Z', 0, 'attempted'],
  ])('after the attempt, %s, is not repeated', async (_which, leaseUntil, unknown, state) => {
    const { message_id: id } = await claimed();
    const commands = app.get(SystemCommands);
    const rendered = { sha256: 'ab'.repeat(32), template: 'reminder/1', fallbackFrom: null, leftOut: [] };
    await commands.issue(RecordRendering, id, rendered, { runId: id });
    await commands.issue(RecordAttempt, id, { attempt: 1, leaseUntil }, { runId: id });
    await stage.settled();
    expect(await sweep()).toEqual(counted({ unknown }));
    expect(await sweep()).toEqual(nothingSwept);
    expect(await stage.mailbox.count()).toBe(0);
    expect((await app.get(EventStore).fold(messageDecider, id)).state).toMatchObject({ stage: state, attempt: 1 });
  });
});

describe('the clock of a demo', () => {
  it('moves through every moment at which something falls due, one call after the other', async () => {
    const clock = app.get(DemoClock);
    const [first, second] = await Promise.all([clock.advance(fourteenBefore), clock.advanceBy(86_400_000)]);
    expect(first.map(({ at, sent, undeliverable }) => [at.slice(0, 16), sent, undeliverable])).toEqual([
      ['2019-09-26T06:00', 1, 0],
      ['2019-09-27T13:00', 0, 1],
      ['2019-10-18T06:00', 1, 0],
    ]);
    expect(second).toEqual([]);
    expect(clock.now() > '2019-10-19T06:00:00.000Z').toBe(true);
    await expect(clock.advance(thirtyBefore)).rejects.toMatchObject({ code: 'reminders/clockOnlyForward' });
  });
});

describe('why', () => {
  it("tells a side its own reminders only, the operator everybody's, and a stranger nothing", async () => {
    expect(new Set((await why(sample.cu)).entries.map(({ sideId }) => sideId))).toEqual(new Set([sample.cu]));
    expect(new Set((await why(null)).entries.map(({ sideId }) => sideId))).toEqual(new Set([sample.ru, sample.cu]));
    await expect(why('99999999-9999-4999-8999-999999999999' as SideId)).rejects.toMatchObject({
      code: 'reminders/unknownItem',
    });
  });

  it('has a whole sentence for every entry in every language', async () => {
    await app.get(DemoClock).advance('2019-11-12T20:00:00.000Z');
    for (const language of ['en', 'ru', 'es'] as const) {
      for (const { sentence } of (await why(null, language)).entries) {
        expect(sentence).not.toMatch(/why\/|[{}]|null|undefined/);
        expect(sentence).toMatch(/\.$/);
      }
    }
  });

  it('as of an earlier moment tells what was decided by then', async () => {
    await app.get(DemoClock).advance(fourteenBefore);
    const query = new WhyItem(sample.ru, { asOf: '2019-10-01T00:00:00.000Z' }, '2019-1-1', 'en');
    const answer = await app.get(QueryBus).execute<WhyItem, WhyAnswer>(query);
    expect(answer.entries.map(({ kind, message }) => [kind, message?.state])).toEqual([['before-30', 'accepted']]);
  });
});
