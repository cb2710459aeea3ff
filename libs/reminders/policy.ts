import type { Instant, LocalDate } from '#kernel/values';
import type { WorkingCalendar } from '#deadlines/calendar';
import { nextWindow, windowInstant, type SendingWindow } from '#deadlines/local-time';
import { reminderDates } from '#deadlines/reminder-dates';

/** When one is reminded, as data. */
export interface ReminderPolicy {
  readonly version: number;
  /** Working days of the responsible side before the due date; 0 is the day itself. */
  readonly before: readonly number[];
  /** Calendar days after the due date, each moved to the next working day. */
  readonly overdue: readonly number[];
  /** Mail is sent between these hours of the side's own day. */
  readonly window: { readonly opens: string; readonly closes: string };
  /** Minutes after which a mail that was refused for now is tried again; after the last of them it is given up. */
  readonly retries: readonly number[];
}

/** +1 and +7 days, then weekly four times, then monthly six times. */
export const defaultPolicy: ReminderPolicy = {
  version: 1,
  before: [30, 14, 7, 2, 0],
  overdue: [1, 7, 14, 21, 28, 35, 65, 95, 125, 155, 185, 215],
  window: { opens: '09:00', closes: '17:00' },
  retries: [1, 5, 15, 60, 240],
};

/** Where and when a side works. */
export interface SideTime {
  readonly timeZone: string;
  readonly calendar: WorkingCalendar;
}

/** One reminder of a due date: which, and the moment it is to be sent. */
export interface Occurrence {
  /** `before-14`, `overdue-7`, or `owed`. */
  readonly kind: string;
  readonly at: Instant;
}

/** Every reminder of a due date, at the opening of the side's window, earliest first. */
export function occurrencesOf(dueOn: LocalDate, policy: ReminderPolicy, side: SideTime): Occurrence[] {
  return reminderDates(dueOn, policy, side.calendar).map(({ key, on }) => ({
    kind: key,
    at: windowInstant(on, policy.window.opens, side.timeZone),
  }));
}

/** The side's sending window. */
export function windowOf(policy: ReminderPolicy, { timeZone, calendar }: SideTime): SendingWindow {
  return { zone: timeZone, opens: policy.window.opens, closes: policy.window.closes, calendar };
}

/** One notice "you now owe", at the next moment the window is open. */
export function owedNotice(boundAt: Instant, policy: ReminderPolicy, side: SideTime): Occurrence {
  return { kind: 'owed', at: nextWindow(boundAt, windowOf(policy, side)) };
}

/** When a mail that was refused for now at `at` is tried again; null when that was the last attempt. */
export function retryAfter(attempt: number, at: Instant, { retries }: ReminderPolicy): Instant | null {
  const minutes = retries[attempt - 1];
  return minutes === undefined ? null : new Date(Date.parse(at) + minutes * 60_000).toISOString();
}
