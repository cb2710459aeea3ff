import type { LocalDate } from '#kernel/values';
import { DeadlineError } from './deadline-error.js';

/** A local date as days since 1 January 1970: arithmetic without zones or parsing. */
export type LocalDay = number;

export const FIRST_DATE: LocalDate = '1900-01-01';
export const LAST_DATE: LocalDate = '2199-12-31';

const MS_PER_DAY = 86_400_000;
const FIRST_DAY = Date.parse(FIRST_DATE) / MS_PER_DAY;
const LAST_DAY = Date.parse(LAST_DATE) / MS_PER_DAY;
const PATTERN = /^(\d{4})-(\d\d)-(\d\d)$/;

/**
 * Reads `YYYY-MM-DD`.
 * @throws DeadlineError `deadlines/dateMalformed` for a day that does not exist, `deadlines/dateOutOfRange` outside
 *   1900-01-01…2199-12-31
 */
export function dayOf(date: LocalDate): LocalDay {
  const [, year, month, day] = PATTERN.exec(date) ?? [];
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (year === undefined || at.getUTCDate() !== Number(day) || at.getUTCMonth() !== Number(month) - 1) {
    throw new DeadlineError('deadlines/dateMalformed', { date: String(date).slice(0, 40) });
  }
  // A two-digit year would be read by Date as 19xx; it is refused by what was written.
  if (Number(year) < 1900) throw new DeadlineError('deadlines/dateOutOfRange', { first: FIRST_DATE, last: LAST_DATE });
  return inRange(at.getTime() / MS_PER_DAY);
}

/** Writes `YYYY-MM-DD`. @throws DeadlineError `deadlines/dateOutOfRange` */
export function dateOf(day: LocalDay): LocalDate {
  return new Date(inRange(day) * MS_PER_DAY).toISOString().slice(0, 10);
}

/** Moves a date by calendar days, either way. @throws DeadlineError `deadlines/dateMalformed`, `deadlines/dateOutOfRange` */
export function addCalendarDays(date: LocalDate, days: number): LocalDate {
  return dateOf(dayOf(date) + days);
}

/** ISO weekday, Monday 1 … Sunday 7. */
export function isoWeekday(day: LocalDay): number {
  // 1 January 1970 was a Thursday.
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

function inRange(day: LocalDay): LocalDay {
  if (!Number.isInteger(day) || day < FIRST_DAY || day > LAST_DAY) {
    throw new DeadlineError('deadlines/dateOutOfRange', { first: FIRST_DATE, last: LAST_DATE });
  }
  return day;
}
