import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addWorkingDays,
  coversDate,
  dayOffReason,
  isWorkingDay,
  nextWorkingDay,
  previousWorkingDay,
  roundToWorkingDay,
  workingCalendar,
  workingDaysBetween,
  type WorkingCalendar,
} from './calendar.js';
import { CUBA_V1, RUSSIA_V1 } from './calendars.data.js';
import { addCalendarDays } from './local-day.js';
import { anyCalendar, anyDate } from '../../test/support/deadline-arbitraries.js';

const plain: WorkingCalendar = { version: 1, weekend: [6, 7], holidays: [], workingWeekends: [] };

describe('working days', () => {
  it('knows weekends, holidays and worked weekends', () => {
    const calendar = { ...plain, holidays: ['2025-11-04'], workingWeekends: ['2025-11-01'] };
    expect(isWorkingDay('2025-11-01', calendar)).toBe(true);
    expect(dayOffReason('2025-11-02', calendar)).toBe('weekend');
    expect(dayOffReason('2025-11-04', calendar)).toBe('holiday');
    expect(dayOffReason('2025-11-05', calendar)).toBeUndefined();
  });

  it('knows a weekend on Friday and Saturday', () => {
    const calendar = { ...plain, weekend: [5, 6] };
    expect(nextWorkingDay('2026-11-27', calendar)).toBe('2026-11-29');
    expect(previousWorkingDay('2026-11-28', calendar)).toBe('2026-11-26');
  });

  it('rounds over the end of a year', () => {
    const calendar = { ...plain, holidays: ['2025-12-31', '2026-01-01', '2026-01-02'] };
    expect(nextWorkingDay('2025-12-31', calendar)).toBe('2026-01-05');
    expect(previousWorkingDay('2026-01-04', calendar)).toBe('2025-12-30');
  });

  it('adds working days either way and leaves n = 0 alone', () => {
    expect(addWorkingDays('2026-11-27', 1, plain)).toBe('2026-11-30');
    expect(addWorkingDays('2026-11-29', 1, plain)).toBe('2026-11-30');
    expect(addWorkingDays('2026-11-29', -1, plain)).toBe('2026-11-27');
    expect(addWorkingDays('2026-11-29', 0, plain)).toBe('2026-11-29');
    expect(addWorkingDays('2024-02-28', 1, plain)).toBe('2024-02-29');
  });

  it('counts the working days after a date up to another', () => {
    expect(workingDaysBetween('2026-11-24', '2026-12-03', plain)).toBe(7);
    expect(workingDaysBetween('2026-12-03', '2026-11-24', plain)).toBe(-7);
    expect(workingDaysBetween('2026-11-24', '2026-11-24', plain)).toBe(0);
    expect(workingDaysBetween('2026-11-27', '2026-11-29', plain)).toBe(0);
  });

  it('says when the holidays of a day were not known', () => {
    expect(coversDate('2020-12-31', RUSSIA_V1)).toBe(true);
    expect(coversDate('2021-01-01', RUSSIA_V1)).toBe(false);
    expect(coversDate('2150-01-01', plain)).toBe(true);
  });
});

describe('refusals', () => {
  const code = (act: () => unknown) => {
    try {
      return act();
    } catch (error) {
      return (error as { code?: string }).code;
    }
  };

  it('refuses amounts that are no whole number or absurd', () => {
    for (const amount of [Number.NaN, Number.POSITIVE_INFINITY, 1.5, 10_001, -10_001]) {
      expect(code(() => addWorkingDays('2026-11-24', amount, plain))).toBe('deadlines/amountOutOfRange');
    }
  });

  it('refuses dates that do not exist or are out of range', () => {
    for (const date of ['2025-02-29', '2025-13-01', '2025-00-10', '25-01-01', '', '2025-1-1', '+2025-01-01']) {
      expect(code(() => isWorkingDay(date, plain))).toBe('deadlines/dateMalformed');
    }
    for (const date of ['1899-12-31', '2200-01-01']) {
      expect(code(() => isWorkingDay(date, plain))).toBe('deadlines/dateOutOfRange');
    }
    expect(code(() => addWorkingDays('2199-12-31', 1, plain))).toBe('deadlines/dateOutOfRange');
  });

  it('refuses a calendar without a working day, and one with an impossible weekday', () => {
    expect(code(() => nextWorkingDay('2026-11-24', { ...plain, weekend: [1, 2, 3, 4, 5, 6, 7] }))).toBe(
      'deadlines/noWorkingDay',
    );
    expect(code(() => isWorkingDay('2026-11-24', { ...plain, weekend: [0] }))).toBe('deadlines/calendarMalformed');
    expect(workingCalendar.safeParse({ ...plain, weekend: [1, 2, 3, 4, 5, 6, 7] }).success).toBe(false);
    expect(workingCalendar.safeParse({ ...plain, holidays: ['2025-02-30'] }).success).toBe(false);
    expect(
      workingCalendar.safeParse({ ...plain, holidays: ['2025-11-01'], workingWeekends: ['2025-11-01'] }).success,
    ).toBe(false);
  });
});

