import { Temporal } from 'temporal-polyfill';
import type { Instant, LocalDate } from '#kernel/values';
import { isWorkingDay, nextWorkingDay, type WorkingCalendar } from './calendar.js';
import { DeadlineError } from './deadline-error.js';
import { addCalendarDays, dateOf, dayOf } from './local-day.js';

/** An IANA time zone, such as `America/Havana`; never an offset. */
export type TimeZone = string;
/** A time of day, `HH:MM`, 00:00 to 23:59. */
export type WallTime = string;

/** When a side is written to: on its working days, from `opens` up to but not including `closes`, wall clock. */
export interface SendingWindow {
  readonly zone: TimeZone;
  readonly opens: WallTime;
  readonly closes: WallTime;
  readonly calendar: WorkingCalendar;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;
const WALL_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const ZONE = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/** Whether this system's time zone data knows the zone. */
export function isTimeZone(zone: string): boolean {
  if (!ZONE.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** The date on the wall at that moment. @throws DeadlineError `deadlines/instantMalformed`, `deadlines/timeZoneUnknown` */
export function localDateAt(instant: Instant, zone: TimeZone): LocalDate {
  return temporalInstant(instant).toZonedDateTimeISO(knownZone(zone)).toPlainDate().toString();
}

/**
 * The moment at which a wall clock shows that time on that date. In a gap of the clock (or on a day the zone skipped)
 * the first moment after it; of a repeated hour the first.
 * @throws DeadlineError `deadlines/timeMalformed`, `deadlines/timeZoneUnknown`, `deadlines/dateMalformed`
 */
export function windowInstant(date: LocalDate, time: WallTime, zone: TimeZone): Instant {
  if (!WALL_TIME.test(time)) throw new DeadlineError('deadlines/timeMalformed', { text: time.slice(0, 40) });
  const wall = Temporal.PlainDateTime.from(`${dateOf(dayOf(date))}T${time}`);
  const found = wall.toZonedDateTime(knownZone(zone), { disambiguation: 'earlier' });
  if (found.toPlainDateTime().equals(wall)) return text(found.epochMilliseconds);
  // “earlier” steps back over a gap; the end of the gap is the next transition from there.
  const gapEnd = found.getTimeZoneTransition('next') ?? found;
  return text(gapEnd.epochMilliseconds);
}

/** The first moment of the day after the date, there; a deadline due on the date is overdue from then on. */
export function startOfNextLocalDay(date: LocalDate, zone: TimeZone): Instant {
  return windowInstant(addCalendarDays(date, 1), '00:00', zone);
}

/** Whether mail may go out at that moment. @throws DeadlineError `deadlines/windowEmpty` when it closes before it opens */
export function isWithinWindow(instant: Instant, window: SendingWindow): boolean {
  const at = temporalInstant(instant).epochMilliseconds;
  const date = localDateAt(instant, window.zone);
  const { from, to } = bounds(date, window);
  return isWorkingDay(date, window.calendar) && from <= at && at < to;
}

/**
 * The first moment, at or after the given one, that lies in the window on a working day.
 * @throws DeadlineError `deadlines/windowEmpty`, `deadlines/noWorkingDay`
 */
export function nextWindow(instant: Instant, window: SendingWindow): Instant {
  const at = temporalInstant(instant).epochMilliseconds;
  let date = nextWorkingDay(localDateAt(instant, window.zone), window.calendar);
  for (;;) {
    const { from, to } = bounds(date, window);
    const candidate = Math.max(at, from);
    if (candidate < to) return text(candidate);
    date = nextWorkingDay(addCalendarDays(date, 1), window.calendar);
  }
}

function bounds(date: LocalDate, { zone, opens, closes }: SendingWindow): { from: number; to: number } {
  if (closes <= opens) throw new DeadlineError('deadlines/windowEmpty', { opens, closes });
  return { from: Date.parse(windowInstant(date, opens, zone)), to: Date.parse(windowInstant(date, closes, zone)) };
}

function temporalInstant(instant: Instant): Temporal.Instant {
  try {
    if (INSTANT.test(instant)) return Temporal.Instant.from(instant);
  } catch {
    // The pattern fits but the day or hour does not exist; refused below like any other.
  }
  throw new DeadlineError('deadlines/instantMalformed', { text: String(instant).slice(0, 40) });
}

const zones = new Map<TimeZone, boolean>();

function knownZone(zone: TimeZone): TimeZone {
  const known = zones.get(zone) ?? isTimeZone(zone);
  if (!known) throw new DeadlineError('deadlines/timeZoneUnknown', { zone: String(zone).slice(0, 60) });
  zones.set(zone, known);
  return zone;
}

function text(epochMilliseconds: number): Instant {
  return new Date(epochMilliseconds).toISOString();
}
