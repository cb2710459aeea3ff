import { describe, expect, it } from '@jest/globals';
import { anEnvelope, given } from '#kernel/given-when-then';
import { uuid5 } from '#kernel/ids';
import type { OfficeId } from '#kernel/values';
import type { EndpointId, PersonId } from '#directory/directory.ids';
import { TenureEnded, TenureStarted, type TenureId } from '#directory/office.events';
import { EndpointAdded, EndpointDeclaredDead, PersonRegistered } from '#directory/person.events';
import { ActionItemRemovedFromControl, DeadlineResolved, ObligationValidated } from '#action-items/action-item.events';
import {
  aHalfDoneItem,
  anActiveItem,
  aPendingItem,
  aReportedHalf,
  aResolution,
  aTextRef,
  itemSample,
} from '#action-items/action-items.samples';
import { ReportReturned } from '#action-items/obligation.events';
import { sample } from '#protocols/protocols.samples';
import { DecideReminder } from './reminder.commands.js';
import { decideOccurrence, reminderDecider } from './reminder.decider.js';
import { ReminderDecided, reminderIdOf, ReminderSkipped } from './reminder.events.js';
import {
  aDueOccurrence,
  aHeldLeadOffice,
  aHolder,
  holder,
  holdersAddress,
  theFacts,
  type Standing,
} from './reminders.samples.js';

const now = '2019-10-18T06:00:00.000Z';
const decide = (standing: Standing = {}, due = aDueOccurrence(), at = now) =>
  decideOccurrence(due, theFacts(standing), at);
const outcome = (...given_: Parameters<typeof decide>) => {
  const { type, data } = decide(...given_);
  return 'reason' in data ? `${type}: ${data.reason}` : type;
};

const returned = [
  ...aReportedHalf(),
  ReportReturned({
    itemId: itemSample.itemId,
    sideId: sample.ru,
    reportId: itemSample.ruReport,
    returnedByOfficeId: itemSample.ruValidator,
    reason: aTextRef('reason'),
  }),
];
const closed = [...anActiveItem(), ActionItemRemovedFromControl({ removedOn: '2019-10-17', basis: aTextRef('basis') })];
const moved = [...anActiveItem(), DeadlineResolved({ ...aResolution('ru').data, dueOn: '2019-12-02' })];
const cubanHalfDone = [
  ...anActiveItem(),
  ObligationValidated({
    sideId: sample.cu,
    reportId: itemSample.ruReport,
    completedOn: '2019-10-15',
    report: aTextRef('report'),
    validatedByOfficeId: itemSample.cuValidator,
  }),
];
const anyRule = cubanHalfDone.map((event) =>
  event.type === 'ActionItemDerived' ? { ...event, data: { ...event.data, jointRule: 'any' as const } } : event,
);
const acting = uuid5('sample', 'acting') as PersonId;
const actingAddress = uuid5('sample', 'acting', 'address') as EndpointId;
const tenure = (personId: PersonId, startsOn: string) =>
  TenureStarted({
    tenureId: uuid5('tenure', personId, startsOn) as TenureId,
    personId,
    startsOn,
    acting: personId === acting,
  });
const ended = (endsOn: string) => [
  ...aHeldLeadOffice(),
  TenureEnded({ tenureId: uuid5('sample', 'holder', 'tenure') as TenureId, endsOn }),
];
const dead = [...aHolder(), EndpointDeclaredDead({ endpointId: holdersAddress, reason: '5.1.1' })];
const actingPerson = [
  PersonRegistered({ personId: acting, sideId: sample.ru }),
  EndpointAdded({ endpointId: actingAddress, channel: 'mail' }),
];

