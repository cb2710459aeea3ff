import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isWorkingDay, type Rounding, type WorkingCalendar } from './calendar.js';
import { CUBA_V1, RUSSIA_V1 } from './calendars.data.js';
import { periodEnd, type DeadlineExpression } from './deadline-expression.js';
import { explanation } from './explanation.js';
import { resolveDeadline, type Anchors, type Resolution } from './resolve.js';
import { anyCalendar, anyDate, anyExpression } from '../../test/support/deadline-arbitraries.js';

const plain: WorkingCalendar = { version: 5, weekend: [6, 7], holidays: [], workingWeekends: [] };

function resolve(
  expression: DeadlineExpression,
  anchors: Anchors = {},
  calendar: WorkingCalendar = plain,
  rounding: Rounding = 'previous',
): Resolution {
  return resolveDeadline({ expression, anchors, calendar, rounding });
}

function dueOn(...args: Parameters<typeof resolve>): string | undefined {
  const found = resolve(...args);
  return found.status === 'resolved' ? found.dueOn : undefined;
}

describe('the worked example', () => {
  const sixtyDays: DeadlineExpression = { kind: 'after', anchor: 'signature', amount: 60, unit: 'calendarDays' };
  const anchors = { signature: '2019-09-11' };

  it('falls on Sunday 10 November 2019: 8 November when rounded back', () => {
    expect(resolve(sixtyDays, anchors, RUSSIA_V1, 'previous')).toEqual({
      status: 'resolved',
      dueOn: '2019-11-08',
      rawOn: '2019-11-10',
      provisional: false,
      explanation: [
        {
          code: 'afterAnchor',
          params: { amount: 60, unit: 'calendarDays', anchor: 'signature', anchorOn: '2019-09-11' },
        },
        { code: 'dayOff', params: { on: '2019-11-10', reason: 'weekend' } },
        { code: 'rounded', params: { rule: 'previous', on: '2019-11-08', version: 1 } },
      ],
    });
  });

  it('is 11 November for a side that rounds forward', () => {
    expect(dueOn(sixtyDays, anchors, CUBA_V1, 'next')).toBe('2019-11-11');
  });

  it('depends on which signature started the clock, and on the holidays of the side', () => {
    const mayDay = { ...plain, holidays: ['2026-05-01'] };
    expect(dueOn(sixtyDays, { signature: '2026-02-20' }, mayDay, 'previous')).toBe('2026-04-21');
    expect(dueOn(sixtyDays, { signature: '2026-03-03' }, mayDay, 'previous')).toBe('2026-04-30');
    expect(dueOn(sixtyDays, { signature: '2026-03-03' }, mayDay, 'next')).toBe('2026-05-04');
  });

  it('waits for the signature', () => {
    expect(resolve(sixtyDays)).toEqual({
      status: 'unresolved',
      waitingFor: 'signature',
      explanation: [{ code: 'waitingFor', params: { anchor: 'signature' } }],
    });
  });
});

describe('dates and durations', () => {
  it('keeps a working day and says so', () => {
    expect(resolve({ kind: 'date', on: '2025-11-10' })).toMatchObject({
      dueOn: '2025-11-10',
      rawOn: '2025-11-10',
      explanation: [{ code: 'onDate' }, { code: 'workingDay', params: { on: '2025-11-10', version: 5 } }],
    });
  });

  it('rounds by the calendar of the side that owes', () => {
    const russia = { ...plain, holidays: ['2025-12-31', ...januaryOff(8), '2026-01-09'] };
    expect(dueOn({ kind: 'date', on: '2026-01-09' }, {}, russia, 'previous')).toBe('2025-12-30');
    expect(dueOn({ kind: 'date', on: '2026-01-09' }, {}, plain, 'next')).toBe('2026-01-09');
    const cuba = { ...plain, holidays: ['2026-07-25', '2026-07-26', '2026-07-27'] };
    expect(dueOn({ kind: 'date', on: '2026-07-27' }, {}, cuba, 'next')).toBe('2026-07-28');
  });

  it('counts weeks, months and years, and takes the last day of a short month', () => {
    const after = (unit: 'weeks' | 'months' | 'years', amount: number, effect: string) =>
      resolve({ kind: 'after', anchor: 'effect', amount, unit }, { effect });
    expect(after('weeks', 2, '2026-11-24')).toMatchObject({ rawOn: '2026-12-08' });
    expect(after('months', 2, '2026-11-24')).toMatchObject({ rawOn: '2027-01-24', dueOn: '2027-01-22' });
    expect(after('years', 1, '2024-02-29')).toMatchObject({ rawOn: '2025-02-28' });
    const clamped = after('months', 1, '2024-01-31');
    expect(clamped).toMatchObject({ rawOn: '2024-02-29' });
    expect(clamped.explanation.map(({ code }) => code)).toContain('endOfMonth');
  });

  it('counts working days in the calendar of the side', () => {
    const receipt = { receipt: '2019-04-29' };
    const fiveDays = { kind: 'after', anchor: 'receipt', amount: 5, unit: 'workingDays' } as const;
    expect(dueOn(fiveDays, receipt, RUSSIA_V1)).toBe('2019-05-13');
    expect(dueOn(fiveDays, receipt, CUBA_V1)).toBe('2019-05-07');
  });

  it('takes a named gate only from that gate', () => {
    const afterCredit: DeadlineExpression = {
      kind: 'after',
      anchor: 'gate',
      amount: 3,
      unit: 'months',
      anchorRef: 'credit-1',
    };
    expect(resolve(afterCredit, { gate: '2026-01-01', refs: { permit: '2026-01-01' } })).toMatchObject({
      status: 'unresolved',
      waitingFor: 'gate',
      ref: 'credit-1',
    });
    expect(dueOn(afterCredit, { refs: { 'credit-1': '2026-03-02' } })).toBe('2026-06-02');
    expect(resolve({ ...afterCredit, anchorRef: 'constructor' }, { refs: {} }).status).toBe('unresolved');
  });

  it('tells when the calendar did not know the year', () => {
    const { explanation: steps } = resolve({ kind: 'date', on: '2021-03-31' }, {}, CUBA_V1);
    expect(steps.at(-1)).toEqual({ code: 'beyondCalendar', params: { on: '2021-03-31', version: 1 } });
  });
});

