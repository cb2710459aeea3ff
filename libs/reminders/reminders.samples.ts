import { uuid5 } from '#kernel/ids';
import { foldAll } from '#kernel/decider';
import type { EndpointId, PersonId } from '#directory/directory.ids';
import { officeDecider } from '#directory/office.decider';
import { OfficeCreated, TenureStarted, type OfficeEvent, type TenureId } from '#directory/office.events';
import { sampleInstitutionId } from '#directory/directory.samples';
import { personDecider } from '#directory/person.decider';
import { EndpointAdded, PersonRegistered, type PersonEvent } from '#directory/person.events';
import { sideDecider } from '#directory/side.decider';
import { SideRegistered } from '#directory/side.events';
import { actionItemDecider } from '#action-items/action-item.decider';
import type { ActionItemEvent } from '#action-items/action-item.events';
import { anActiveItem, itemSample } from '#action-items/action-items.samples';
import type { ObligationEvent } from '#action-items/obligation.events';
import { obligationFold } from '#action-items/obligation.state';
import { sample } from '#protocols/protocols.samples';
import type { DueOccurrence, ReminderFacts } from './reminder.decider.js';

export const holder = uuid5('sample', 'holder') as PersonId;
export const holdersAddress = uuid5('sample', 'holder', 'address') as EndpointId;

/** Fourteen working days before the Russian half of the sample item is due. */
export const aDueOccurrence = (part: Partial<DueOccurrence> = {}): DueOccurrence => ({
  itemId: itemSample.itemId,
  sideId: sample.ru,
  officeId: itemSample.ruLead,
  kind: 'before-14',
  dueOn: '2019-11-08',
  channel: 'mail',
  plannedAt: '2019-10-18T06:00:00.000Z',
  ...part,
});

export const aHeldLeadOffice = (): OfficeEvent[] => [
  OfficeCreated({
    officeId: itemSample.ruLead,
    institutionId: sampleInstitutionId(),
    sideId: sample.ru,
    names: { en: 'Department', ru: 'Департамент' },
    language: 'ru',
  }),
  TenureStarted({
    tenureId: uuid5('sample', 'holder', 'tenure') as TenureId,
    personId: holder,
    startsOn: '2019-01-01',
    acting: false,
  }),
];

export const aHolder = (): PersonEvent[] => [
  PersonRegistered({ personId: holder, sideId: sample.ru }),
  EndpointAdded({ endpointId: holdersAddress, channel: 'mail' }),
];

/** How things stand; each list of events replaces the usual one. */
export interface Standing {
  readonly item?: readonly ActionItemEvent[];
  readonly obligation?: readonly ObligationEvent[];
  readonly office?: readonly OfficeEvent[];
  readonly persons?: Readonly<Record<PersonId, readonly PersonEvent[]>>;
}

/** What a decision looks at: the half is owed, the office held, its holder reachable, unless told otherwise. */
export function theFacts({
  item = anActiveItem(),
  obligation = [],
  office = aHeldLeadOffice(),
  persons = { [holder]: aHolder() },
}: Standing = {}): ReminderFacts {
  const side = SideRegistered({
    sideId: sample.ru,
    code: 'RU',
    names: { en: 'Russia' },
    timeZone: 'Europe/Moscow',
    weekend: [6, 7],
    defaultLanguage: 'ru',
    rounding: 'previous',
  });
  return {
    item: foldAll(actionItemDecider, item),
    obligation: foldAll(obligationFold, obligation),
    side: foldAll(sideDecider, [side]),
    office: foldAll(officeDecider, office),
    persons: new Map(
      Object.entries(persons).map(([id, events]) => [id as PersonId, foldAll(personDecider, [...events])]),
    ),
    knownPosition: '4711',
  };
}