describe('what becomes of a due reminder', () => {
  it('is a decision with who is written to, where, in which language, on which day there', () => {
    // 23:30 on the 17th in London is already the 18th in Moscow.
    const { data } = decide({}, aDueOccurrence(), '2019-10-17T22:30:00.000Z');
    expect(data).toEqual({
      ...aDueOccurrence(),
      knownPosition: '4711',
      recipients: [{ personId: holder, endpointId: holdersAddress, language: 'ru', localDay: '2019-10-18' }],
    });
  });

  /** Every mail that is sent has its twin that is not. */
  it.each<[string, Standing, string, Standing, string]>([
    ['active / not in effect', {}, 'ReminderDecided', { item: aPendingItem() }, 'ReminderSuppressed: pendingEffect'],
    ['open / closed', {}, 'ReminderDecided', { item: closed }, 'ReminderSuppressed: closed'],
    [
      'the other half done / the own half done',
      { item: cubanHalfDone },
      'ReminderDecided',
      { item: aHalfDoneItem() },
      'ReminderSuppressed: obligationDone',
    ],
    [
      'all must / any one of them must',
      { item: cubanHalfDone },
      'ReminderDecided',
      { item: anyRule },
      'ReminderSuppressed: obligationDone',
    ],
    [
      'report returned / report waiting',
      { obligation: returned },
      'ReminderDecided',
      { obligation: aReportedHalf() },
      'ReminderSuppressed: reportedDone',
    ],
    ['same deadline / deadline moved', {}, 'ReminderDecided', { item: moved }, 'ReminderObsoleted'],
    [
      'last day in office / the day after',
      { office: ended('2019-10-18') },
      'ReminderDecided',
      { office: ended('2019-10-17') },
      'ReminderUndeliverable: vacant',
    ],
    [
      'reachable / without address',
      {},
      'ReminderDecided',
      { persons: { [holder]: aHolder().slice(0, 1) } },
      'ReminderUndeliverable: noAddress',
    ],
    [
      'one address alive / all dead',
      { persons: { [holder]: [...dead, EndpointAdded({ endpointId: actingAddress, channel: 'mail' })] } },
      'ReminderDecided',
      { persons: { [holder]: dead } },
      'ReminderUndeliverable: addressDead',
    ],
  ])('%s', (_pair, sent, decided, notSent, why) => {
    expect(outcome(sent)).toBe(decided);
    expect(outcome(notSent)).toBe(why);
  });

  it('names the new due date when the deadline moved', () => {
    expect(decide({ item: moved }).data).toMatchObject({ dueOn: '2019-11-08', newDueOn: '2019-12-02' });
  });

  it('is nothing for an office that does not lead the half', () => {
    const other = aDueOccurrence({ officeId: uuid5('another') as OfficeId });
    expect(outcome({}, other)).toBe('ReminderSuppressed: notResponsible');
  });

  it('looks at the item before the deadline, and at the deadline before the recipients', () => {
    const closedAndMoved = [...moved, ...closed.slice(-1)];
    expect(outcome({ item: closedAndMoved })).toBe('ReminderSuppressed: closed');
    expect(outcome({ item: moved, office: ended('2019-10-01') })).toBe('ReminderObsoleted');
  });

  it('writes to whoever acts, and not to who left', () => {
    const persons = { [holder]: aHolder(), [acting]: actingPerson };
    const recipientsOf = (standing: Standing) => {
      const { type, data } = decide({ ...standing, persons });
      return type === 'ReminderDecided' ? data.recipients.map(({ personId }) => personId) : type;
    };
    expect(recipientsOf({ office: [...ended('2019-10-01'), tenure(acting, '2019-10-02')] })).toEqual([acting]);
    expect(recipientsOf({ office: [...aHeldLeadOffice(), tenure(acting, '2019-10-10')] })).toEqual([holder, acting]);
    expect(recipientsOf({ office: [...aHeldLeadOffice(), tenure(acting, '2019-10-19')] })).toEqual([holder]);
  });

  it.each(['enteredLate', 'late'] as const)('is skipped when it was passed over: %s', (passedOver) => {
    expect(outcome({}, aDueOccurrence({ passedOver }))).toBe(`ReminderSkipped: ${passedOver}`);
  });
});

describe('the stream of a reminder', () => {
  const due = aDueOccurrence();
  const command = (part: Partial<DecideReminder> = {}) =>
    Object.assign(new DecideReminder(), due, part).on(
      part.id ?? reminderIdOf(due),
      anEnvelope({ as: { roles: ['system'] } }),
    );
  const decided = ReminderDecided({
    ...due,
    knownPosition: '4711',
    recipients: [{ personId: holder, endpointId: holdersAddress, language: 'ru', localDay: '2019-10-18' }],
  });

  it('holds one decision, whatever is asked later', () => {
    given(reminderDecider).when(command(), theFacts(), now).then(decided);
    given(reminderDecider, [decided])
      .when(command({ passedOver: 'late' }), theFacts({ item: closed }), now)
      .thenNothing();
    const skipped = ReminderSkipped({ ...due, knownPosition: '4711', reason: 'late' });
    given(reminderDecider, [skipped]).when(command(), theFacts(), now).thenNothing();
  });

  it('belongs to one occurrence', () => {
    given(reminderDecider)
      .when(command({ kind: 'before-7' }), theFacts(), now)
      .thenRefused('reminders/otherOccurrence');
  });
});
