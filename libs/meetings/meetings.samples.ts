import { uuid5 } from '#kernel/ids';
import type { SideId } from '#kernel/values';
import type { BodyId } from '#directory/directory.ids';
import {
  MeetingHeld,
  MeetingProposed,
  MeetingScheduled,
  MeetingWindowAgreed,
  type MeetingEvent,
  type MeetingId,
} from './meeting.events.js';

type Proposed = ReturnType<typeof MeetingProposed>['data'];

const sides = [uuid5('sample side', 'RU'), uuid5('sample side', 'CU')] as SideId[];

/** What the stage builders below start from; every part can be overridden. */
export const sampleMeeting: Proposed = {
  meetingId: uuid5('sample meeting', 1) as MeetingId,
  bodyId: uuid5('sample body', 1) as BodyId,
  kind: 'session',
  titles: { en: 'Eleventh session', ru: 'Одиннадцатое заседание', es: 'Undécima sesión' },
  sideIds: sides,
  ordinals: sides.map((sideId) => ({ sideId, ordinal: 11 })),
};

export const aProposedMeeting = (part: Partial<Proposed> = {}): MeetingEvent[] => [
  MeetingProposed({ ...sampleMeeting, ...part }),
];

/** Agreed for September 2019, without days. */
export const aMeetingWithWindow = (part: Partial<Proposed> = {}): MeetingEvent[] => [
  ...aProposedMeeting(part),
  MeetingWindowAgreed({ from: '2019-09-01', until: '2019-09-30' }),
];

/** 10 and 11 September 2019 in Havana, from ten o'clock. */
export const aScheduledMeeting = (part: Partial<Proposed> = {}): MeetingEvent[] => [
  ...aMeetingWithWindow(part),
  MeetingScheduled({
    startsOn: '2019-09-10',
    endsOn: '2019-09-11',
    startsAtLocal: '10:00',
    timeZone: 'America/Havana',
    place: { en: 'Havana', ru: 'Гавана', es: 'La Habana' },
  }),
];

/** Held on the scheduled days. */
export const aHeldMeeting = (part: Partial<Proposed> = {}): MeetingEvent[] => [
  ...aScheduledMeeting(part),
  MeetingHeld({ startedOn: '2019-09-10', endedOn: '2019-09-11' }),
];