describe('periods', () => {
  it.each([
    ['2025-Q4', '2025-12-31'],
    ['2026-Q1', '2026-03-31'],
    ['2025-H1', '2025-06-30'],
    ['2025-H2', '2025-12-31'],
    ['2028', '2028-12-29'],
    ['2025/2026', '2026-12-31'],
  ])('%s is due on its last working day, whichever way the side rounds', (period, expected) => {
    expect(dueOn({ kind: 'period', period }, {}, plain, 'previous')).toBe(expected);
    expect(dueOn({ kind: 'period', period }, {}, plain, 'next')).toBe(expected);
  });
});

describe('sessions', () => {
  const bySession: DeadlineExpression = { kind: 'session', relation: 'by' };

  it('is provisional at the end of the window, then firm on the agreed day', () => {
    expect(resolve(bySession, { session: { windowEnd: '2025-09-30' } })).toMatchObject({
      dueOn: '2025-09-30',
      provisional: true,
    });
    const agreed = { session: { windowEnd: '2025-09-30', on: '2026-02-18' } };
    expect(resolve(bySession, agreed)).toMatchObject({ dueOn: '2026-02-18', provisional: false });
  });

  it('never moves past the session', () => {
    expect(dueOn(bySession, { session: { on: '2026-02-21' } }, plain, 'next')).toBe('2026-02-20');
  });

  it('waits while the session is unknown or postponed without a date', () => {
    expect(resolve(bySession)).toMatchObject({ status: 'unresolved', waitingFor: 'session' });
    expect(resolve(bySession, { session: {} })).toMatchObject({ status: 'unresolved', waitingFor: 'session' });
  });

  it('takes a named meeting only from that meeting', () => {
    const named: DeadlineExpression = { kind: 'session', relation: 'at', meetingId: 'm-12' };
    expect(resolve(named, { session: { on: '2026-02-18' } })).toMatchObject({ status: 'unresolved', ref: 'm-12' });
    expect(dueOn(named, { meetings: { 'm-12': { on: '2026-12-15' } } })).toBe('2026-12-15');
  });
});

describe('nothing to be late for', () => {
  it('has no date, but the cadence of a standing item', () => {
    expect(resolve({ kind: 'standing', cadence: 'FREQ=MONTHLY' })).toMatchObject({
      status: 'none',
      reason: 'standing',
      cadence: 'FREQ=MONTHLY',
    });
    expect(resolve({ kind: 'unspecified' })).toMatchObject({ status: 'none', reason: 'unspecified' });
  });
});

describe('properties', () => {
  it('never lands on a day off, and rounds the right way', () => {
    fc.assert(
      fc.property(
        anyExpression,
        anyCalendar,
        anyDate,
        fc.constantFrom<Rounding>('previous', 'next'),
        (expression, calendar, date, rule) => {
          const found = resolve(expression, everyAnchor(expression, date), calendar, rule);
          expect(explanation.safeParse(found.explanation).success).toBe(true);
          const undated = expression.kind === 'standing' || expression.kind === 'unspecified';
          expect(found.status).toBe(undated ? 'none' : 'resolved');
          if (found.status !== 'resolved') return;
          expect(isWorkingDay(found.dueOn, calendar)).toBe(true);
          const backwards = rule === 'previous' || expression.kind === 'period' || expression.kind === 'session';
          expect(backwards ? found.dueOn <= found.rawOn : found.dueOn >= found.rawOn).toBe(true);
          expect(resolve(expression, everyAnchor(expression, date), calendar, rule)).toEqual(found);
        },
      ),
    );
  });

  it('a later anchor never gives an earlier date', () => {
    fc.assert(
      fc.property(anyDate, anyDate, anyCalendar, fc.integer({ min: 1, max: 60 }), (a, b, calendar, amount) => {
        const [first, second] = [a, b].sort() as [string, string];
        for (const unit of ['calendarDays', 'workingDays', 'months'] as const) {
          const at = (effect: string) =>
            dueOn({ kind: 'after', anchor: 'effect', amount, unit }, { effect }, calendar, 'next') ?? '';
          expect(at(first) <= at(second)).toBe(true);
        }
      }),
    );
  });

  it('a period ends within its last year', () => {
    expect(periodEnd('2025/2025')).toBeUndefined();
    expect(periodEnd('2026/2025')).toBeUndefined();
    expect(periodEnd('2025-Q5')).toBeUndefined();
  });
});

function everyAnchor(expression: DeadlineExpression, date: string): Anchors {
  const session = { windowEnd: date };
  return {
    signature: date,
    effect: date,
    registration: date,
    receipt: date,
    gate: date,
    session,
    ...(expression.kind === 'after' && expression.anchorRef && { refs: { [expression.anchorRef]: date } }),
    ...(expression.kind === 'session' && expression.meetingId && { meetings: { [expression.meetingId]: session } }),
  };
}

function januaryOff(days: number): string[] {
  return Array.from({ length: days }, (_, index) => `2026-01-0${index + 1}`);
}
