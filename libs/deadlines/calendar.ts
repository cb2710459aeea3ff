import { z } from 'zod';
import { localDate, sideId, type LocalDate } from '#kernel/values';
import { DeadlineError } from './deadline-error.js';
import { dateOf, dayOf, isoWeekday, type LocalDay } from './local-day.js';

const dates = z.array(localDate).max(5_000);

/** What a side publishes about its working days; a new version never changes what an older one resolved. */
export const workingCalendar = z
  .object({
    sideId: sideId.optional(),
    /** Counts up from 1 per side. */
    version: z.int().min(1),
    /** ISO weekdays of rest, Monday 1 … Sunday 7; at most six. */
    weekend: z.array(z.int().min(1).max(7)).max(6),
    /** Public holidays and working days decreed off. */
    holidays: dates,
    /** Days of the weekend that are worked by decree. */
    workingWeekends: dates,
    /** Between which dates the holidays were known when this version was published; outside only the weekend is. */
    covers: z.object({ from: localDate, to: localDate }).optional(),
  })
  .refine(({ holidays, workingWeekends }) => !workingWeekends.some((date) => holidays.includes(date)), {
    message: 'a date is both a holiday and worked',
  });

/** As in `workingCalendar`; taken read-only and with any side id, so that plain data fits. */
export interface WorkingCalendar {
  readonly sideId?: string;
  readonly version: number;
  readonly weekend: readonly number[];
  readonly holidays: readonly LocalDate[];
  readonly workingWeekends: readonly LocalDate[];
  readonly covers?: { readonly from: LocalDate; readonly to: LocalDate };
}

/** Which way a side moves a deadline that falls on a day off. */
export const rounding = z.enum(['previous', 'next']);
export type Rounding = z.output<typeof rounding>;

/** Why a day is not worked. */
export type DayOff = 'weekend' | 'holiday';

/** The largest number of working days that is ever counted in one step. */
export const MAX_WORKING_DAYS = 10_000;
/** How far the nearest working day is looked for before the calendar is refused. */
const MAX_DAYS_OFF = 366;

interface DayIndex {
  readonly weekend: ReadonlySet<number>;
  readonly holidays: ReadonlySet<LocalDay>;
  readonly worked: ReadonlySet<LocalDay>;
}

const indexes = new WeakMap<WorkingCalendar, DayIndex>();

/** Whether a side works on that day: worked by decree, or neither weekend nor holiday. */
export function isWorkingDay(date: LocalDate, calendar: WorkingCalendar): boolean {
  return dayOff(dayOf(date), indexOf(calendar)) === undefined;
}

/** Why the day is off; undefined on a working day. */
export function dayOffReason(date: LocalDate, calendar: WorkingCalendar): DayOff | undefined {
  return dayOff(dayOf(date), indexOf(calendar));
}

/** The date itself when worked, else the first working day after it. @throws DeadlineError `deadlines/noWorkingDay` */
export function nextWorkingDay(date: LocalDate, calendar: WorkingCalendar): LocalDate {
  return dateOf(seek(dayOf(date), 1, indexOf(calendar)));
}

/** The date itself when worked, else the last working day before it. @throws DeadlineError `deadlines/noWorkingDay` */
export function previousWorkingDay(date: LocalDate, calendar: WorkingCalendar): LocalDate {
  return dateOf(seek(dayOf(date), -1, indexOf(calendar)));
}

/** `previousWorkingDay` or `nextWorkingDay`, by the side's rule. */
export function roundToWorkingDay(date: LocalDate, rule: Rounding, calendar: WorkingCalendar): LocalDate {
  return rule === 'previous' ? previousWorkingDay(date, calendar) : nextWorkingDay(date, calendar);
}

/**
 * The n-th working day after the date, or before it when n is negative; the date itself is not counted, and n = 0
 * returns it as it is.
 * @throws DeadlineError `deadlines/amountOutOfRange` beyond ±10 000, `deadlines/noWorkingDay`, `deadlines/dateOutOfRange`
 */
export function addWorkingDays(date: LocalDate, amount: number, calendar: WorkingCalendar): LocalDate {
  if (!Number.isInteger(amount) || Math.abs(amount) > MAX_WORKING_DAYS) {
    throw new DeadlineError('deadlines/amountOutOfRange', { max: MAX_WORKING_DAYS });
  }
  const index = indexOf(calendar);
  const step = amount < 0 ? -1 : 1;
  let day = dayOf(date);
  for (let left = Math.abs(amount); left > 0; left -= 1) day = seek(day + step, step, index);
  return dateOf(day);
}

/**
 * How many working days lie after `from` up to and including `to`: 0 for the same day, negative when `to` is earlier.
 * For a working day `to`, `addWorkingDays(from, workingDaysBetween(from, to))` is `to`.
 */
export function workingDaysBetween(from: LocalDate, to: LocalDate, calendar: WorkingCalendar): number {
  const index = indexOf(calendar);
  const [start, end] = [dayOf(from), dayOf(to)];
  const step = end < start ? -1 : 1;
  let count = 0;
  for (let day = start; day !== end; day += step) if (dayOff(day + step, index) === undefined) count += step;
  return count;
}

/** Whether the holidays of that day were known to the calendar. */
export function coversDate(date: LocalDate, { covers }: WorkingCalendar): boolean {
  return covers === undefined || (covers.from <= date && date <= covers.to);
}

function dayOff(day: LocalDay, { weekend, holidays, worked }: DayIndex): DayOff | undefined {
  if (worked.has(day)) return undefined;
  if (holidays.has(day)) return 'holiday';
  return weekend.has(isoWeekday(day)) ? 'weekend' : undefined;
}

function seek(from: LocalDay, step: 1 | -1, index: DayIndex): LocalDay {
  for (let day = from; Math.abs(day - from) <= MAX_DAYS_OFF; day += step) {
    if (dayOff(day, index) === undefined) return day;
  }
  throw new DeadlineError('deadlines/noWorkingDay', { date: dateOf(from), days: MAX_DAYS_OFF });
}

function indexOf(calendar: WorkingCalendar): DayIndex {
  const known = indexes.get(calendar);
  if (known !== undefined) return known;
  if (calendar.weekend.some((weekday) => !Number.isInteger(weekday) || weekday < 1 || weekday > 7)) {
    throw new DeadlineError('deadlines/calendarMalformed', { version: calendar.version });
  }
  const index: DayIndex = {
    weekend: new Set(calendar.weekend),
    holidays: new Set(calendar.holidays.map(dayOf)),
    worked: new Set(calendar.workingWeekends.map(dayOf)),
  };
  indexes.set(calendar, index);
  return index;
}
