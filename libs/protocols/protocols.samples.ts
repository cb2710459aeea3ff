import { uuid5 } from '#kernel/ids';
import type { OfficeId, SideId } from '#kernel/values';
import type { BodyId } from '#directory/directory.ids';
import type { MeetingId } from '#meetings/meeting.events';
import {
  ClauseAdded,
  ProtocolAdopted,
  ProtocolDrafted,
  ProtocolSigned,
  ProtocolTextAgreed,
  ProtocolTookEffect,
  type ClauseId,
  type ProtocolEvent,
  type ProtocolId,
} from './protocol.events.js';

/** Ids of the sample protocol; the same in every test. */
export const sample = {
  protocolId: uuid5('sample', 'protocol') as ProtocolId,
  bodyId: uuid5('sample', 'body') as BodyId,
  meetingId: uuid5('sample', 'meeting') as MeetingId,
  ru: uuid5('sample', 'side', 'RU') as SideId,
  cu: uuid5('sample', 'side', 'CU') as SideId,
  ruMinister: uuid5('sample', 'office', 'RU minister') as OfficeId,
  cuMinister: uuid5('sample', 'office', 'CU minister') as OfficeId,
  decision: uuid5('sample', 'clause', 'decision') as ClauseId,
  information: uuid5('sample', 'clause', 'information') as ClauseId,
} as const;

export const havana = { en: 'Havana', ru: 'Гавана', es: 'La Habana' };

/** A draft between two sides with one decision and one informational clause; the session was on 11 September 2019. */
export function aDraftProtocol(): ProtocolEvent[] {
  const { protocolId, bodyId, meetingId, ru, cu, decision, information } = sample;
  return [
    ProtocolDrafted({
      protocolId,
      bodyId,
      meetingId,
      number: '2019-1',
      titles: { en: 'Final protocol' },
      sideIds: [ru, cu],
      languages: [
        { lang: 'ru', authentic: true },
        { lang: 'es', authentic: true },
        { lang: 'en', authentic: false },
      ],
      sessionOn: '2019-09-11',
    }),
    ClauseAdded({
      clauseId: decision,
      path: '1',
      kind: 'decision',
      sector: 'metallurgy',
      texts: { ru: 'Стороны продолжат сотрудничество.', es: 'Las Partes continuarán la cooperación.' },
    }),
    ClauseAdded({
      clauseId: information,
      path: '2',
      kind: 'informational',
      sector: null,
      texts: { ru: 'Стороны отметили.' },
    }),
  ];
}

export const anAdoptedProtocol = (): ProtocolEvent[] => [
  ...aDraftProtocol(),
  ProtocolTextAgreed({ agreedOn: '2019-09-11' }),
  ProtocolAdopted({ adoptedOn: '2019-09-11' }),
];

/** Signed by the first side only. */
export const aHalfSignedProtocol = (): ProtocolEvent[] => [
  ...anAdoptedProtocol(),
  ProtocolSigned({ sideId: sample.ru, officeId: sample.ruMinister, signedOn: '2019-09-11', place: havana }),
];

/** Signed by both, in effect from 11 September 2019. */
export const aProtocolInEffect = (): ProtocolEvent[] => [
  ...aHalfSignedProtocol(),
  ProtocolSigned({ sideId: sample.cu, officeId: sample.cuMinister, signedOn: '2019-09-11', place: havana }),
  ProtocolTookEffect({ effectiveOn: '2019-09-11' }),
];
