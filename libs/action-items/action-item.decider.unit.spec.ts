import { describe, expect, it } from '@jest/globals';
import type { Actor } from '#kernel/command';
import { foldAll } from '#kernel/decider';
import { anEnvelope, given } from '#kernel/given-when-then';
import { uuid5 } from '#kernel/ids';
import type { OfficeId, SideId } from '#kernel/values';
import { officeDecider } from '#directory/office.decider';
import { sideDecider, type SideState } from '#directory/side.decider';
import { protocolDecider } from '#protocols/protocol.decider';
import type { ClauseId } from '#protocols/protocol.events';
import { aDraftProtocol, anAdoptedProtocol, aProtocolInEffect, sample } from '#protocols/protocols.samples';
import {
  ActivateActionItem,
  DeriveActionItem,
  RemoveFromControl,
  ValidateObligation,
  type ActionItemCommand,
} from './action-item.commands.js';
import { actionItemDecider, type ActionItemFacts } from './action-item.decider.js';
import { ActionItemActivated, ActionItemRemovedFromControl, ObligationValidated } from './action-item.events.js';
import {
  aHalfDoneItem,
  anActiveItem,
  aPendingItem,
  aReportedHalf,
  aResolution,
  aTextRef,
  itemSample,
} from './action-items.samples.js';
import { obligationFold } from './obligation.state.js';

const { ru, cu } = sample;
const { itemId, ruLead, ruValidator, cuLead, cuValidator, ruReport } = itemSample;

function as<C extends ActionItemCommand>(actor: Partial<Actor>, command: C, fields: Partial<C>): C {
  Object.assign(command, fields).on(itemId, anEnvelope({ as: actor }));
  return command;
}
const secretary = { sideId: ru };
const system = { sideId: null, officeId: null, roles: ['system'] };
const office = (sideId: SideId) => ({ ...officeDecider.initial, exists: true, sideId });
const side = (rounding: 'previous' | 'next'): SideState => ({
  ...sideDecider.initial,
  exists: true,
  code: 'XX',
  weekend: [6, 7],
  rounding,
  calendars: new Map([[1, { holidays: [], workingWeekends: [] }]]),
  calendarVersion: 1,
});
const facts: ActionItemFacts = {
  protocol: foldAll(protocolDecider, aProtocolInEffect()),
  sides: new Map([
    [ru, side('previous')],
    [cu, side('next')],
  ]),
  offices: new Map<OfficeId, ReturnType<typeof office>>([
    [ruLead, office(ru)],
    [ruValidator, office(ru)],
    [cuLead, office(cu)],
    [cuValidator, office(cu)],
  ]),
};
const sixtyDays = { kind: 'after', anchor: 'signature', amount: 60, unit: 'calendarDays' } as const;
const obligations = [
  { sideId: ru, leadOfficeId: ruLead, validatorOfficeId: ruValidator, deadline: sixtyDays },
  { sideId: cu, leadOfficeId: cuLead, validatorOfficeId: cuValidator, deadline: sixtyDays },
];
const derive = (fields: Partial<DeriveActionItem> = {}, actor: Partial<Actor> = secretary) =>
  as(actor, new DeriveActionItem(), {
    protocolId: sample.protocolId,
    clauseIds: [sample.decision],
    number: '2019-1-1',
    titles: { en: 'Continue the cooperation in metallurgy' },
    jointRule: 'all',
    obligations,
    ...fields,
  });

describe('deriving an action item', () => {
  it('from a protocol in effect binds at once, each half due by its own side’s calendar', () => {
    const [derived, ruHalf, ruDeadline, cuHalf, cuDeadline] = aPendingItem();
    given(actionItemDecider)
      .when(derive(), facts)
      .then(
        derived!,
        ruHalf!,
        ruDeadline!,
        aResolution('ru'),
        cuHalf!,
        cuDeadline!,
        aResolution('cu'),
        ActionItemActivated({ activatedOn: '2019-09-11' }),
      );
  });

  it('from an adopted protocol waits for its effect', () => {
    const adopted = { ...facts, protocol: foldAll(protocolDecider, anAdoptedProtocol()) };
    given(actionItemDecider)
      .when(derive(), adopted)
      .then(...aPendingItem());
  });

  const onDay = (on: string) => [{ ...obligations[0]!, deadline: { kind: 'date', on } as const }];
  it.each([
    ['protocols/unknown', {}, { ...facts, protocol: protocolDecider.initial }],
    ['actionItems/protocolNotAdopted', {}, { ...facts, protocol: foldAll(protocolDecider, aDraftProtocol()) }],
    ['protocols/unknownClause', { clauseIds: [uuid5('nowhere') as ClauseId] }, facts],
    ['actionItems/clauseIsInformational', { clauseIds: [sample.information] }, facts],
    ['actionItems/sideTwice', { obligations: [obligations[0]!, obligations[0]!] }, facts],
    ['protocols/notASideOfIt', { obligations: [{ ...obligations[0]!, sideId: uuid5('x') as SideId }] }, facts],
    ['protocols/officeOfAnotherSide', { obligations: [{ ...obligations[0]!, leadOfficeId: cuLead }] }, facts],
    ['protocols/officeOfAnotherSide', { obligations: [{ ...obligations[0]!, validatorOfficeId: cuLead }] }, facts],
    ['protocols/officeOfAnotherSide', { obligations: [{ ...obligations[0]!, coExecutorOfficeIds: [cuLead] }] }, facts],
    [
      'actionItems/deadlineMalformed',
      { obligations: [{ ...obligations[0]!, deadline: { kind: 'date' } as const }] },
      facts,
    ],
    [
      'actionItems/deadlineMalformed',
      { obligations: [{ ...obligations[0]!, deadline: { ...sixtyDays, on: '2019-10-01' } }] },
      facts,
    ],
    ['actionItems/deadlineBeforeProtocol', { obligations: onDay('2019-09-10') }, facts],
    [
      'actionItems/sideHasNoCalendar',
      {},
      { ...facts, sides: new Map([[ru, { ...side('next'), calendarVersion: 0 }]]) },
    ],
    ['directory/unknownSide', {}, { ...facts, sides: new Map() }],
  ] as const)('is refused as %s', (code, fields, known) => {
    given(actionItemDecider)
      .when(derive(fields as Partial<DeriveActionItem>), known)
      .thenRefused(code);
  });

  it('is refused twice, and for a side that is no party', () => {
    given(actionItemDecider, anActiveItem()).when(derive(), facts).thenRefused('actionItems/alreadyDerived');
    given(actionItemDecider)
      .when(derive({}, { sideId: uuid5('x') as SideId }), facts)
      .thenRefused('actionItems/notAParty');
  });

  it('accepts the day of the session itself as a deadline', () => {
    const outcome = actionItemDecider.decide(
      derive({ obligations: onDay('2019-09-11') }),
      actionItemDecider.initial,
      facts,
      '',
    );
    expect(outcome.map(({ type }) => type)).toContain('DeadlineResolved');
  });
});

