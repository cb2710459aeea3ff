import type { Branded } from '#kernel/ids';
import { uuid5 } from '#kernel/ids';
import type { DomainEvent } from '#kernel/event';
import type { OfficeId, SideId } from '#kernel/values';
import {
  ActionItemActivated,
  ActionItemRemovedFromControl,
  obligationIdOf,
  ObligationValidated,
} from '#action-items/action-item.events';
import { aPendingItem, aResolution, aTextRef, itemSample } from '#action-items/action-items.samples';
import { CompletionReported, ProgressReported, ReportReturned } from '#action-items/obligation.events';
import { SideCalendarPublished, SideRegistered } from '#directory/side.events';
import { ClauseDisposed } from '#protocols/protocol.events';
import { anAdoptedProtocol, aProtocolInEffect, sample } from '#protocols/protocols.samples';
import type { Placed } from '#read-models/view';
import type { TestLog } from './view-harness.js';

const { itemId } = itemSample;
const { protocolId, ru, cu } = sample;
const reportId = (name: string) => uuid5('story', 'report', name) as Branded<'ReportId'>;

/** Every free text of the story, by the name of its reference. */
export const storyTexts = {
  progress: 'The plant has sent its list.',
  tooEarly: 'Done, we think.',
  reason: 'The list is not the contract.',
  done: 'The contract is signed.',
  cuProgress: 'La planta espera.',
  cuDone: 'La planta ha firmado.',
  basis: 'Co-chairs’ letters of 1 December.',
} as const;

export const storySides: Readonly<Record<'ru' | 'cu', { id: SideId; lead: OfficeId; validator: OfficeId }>> = {
  ru: { id: ru, lead: itemSample.ruLead, validator: itemSample.ruValidator },
  cu: { id: cu, lead: itemSample.cuLead, validator: itemSample.cuValidator },
};

/** The two sides with their calendars: Moscow and Havana. */
export function sidesOf(log: TestLog): Placed[] {
  const side = (id: SideId, code: string, names: Record<string, string>, timeZone: string) =>
    log.add('side', id, [
      SideRegistered({ sideId: id, code, names, timeZone, weekend: [6, 7], defaultLanguage: 'en', rounding: 'next' }),
      SideCalendarPublished({ version: 1, holidays: ['2019-11-04'], workingWeekends: [], source: 'official' }),
    ]);
  return [
    ...side(ru, 'RU', { en: 'Russia', ru: 'Россия', es: 'Rusia' }, 'Europe/Moscow'),
    ...side(cu, 'CU', { en: 'Cuba', ru: 'Куба', es: 'Cuba' }, 'America/Havana'),
  ];
}

/**
 * One item from the draft of its protocol to its removal from control: derived before the protocol took effect; the
 * Russian half is reported, returned, reported again and validated, then the Cuban half.
 */
export function anItemStory(log: TestLog): Placed[] {
  const of = (category: string, id: string) => (events: readonly DomainEvent[]) => log.add(category, id, events);
  const [protocol, item] = [of('protocol', protocolId), of('actionItem', itemId)];
  const half = (side: SideId) => of('obligation', obligationIdOf(itemId, side));
  const adopted = anAdoptedProtocol();
  return [
    ...sidesOf(log),
    ...protocol(adopted),
    ...item(aPendingItem()),
    ...protocol([ClauseDisposed({ clauseId: sample.decision, disposition: 'derived', reason: null })]),
    ...half(ru)([progress('ru', 'progress')]),
    ...protocol(aProtocolInEffect().slice(adopted.length)),
    ...item([aResolution('ru'), aResolution('cu'), ActionItemActivated({ activatedOn: '2019-09-11' })]),
    ...half(ru)([completion('ru', 'tooEarly', '2019-10-10')]),
    ...half(ru)([
      ReportReturned({
        itemId,
        sideId: ru,
        reportId: reportId('tooEarly'),
        returnedByOfficeId: itemSample.ruValidator,
        reason: aTextRef('reason'),
      }),
      completion('ru', 'done', '2019-10-15'),
    ]),
    ...half(cu)([progress('cu', 'cuProgress')]),
    ...item([validation('ru', 'done', '2019-10-15')]),
    ...half(cu)([completion('cu', 'cuDone', '2019-11-20')]),
    ...item([
      validation('cu', 'cuDone', '2019-11-20'),
      ActionItemRemovedFromControl({ removedOn: '2019-12-02', basis: aTextRef('basis') }),
    ]),
  ];
}

const of = (side: 'ru' | 'cu', text: string) => {
  const { id: sideId, lead: officeId } = storySides[side];
  return { itemId, sideId, officeId, reportId: reportId(text), report: aTextRef(text) };
};
const progress = (side: 'ru' | 'cu', text: string) => ProgressReported(of(side, text));
const completion = (side: 'ru' | 'cu', text: string, completedOn: string) =>
  CompletionReported({ ...of(side, text), completedOn });

function validation(side: 'ru' | 'cu', text: string, completedOn: string) {
  const { id: sideId, validator: validatedByOfficeId } = storySides[side];
  const report = aTextRef(text);
  return ObligationValidated({ sideId, reportId: reportId(text), completedOn, report, validatedByOfficeId });
}
