import fc from 'fast-check';
import type { WorkingCalendar } from '#deadlines/calendar';
import { MAX_AMOUNT, anchorKind, durationUnit, firmness } from '#deadlines/deadline-expression';
import type { DeadlineExpression } from '#deadlines/deadline-expression';
import { dateOf, dayOf } from '#deadlines/local-day';

/** Dates well inside the accepted range, so that the longest duration still ends in it. */
export const anyDate = fc.integer({ min: dayOf('1960-01-01'), max: dayOf('2120-12-31') }).map(dateOf);

/** Calendars of up to five days of rest a week, with holidays and worked weekends around a year. */
export const anyCalendar: fc.Arbitrary<WorkingCalendar> = fc
  .record({
    version: fc.integer({ min: 1, max: 99 }),
    weekend: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 5 }),
    near: fc.integer({ min: dayOf('1960-01-01'), max: dayOf('2120-12-31') }),
    holidayOffsets: fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 60 }),
    workedOffsets: fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 10 }),
  })
  .map(({ version, weekend, near, holidayOffsets, workedOffsets }) => ({
    version,
    weekend,
    holidays: holidayOffsets.map((offset) => dateOf(near + offset)),
    workingWeekends: workedOffsets
      .filter((offset) => !holidayOffsets.includes(offset))
      .map((offset) => dateOf(near + offset)),
  }));

const level = { firmness: fc.constantFrom(...firmness.options) };
const reference = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,20}$/);
const kind = <Kind extends string>(value: Kind) => fc.constant(value);
const year = fc.integer({ min: 1970, max: 2110 });

const anyPeriod = fc.oneof(
  fc.tuple(year, fc.integer({ min: 1, max: 4 })).map(([from, part]) => `${from}-Q${part}`),
  fc.tuple(year, fc.integer({ min: 1, max: 2 })).map(([from, part]) => `${from}-H${part}`),
  year.map(String),
  fc.tuple(year, fc.integer({ min: 1, max: 20 })).map(([from, more]) => `${from}/${from + more}`),
);

const anyCadence = fc
  .tuple(
    fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
    fc.option(fc.integer({ min: 1, max: 999 })),
    fc.option(fc.constantFrom('BYDAY=MO,TH', 'BYMONTHDAY=-1', 'BYDAY=1MO;BYMONTH=3,9')),
  )
  .map(([unit, interval, rest]) =>
    [`FREQ=${unit}`, ...(interval === null ? [] : [`INTERVAL=${interval}`]), ...(rest === null ? [] : [rest])].join(
      ';',
    ),
  );

const anyDuration = fc.constantFrom(...durationUnit.options).chain((unit) =>
  fc.record(
    {
      kind: kind('after'),
      anchor: fc.constantFrom(...anchorKind.options),
      amount: fc.integer({ min: 1, max: MAX_AMOUNT[unit] }),
      unit: fc.constant(unit),
      anchorRef: reference,
      ...level,
    },
    { requiredKeys: ['kind', 'anchor', 'amount', 'unit'] },
  ),
);

/** Every kind of deadline expression that the schema accepts. */
export const anyExpression: fc.Arbitrary<DeadlineExpression> = fc.oneof(
  fc.record({ kind: kind('date'), on: anyDate, ...level }, { requiredKeys: ['kind', 'on'] }),
  anyDuration,
  fc.record({ kind: kind('period'), period: anyPeriod, ...level }, { requiredKeys: ['kind', 'period'] }),
  fc.record(
    { kind: kind('session'), relation: fc.constantFrom('by', 'at'), meetingId: reference, ...level },
    { requiredKeys: ['kind', 'relation'] },
  ),
  fc.record({ kind: kind('standing'), cadence: anyCadence, ...level }, { requiredKeys: ['kind', 'cadence'] }),
  fc.record({ kind: kind('unspecified'), ...level }, { requiredKeys: ['kind'] }),
);
