import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCalendar, anyDate } from '../../test/support/deadline-arbitraries.js';
import { isWorkingDay, workingDaysBetween, type WorkingCalendar } from './calendar.js';
import { RUSSIA_V1 } from './calendars.data.js';
import { addCalendarDays } from './local-day.js';
import { beforeDue, overdueDate, reminderDates } from './reminder-dates.js';

const plain: WorkingCalendar = { version: 1, weekend: [6, 7], holidays: [], workingWeekends: [] };

describe('reminder dates', () => {
  it('lie working days before and calendar days after, in order', () => {
    const found = reminderDates('2019-11-08', { before: [0, 2, 30, 7, 14, 7], overdue: [7, 1] }, RUSSIA_V1);
    expect(found.map(({ key, on }) => [key, on])).toEqual([
      ['before-30', '2019-09-26'],
      ['before-14', '2019-10-18'],
      ['before-7', '2019-10-29'],
      ['before-2', '2019-11-06'],
      ['before-0', '2019-11-08'],
      ['overdue-1', '2019-11-11'],
      ['overdue-7', '2019-11-15'],
    ]);
  });

  it('keep day zero before a due date that became a day off', () => {
    const calendar = { ...plain, holidays: ['2026-11-24'] };
    expect(beforeDue('2026-11-24', 0, calendar).on).toBe('2026-11-23');
    expect(beforeDue('2026-11-24', 0, calendar, 'next').on).toBe('2026-11-25');
    expect(beforeDue('2026-11-24', 1, calendar).on).toBe('2026-11-20');
  });

  it('move an overdue step over the holidays', () => {
    expect(overdueDate('2019-12-31', 1, RUSSIA_V1).on).toBe('2020-01-09');
    expect(overdueDate('2019-12-31', 7, RUSSIA_V1).on).toBe('2020-01-09');
  });

  it('refuse offsets that mean nothing', () => {
    for (const offset of [-1, 0.5, Number.NaN, 1_001]) {
      expect(() => beforeDue('2026-11-24', offset, plain)).toThrow('deadlines/amountOutOfRange');
    }
    expect(() => overdueDate('2026-11-24', 0, plain)).toThrow('deadlines/amountOutOfRange');
  });

  it('always fall on working days, before on one side and overdue on the other', () => {
    const offsets = fc.uniqueArray(fc.integer({ min: 1, max: 90 }), { maxLength: 6 });
    fc.assert(
      fc.property(anyDate, anyCalendar, offsets, offsets, (dueOn, calendar, before, overdue) => {
        const found = reminderDates(dueOn, { before: [...before, 0], overdue }, calendar);
        expect(found).toHaveLength(before.length + 1 + overdue.length);
        expect(found.map(({ on }) => on)).toEqual(found.map(({ on }) => on).sort());
        const dayZero = found[before.length]?.on ?? '';
        for (const { kind, offset, on } of found) {
          expect(isWorkingDay(on, calendar)).toBe(true);
          const distance = kind === 'before' ? workingDaysBetween(on, dayZero, calendar) : offset;
          expect(distance).toBe(offset);
          expect(kind === 'before' || on >= addCalendarDays(dueOn, offset)).toBe(true);
        }
      }),
    );
  });
});