describe('properties', () => {
  it('rounding lands on the nearest working day on its side, and stays there', () => {
    fc.assert(
      fc.property(anyDate, anyCalendar, (date, calendar) => {
        const [before, after] = [previousWorkingDay(date, calendar), nextWorkingDay(date, calendar)];
        expect(before <= date && date <= after).toBe(true);
        for (const found of [before, after]) {
          expect(isWorkingDay(found, calendar)).toBe(true);
          expect(roundToWorkingDay(found, 'previous', calendar)).toBe(found);
          expect(roundToWorkingDay(found, 'next', calendar)).toBe(found);
        }
        expect(before === after ? after : addWorkingDays(before, 1, calendar)).toBe(after);
      }),
    );
  });

  it('adding and taking away working days are inverse from a working day', () => {
    fc.assert(
      fc.property(anyDate, anyCalendar, fc.integer({ min: -400, max: 400 }), (date, calendar, amount) => {
        const start = nextWorkingDay(date, calendar);
        const end = addWorkingDays(start, amount, calendar);
        expect(isWorkingDay(end, calendar)).toBe(true);
        expect(addWorkingDays(end, -amount, calendar)).toBe(start);
        expect(workingDaysBetween(start, end, calendar)).toBe(amount === 0 ? 0 : amount);
      }),
    );
  });

  it('counts like a plain walk over the days', () => {
    fc.assert(
      fc.property(anyDate, anyCalendar, fc.integer({ min: 0, max: 60 }), (date, calendar, days) => {
        let count = 0;
        for (let n = 1; n <= days; n += 1) if (isWorkingDay(addCalendarDays(date, n), calendar)) count += 1;
        expect(workingDaysBetween(date, addCalendarDays(date, days), calendar)).toBe(count);
      }),
    );
  });
});

describe('seed calendars', () => {
  it.each([RUSSIA_V1, CUBA_V1])('of $country is well formed', (calendar) => {
    expect(workingCalendar.safeParse(calendar).success).toBe(true);
    expect(calendar.holidays).toEqual([...new Set(calendar.holidays)].sort());
    expect(calendar.source).toContain('general knowledge');
  });

  it('of Russia has the working days of its production calendar', () => {
    expect(workingDaysBetween('2018-12-31', '2019-12-31', RUSSIA_V1)).toBe(247);
    expect(workingDaysBetween('2019-12-31', '2020-12-31', RUSSIA_V1)).toBe(248);
    expect(nextWorkingDay('2019-05-01', RUSSIA_V1)).toBe('2019-05-06');
    expect(nextWorkingDay('2020-01-01', RUSSIA_V1)).toBe('2020-01-09');
    expect(previousWorkingDay('2020-05-05', RUSSIA_V1)).toBe('2020-04-30');
  });

  it('of Cuba has Good Friday and the days around 26 July', () => {
    expect(nextWorkingDay('2019-04-19', CUBA_V1)).toBe('2019-04-22');
    expect(nextWorkingDay('2019-07-25', CUBA_V1)).toBe('2019-07-29');
    expect(nextWorkingDay('2020-07-25', CUBA_V1)).toBe('2020-07-28');
    expect(nextWorkingDay('2019-12-31', CUBA_V1)).toBe('2020-01-03');
  });
});