describe('activation', () => {
  const activate = as(system, new ActivateActionItem(), { activatedOn: '2019-09-11' });

  it('comes with the effect of the protocol and turns deadlines into days', () => {
    given(actionItemDecider, aPendingItem())
      .when(activate, facts)
      .then(aResolution('ru'), aResolution('cu'), ActionItemActivated({ activatedOn: '2019-09-11' }));
  });

  it('records nothing before the effect, or a second time', () => {
    const adopted = { ...facts, protocol: foldAll(protocolDecider, anAdoptedProtocol()) };
    given(actionItemDecider, aPendingItem()).when(activate, adopted).thenNothing();
    given(actionItemDecider, anActiveItem()).when(activate, facts).thenNothing();
  });
});

describe('validation of a half', () => {
  const obligation = foldAll(obligationFold, aReportedHalf());
  const validate = (actor: Partial<Actor>, fields: Partial<ValidateObligation> = {}) =>
    as(actor, new ValidateObligation(), { sideId: ru, reportId: ruReport, ...fields });
  const validator = { sideId: ru, officeId: ruValidator, roles: ['validator'] };

  it('by its validator shares the report', () => {
    given(actionItemDecider, anActiveItem()).when(validate(validator), { obligation }).then(aHalfDoneItem().at(-1)!);
    given(actionItemDecider, aHalfDoneItem()).when(validate(validator), { obligation }).thenNothing();
  });

  it('is refused to another office, for another report, for a side that owes nothing, and before the item binds', () => {
    given(actionItemDecider, anActiveItem())
      .when(validate({ ...validator, officeId: ruLead }), { obligation })
      .thenRefused('actionItems/notItsValidator');
    given(actionItemDecider, anActiveItem())
      .when(validate(validator, { reportId: uuid5('x') }), { obligation })
      .thenRefused('actionItems/noSuchReport');
    given(actionItemDecider, anActiveItem())
      .when(validate(validator), { obligation: obligationFold.initial })
      .thenRefused('actionItems/noSuchReport');
    given(actionItemDecider, anActiveItem())
      .when(validate(validator, { sideId: uuid5('x') as SideId }), { obligation })
      .thenRefused('actionItems/sideOwesNothing');
    given(actionItemDecider, aPendingItem())
      .when(validate(validator), { obligation })
      .thenRefused('actionItems/notActive');
  });
});

describe('removal from control', () => {
  const basis = { text: 'Protocol 12, clause 3', ...aTextRef('basis') };
  const remove = as(secretary, new RemoveFromControl(), { removedOn: '2019-11-20', basis });
  const bothDone = [
    ...aHalfDoneItem(),
    ObligationValidated({
      sideId: cu,
      reportId: ruReport,
      completedOn: '2019-10-20',
      report: aTextRef('report'),
      validatedByOfficeId: cuValidator,
    }),
  ];
  const { textId, sha256, lang } = aTextRef('basis');
  const removed = ActionItemRemovedFromControl({ removedOn: '2019-11-20', basis: { textId, sha256, lang } });

  it('follows when the joint rule is fulfilled: all halves, or any one', () => {
    given(actionItemDecider, bothDone).when(remove).then(removed);
    given(actionItemDecider, aHalfDoneItem()).when(remove).thenRefused('actionItems/notFulfilled');
    const [derived, ...rest] = aHalfDoneItem();
    const anyRule = { type: 'ActionItemDerived', data: { ...derived!.data, jointRule: 'any' } } as NonNullable<
      typeof derived
    >;
    given(actionItemDecider, [anyRule, ...rest])
      .when(remove)
      .then(removed);
  });

  it('happens once, and not before the item binds', () => {
    given(actionItemDecider, [...bothDone, removed])
      .when(remove)
      .thenNothing();
    given(actionItemDecider, aPendingItem()).when(remove).thenRefused('actionItems/notActive');
    given(actionItemDecider).when(remove).thenRefused('actionItems/unknown');
  });
});
