import { uuid5 } from '#kernel/ids';
import type { Branded } from '#kernel/ids';
import type { OfficeId, TextRef } from '#kernel/values';
import { sample } from '#protocols/protocols.samples';
import {
  ActionItemActivated,
  ActionItemDerived,
  DeadlineResolved,
  DeadlineSet,
  ObligationAssigned,
  ObligationValidated,
  type ActionItemEvent,
  type ActionItemId,
} from './action-item.events.js';
import { CompletionReported, type ObligationEvent } from './obligation.events.js';

/** Ids of the sample item; the same in every test. */
export const itemSample = {
  itemId: uuid5('sample', 'item') as ActionItemId,
  ruLead: uuid5('sample', 'office', 'RU lead') as OfficeId,
  ruValidator: uuid5('sample', 'office', 'RU validator') as OfficeId,
  cuLead: uuid5('sample', 'office', 'CU lead') as OfficeId,
  cuValidator: uuid5('sample', 'office', 'CU validator') as OfficeId,
  ruReport: uuid5('sample', 'report', 'RU') as Branded<'ReportId'>,
} as const;

export const aTextRef = (name: string): TextRef =>
  ({ textId: uuid5('sample', 'text', name), sha256: 'ab'.repeat(32), lang: 'en' }) as TextRef;

const sixtyDays = { kind: 'after', anchor: 'signature', amount: 60, unit: 'calendarDays' } as const;

/** Both sides owe within 60 days after signature; the protocol is adopted but not yet signed. */
export function aPendingItem(): ActionItemEvent[] {
  const { itemId, ruLead, ruValidator, cuLead, cuValidator } = itemSample;
  const half = (sideId: typeof sample.ru, leadOfficeId: OfficeId, validatorOfficeId: OfficeId) => [
    ObligationAssigned({ sideId, leadOfficeId, coExecutorOfficeIds: [], validatorOfficeId }),
    DeadlineSet({ sideId, expression: sixtyDays }),
  ];
  return [
    ActionItemDerived({
      itemId,
      bodyId: sample.bodyId,
      protocolId: sample.protocolId,
      sideIds: [sample.ru, sample.cu],
      clauseIds: [sample.decision],
      number: '2019-1-1',
      titles: { en: 'Continue the cooperation in metallurgy' },
      sector: 'metallurgy',
      jointRule: 'all',
    }),
    ...half(sample.ru, ruLead, ruValidator),
    ...half(sample.cu, cuLead, cuValidator),
  ];
}

/** 60 days after 11 September 2019 is Sunday 10 November: 8 November on one side, 11 November on the other. */
export const aResolution = (side: 'ru' | 'cu') =>
  DeadlineResolved({
    sideId: sample[side],
    dueOn: side === 'ru' ? '2019-11-08' : '2019-11-11',
    rawOn: '2019-11-10',
    provisional: false,
    calendarVersion: 1,
    rounding: side === 'ru' ? 'previous' : 'next',
    explanation: [
      {
        code: 'afterAnchor',
        params: { amount: 60, unit: 'calendarDays', anchor: 'signature', anchorOn: '2019-09-11' },
      },
      { code: 'dayOff', params: { on: '2019-11-10', reason: 'weekend' } },
      {
        code: 'rounded',
        params: {
          rule: side === 'ru' ? 'previous' : 'next',
          on: side === 'ru' ? '2019-11-08' : '2019-11-11',
          version: 1,
        },
      },
    ],
  });

/** The protocol is in effect: both halves are due. */
export const anActiveItem = (): ActionItemEvent[] => [
  ...aPendingItem(),
  aResolution('ru'),
  aResolution('cu'),
  ActionItemActivated({ activatedOn: '2019-09-11' }),
];

export const aReportedHalf = (): ObligationEvent[] => [
  CompletionReported({
    itemId: itemSample.itemId,
    sideId: sample.ru,
    reportId: itemSample.ruReport,
    officeId: itemSample.ruLead,
    completedOn: '2019-10-15',
    report: aTextRef('report'),
  }),
];

/** The Russian half is done and accepted, the Cuban one is open. */
export const aHalfDoneItem = (): ActionItemEvent[] => [
  ...anActiveItem(),
  ObligationValidated({
    sideId: sample.ru,
    reportId: itemSample.ruReport,
    completedOn: '2019-10-15',
    report: aTextRef('report'),
    validatedByOfficeId: itemSample.ruValidator,
  }),
];
