import type { LocalDate } from '#kernel/values';
import { addWorkingDays, nextWorkingDay, roundToWorkingDay } from './calendar.js';
import type { Rounding, WorkingCalendar } from './calendar.js';
import { DeadlineError } from './deadline-error.js';
import { addCalendarDays } from './local-day.js';

/** Offsets of one reminder class: working days before the due date (0 is the day itself), calendar days after it. */
export interface ReminderOffsets {
  readonly before: readonly number[];
  readonly overdue: readonly number[];
}

/** A reminder's place relative to the due date. `key` is part of its identity: `before-14`, `before-0`, `overdue-7`. */
export interface ReminderDate {
  readonly key: string;
  readonly kind: 'before' | 'overdue';
  readonly offset: number;
  /** The local date of the side that owes; a working day there. */
  readonly on: LocalDate;
}

/** No reminder is planned further away than this, in days of either sort. */
export const MAX_OFFSET = 1_000;

/**
 * All reminders of a due date, in order of date, earliest first. Equal offsets are listed once.
 * @param rule how day zero moves if the due date is off in this calendar; `previous` keeps it before the due date
 * @throws DeadlineError `deadlines/amountOutOfRange` for an offset that is no whole number or beyond 1000
 */
export function reminderDates(
  dueOn: LocalDate,
  { before, overdue }: ReminderOffsets,
  calendar: WorkingCalendar,
  rule: Rounding = 'previous',
): ReminderDate[] {
  const ahead = [...new Set(before)].sort((a, b) => b - a).map((offset) => beforeDue(dueOn, offset, calendar, rule));
  const late = [...new Set(overdue)].sort((a, b) => a - b).map((offset) => overdueDate(dueOn, offset, calendar));
  return [...ahead, ...late];
}

/** T-minus n working days, counted from day zero; n = 0 is day zero: the due date moved to a working day. */
export function beforeDue(
  dueOn: LocalDate,
  offset: number,
  calendar: WorkingCalendar,
  rule: Rounding = 'previous',
): ReminderDate {
  checkOffset(offset, 0);
  const dayZero = roundToWorkingDay(dueOn, rule, calendar);
  return { key: `before-${offset}`, kind: 'before', offset, on: addWorkingDays(dayZero, -offset, calendar) };
}

/** n calendar days after the due date, moved to the next working day; n is at least 1. */
export function overdueDate(dueOn: LocalDate, offset: number, calendar: WorkingCalendar): ReminderDate {
  checkOffset(offset, 1);
  const on = nextWorkingDay(addCalendarDays(dueOn, offset), calendar);
  return { key: `overdue-${offset}`, kind: 'overdue', offset, on };
}

function checkOffset(offset: number, min: number): void {
  if (!Number.isInteger(offset) || offset < min || offset > MAX_OFFSET) {
    throw new DeadlineError('deadlines/amountOutOfRange', { max: MAX_OFFSET });
  }
}
