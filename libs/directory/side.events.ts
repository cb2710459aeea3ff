import { z } from 'zod';
import { event, type EventOf } from '#kernel/event';
import { languageTag, localDate, names, sideId } from '#kernel/values';

const isoWeekday = z.int().min(1).max(7);

/** A party of the community, such as a state: where it is, how it rounds, which language it is written to. */
export const SideRegistered = event('SideRegistered', {
  sideId,
  /** Short and unique, such as `RU`. */
  code: z.string(),
  names,
  timeZone: z.string(),
  /** Days off each week, ISO numbers (1 = Monday). */
  weekend: z.array(isoWeekday),
  defaultLanguage: languageTag,
  /** Where a deadline on a day off moves to. */
  rounding: z.enum(['previous', 'next']),
});

/** A version of the side's official calendar; versions count up and are never changed. */
export const SideCalendarPublished = event('SideCalendarPublished', {
  version: z.int().positive(),
  holidays: z.array(localDate),
  /** Weekend days that are worked, because a day off was moved. */
  workingWeekends: z.array(localDate),
  source: z.string(),
});

export const sideEvents = [SideRegistered, SideCalendarPublished] as const;
export type SideEvent = EventOf<(typeof sideEvents)[number]>;
