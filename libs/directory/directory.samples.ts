import { uuid5 } from '#kernel/ids';
import type { OfficeId, SideId } from '#kernel/values';
import { BodyEstablished, NationalPartFormed, SideJoinedBody, type BodyEvent } from './body.events.js';
import type { BodyId, EndpointId, InstitutionId, PersonId } from './directory.ids.js';
import { InstitutionRegistered, type InstitutionEvent } from './institution.events.js';
import { OfficeCreated, TenureEnded, TenureStarted, type OfficeEvent, type TenureId } from './office.events.js';
import { EndpointAdded, EndpointDeclaredDead, PersonRegistered, type PersonEvent } from './person.events.js';
import { SideCalendarPublished, SideRegistered, type SideEvent } from './side.events.js';

type DataOf<Make extends (data: never) => { readonly data: unknown }> = ReturnType<Make>['data'];

export const sampleSideId = (code: string): SideId => uuid5('sample side', code) as SideId;
export const sampleBodyId = (n = 1): BodyId => uuid5('sample body', n) as BodyId;
export const sampleInstitutionId = (side = 'RU', n = 1): InstitutionId =>
  uuid5('sample institution', side, n) as InstitutionId;
export const sampleOfficeId = (side = 'RU', n = 1): OfficeId => uuid5('sample office', side, n) as OfficeId;
export const samplePersonId = (side = 'RU', n = 1): PersonId => uuid5('sample person', side, n) as PersonId;
export const sampleEndpointId = (side = 'RU', n = 1): EndpointId => uuid5('sample endpoint', side, n) as EndpointId;
export const sampleTenureId = (n = 1): TenureId => uuid5('sample tenure', n) as TenureId;

/** Moscow, which rounds to the working day before; `theOtherSide` is Havana, which rounds to the one after. */
export const aSide = (part: Partial<DataOf<typeof SideRegistered>> = {}): SideEvent[] => [
  SideRegistered({
    sideId: sampleSideId('RU'),
    code: 'RU',
    names: { en: 'Russia', ru: 'Россия', es: 'Rusia' },
    timeZone: 'Europe/Moscow',
    weekend: [6, 7],
    defaultLanguage: 'ru',
    rounding: 'previous',
    ...part,
  }),
];

export const theOtherSide = (part: Partial<DataOf<typeof SideRegistered>> = {}): SideEvent[] =>
  aSide({
    sideId: sampleSideId('CU'),
    code: 'CU',
    names: { en: 'Cuba', ru: 'Куба', es: 'Cuba' },
    timeZone: 'America/Havana',
    defaultLanguage: 'es',
    rounding: 'next',
    ...part,
  });

/** With version 1 of its calendar: National Unity Day 2019 off. */
export const aSideWithCalendar = (part: Partial<DataOf<typeof SideCalendarPublished>> = {}): SideEvent[] => [
  ...aSide(),
  SideCalendarPublished({
    version: 1,
    holidays: ['2019-11-04'],
    workingWeekends: [],
    source: 'Synthetic calendar',
    ...part,
  }),
];

/** A working group that no side has joined yet. */
export const anEmptyBody = (part: Partial<DataOf<typeof BodyEstablished>> = {}): BodyEvent[] => [
  BodyEstablished({
    bodyId: sampleBodyId(),
    code: 'RG-01',
    kind: 'workingGroup',
    names: { en: 'Industrial cooperation', ru: 'Промышленная кооперация', es: 'Cooperación industrial' },
    parentId: null,
    languages: ['ru', 'es'],
    establishedOn: null,
    ...part,
  }),
];

/** A working group of two sides. */
export const aBody = (part: Partial<DataOf<typeof BodyEstablished>> = {}): BodyEvent[] => [
  ...anEmptyBody(part),
  SideJoinedBody({ sideId: sampleSideId('RU') }),
  SideJoinedBody({ sideId: sampleSideId('CU') }),
];

export const aBodyWithNationalPart = (): BodyEvent[] => [
  ...aBody(),
  NationalPartFormed({
    sideId: sampleSideId('RU'),
    chairOfficeId: sampleOfficeId('RU', 1),
    secretaryOfficeId: sampleOfficeId('RU', 2),
  }),
];

export const anInstitution = (part: Partial<DataOf<typeof InstitutionRegistered>> = {}): InstitutionEvent[] => [
  InstitutionRegistered({
    institutionId: sampleInstitutionId(),
    sideId: sampleSideId('RU'),
    code: 'MIN-A',
    names: { en: 'Ministry A', ru: 'Министерство А' },
    shortNames: null,
    ...part,
  }),
];

/** A vacant office. */
export const anOffice = (part: Partial<DataOf<typeof OfficeCreated>> = {}): OfficeEvent[] => [
  OfficeCreated({
    officeId: sampleOfficeId(),
    institutionId: sampleInstitutionId(),
    sideId: sampleSideId('RU'),
    names: { en: 'Head of department', ru: 'Директор департамента' },
    language: 'ru',
    ...part,
  }),
];

/** Held since 1 January 2019. */
export const aHeldOffice = (part: Partial<DataOf<typeof TenureStarted>> = {}): OfficeEvent[] => [
  ...anOffice(),
  TenureStarted({
    tenureId: sampleTenureId(),
    personId: samplePersonId(),
    startsOn: '2019-01-01',
    acting: false,
    ...part,
  }),
];

/** Left on 30 June 2020, the last day. */
export const aVacatedOffice = (): OfficeEvent[] => [
  ...aHeldOffice(),
  TenureEnded({ tenureId: sampleTenureId(), endsOn: '2020-06-30' }),
];

export const aPerson = (part: Partial<DataOf<typeof PersonRegistered>> = {}): PersonEvent[] => [
  PersonRegistered({ personId: samplePersonId(), sideId: sampleSideId('RU'), ...part }),
];

export const aReachablePerson = (): PersonEvent[] => [
  ...aPerson(),
  EndpointAdded({ endpointId: sampleEndpointId(), channel: 'mail' }),
];

/** The only address was declared dead. */
export const anUnreachablePerson = (): PersonEvent[] => [
  ...aReachablePerson(),
  EndpointDeclaredDead({ endpointId: sampleEndpointId(), reason: '5.1.1' }),
];
