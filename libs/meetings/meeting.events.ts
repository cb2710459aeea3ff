import { z } from 'zod';
import { event, type EventOf } from '#kernel/event';
import { idOf, type Branded } from '#kernel/ids';
import { localDate, names, sideId } from '#kernel/values';
import { bodyId } from '#directory/directory.ids';

export type MeetingId = Branded<'MeetingId'>;
export const meetingId = idOf<'MeetingId'>();

export const meetingKinds = [
  'session',
  'coChairsReview',
  'nationalPartMeeting',
  'expertsMeeting',
  'businessMeeting',
] as const;

const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** A session or another meeting is to take place; without dates yet. */
export const MeetingProposed = event('MeetingProposed', {
  meetingId,
  bodyId,
  kind: z.enum(meetingKinds),
  titles: names,
  /** The sides of the body on that day: whose meeting it is. */
  sideIds: z.array(sideId).min(1),
  /** Each side counts sessions itself; empty for a meeting that has no number. */
  ordinals: z.array(z.strictObject({ sideId, ordinal: z.int().positive() })),
});

/** The first agreement on time: some days between two dates. */
export const MeetingWindowAgreed = event('MeetingWindowAgreed', { from: localDate, until: localDate });

/** Exact days, with place and zone; the local wall clock is what was agreed, instants are derived. */
export const MeetingScheduled = event('MeetingScheduled', {
  startsOn: localDate,
  endsOn: localDate,
  startsAtLocal: localTime.nullable(),
  timeZone: z.string(),
  place: names,
});

/** It took place, on these days. */
export const MeetingHeld = event('MeetingHeld', { startedOn: localDate, endedOn: localDate });

export const meetingEvents = [MeetingProposed, MeetingWindowAgreed, MeetingScheduled, MeetingHeld] as const;
export type MeetingEvent = EventOf<(typeof meetingEvents)[number]>;
