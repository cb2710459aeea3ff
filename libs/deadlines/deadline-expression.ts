import { z } from 'zod';
import { localDate } from '#kernel/values';
import { DeadlineError } from './deadline-error.js';

/** How binding the parties meant the date to be; without it, hard. */
export const firmness = z.enum(['hard', 'target', 'vague']);
export type Firmness = z.output<typeof firmness>;

/** What starts the clock of a relative deadline. */
export const anchorKind = z.enum(['signature', 'effect', 'registration', 'receipt', 'gate']);
export type AnchorKind = z.output<typeof anchorKind>;

export const durationUnit = z.enum(['calendarDays', 'workingDays', 'weeks', 'months', 'years']);
export type DurationUnit = z.output<typeof durationUnit>;

/** The longest duration that is accepted, per unit; more is a slip of the pen. */
export const MAX_AMOUNT: Readonly<Record<DurationUnit, number>> = {
  calendarDays: 10_000,
  workingDays: 5_000,
  weeks: 1_500,
  months: 360,
  years: 30,
};

/** An id of a meeting, gate or protocol as it may stand in an expression. */
const reference = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,99}$/);

const WEEKDAY = '(?:MO|TU|WE|TH|FR|SA|SU)';
const NTH_WEEKDAY = `[+-]?[1-5]?${WEEKDAY}`;
const NUMBER = '-?[1-9]\\d?';
const RRULE_PART = new RegExp(
  `^(?:INTERVAL=[1-9]\\d{0,2}|WKST=${WEEKDAY}|BYDAY=${NTH_WEEKDAY}(?:,${NTH_WEEKDAY})*|BY(?:MONTHDAY|MONTH|SETPOS)=${NUMBER}(?:,${NUMBER})*)$`,
);

/** An RFC 5545 recurrence without an end, `FREQ` first, each part once: `FREQ=MONTHLY;INTERVAL=3`. */
export const cadence = z
  .string()
  .max(200)
  .refine((rule) => {
    const [frequency = '', ...parts] = rule.split(';');
    const keys = parts.map((part) => part.slice(0, part.indexOf('=')));
    return (
      /^FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/.test(frequency) &&
      parts.every((part) => RRULE_PART.test(part)) &&
      new Set(keys).size === keys.length
    );
  }, 'not an endless recurrence rule');

const PERIOD = /^(?<year>(?:19|20|21)\d\d)(?:-(?:Q(?<quarter>[1-4])|H(?<half>[12]))|\/(?<last>(?:19|20|21)\d\d))?$/;

/** A quarter `2025-Q4`, a half-year `2025-H1`, a year `2025`, or years from–to `2025/2026`. */
export const period = z
  .string()
  .refine((text) => periodParts(text) !== undefined, 'not a quarter, half-year, year or span of years');

const common = { firmness: firmness.optional() };

/** A deadline as it was written; `resolveDeadline` turns it into a local date of one side. */
export const deadlineExpression = z.discriminatedUnion('kind', [
  /** On or by a day: `10 November 2025`. */
  z.strictObject({ kind: z.literal('date'), on: localDate, ...common }),
  /** A duration after an event. `anchorRef` names which gate, protocol or receipt when the item does not imply it. */
  z
    .strictObject({
      kind: z.literal('after'),
      anchor: anchorKind,
      amount: z.int().min(1),
      unit: durationUnit,
      anchorRef: reference.optional(),
      ...common,
    })
    .refine(({ amount, unit }) => amount <= MAX_AMOUNT[unit], { path: ['amount'], message: 'too long' }),
  /** By the last working day of a period. */
  z.strictObject({ kind: z.literal('period'), period, ...common }),
  /** By or at a session: the next one, unless `meetingId` names it. */
  z.strictObject({
    kind: z.literal('session'),
    relation: z.enum(['by', 'at']),
    meetingId: reference.optional(),
    ...common,
  }),
  /** "Permanently", "on a regular basis": never due, but reported at this cadence. */
  z.strictObject({ kind: z.literal('standing'), cadence, ...common }),
  /** The text names no deadline, and says so explicitly. */
  z.strictObject({ kind: z.literal('unspecified'), ...common }),
]);
export type DeadlineExpression = z.output<typeof deadlineExpression>;

/** How binding the expression is. */
export function firmnessOf(expression: DeadlineExpression): Firmness {
  return expression.firmness ?? 'hard';
}

/** A period taken apart: which quarter or half of `year`, or the span of years up to `last`. */
export interface PeriodParts {
  readonly form: 'quarter' | 'half' | 'year' | 'span';
  /** Four digits. */
  readonly year: string;
  /** `1`…`4` of a quarter, `1` or `2` of a half-year; empty otherwise. */
  readonly part: string;
  /** The last year: that of the period, or of the span. */
  readonly last: string;
}

/** Reads the notation of `period`; undefined when it is none. */
export function periodParts(text: string): PeriodParts | undefined {
  const { year, quarter, half, last } = PERIOD.exec(text)?.groups ?? {};
  if (year === undefined || (last !== undefined && last <= year)) return undefined;
  if (quarter !== undefined) return { form: 'quarter', year, part: quarter, last: year };
  if (half !== undefined) return { form: 'half', year, part: half, last: year };
  return last === undefined ? { form: 'year', year, part: '', last: year } : { form: 'span', year, part: '', last };
}

/** The last day of a period in the notation of `period`; undefined when it is none. */
export function periodEnd(text: string): string | undefined {
  const parts = periodParts(text);
  if (parts === undefined) return undefined;
  const { form, part, last } = parts;
  const quarter = form === 'quarter' ? part : form === 'half' ? String(Number(part) * 2) : '4';
  return `${last}-${{ 1: '03-31', 2: '06-30', 3: '09-30' }[quarter] ?? '12-31'}`;
}

/**
 * The canonical text of an expression: the same in every language, for keys, exports and the command line. Examples:
 * `on 2025-11-10` · `60 calendarDays after signature` · `2 months after gate(credit-1)` · `within 2025-Q4` ·
 * `by session` · `at session(m-12)` · `standing(FREQ=MONTHLY)` · `unspecified`; then `; target` or `; vague` unless hard.
 */
export function formatExpression(expression: DeadlineExpression): string {
  const level = firmnessOf(expression);
  return level === 'hard' ? body(expression) : `${body(expression)}; ${level}`;
}

/**
 * Reads what `formatExpression` writes.
 * @throws DeadlineError `deadlines/expressionMalformed`
 */
export function parseExpression(text: string): DeadlineExpression {
  const [, written = '', level] = /^(.*?)(?:; (target|vague))?$/s.exec(text) ?? [];
  const fields = FORMS.map(([pattern, read]) => {
    const groups = pattern.exec(written)?.groups;
    return groups && read(groups);
  }).find((found) => found !== undefined);
  const parsed = deadlineExpression.safeParse(level === undefined ? fields : { ...fields, firmness: level });
  if (!parsed.success) throw new DeadlineError('deadlines/expressionMalformed', { text: text.slice(0, 200) });
  return parsed.data;
}

function body(expression: DeadlineExpression): string {
  const named = (word: string, ref: string | undefined) => (ref === undefined ? word : `${word}(${ref})`);
  switch (expression.kind) {
    case 'date':
      return `on ${expression.on}`;
    case 'after':
      return `${expression.amount} ${expression.unit} after ${named(expression.anchor, expression.anchorRef)}`;
    case 'period':
      return `within ${expression.period}`;
    case 'session':
      return `${expression.relation} ${named('session', expression.meetingId)}`;
    case 'standing':
      return `standing(${expression.cadence})`;
    case 'unspecified':
      return 'unspecified';
  }
}

type Groups = Readonly<Record<string, string | undefined>>;

/** One pattern per kind; the schema judges the values. */
const FORMS: readonly (readonly [RegExp, (groups: Groups) => object])[] = [
  [/^on (?<on>\S+)$/, ({ on }) => ({ kind: 'date', on })],
  [
    /^(?<amount>[1-9]\d{0,5}) (?<unit>\w+) after (?<anchor>\w+)(?:\((?<anchorRef>[^()]+)\))?$/,
    ({ amount, unit, anchor, anchorRef }) => ({
      kind: 'after',
      anchor,
      amount: Number(amount),
      unit,
      ...(anchorRef !== undefined && { anchorRef }),
    }),
  ],
  [/^within (?<period>\S+)$/, (groups) => ({ kind: 'period', period: groups['period'] })],
  [
    /^(?<relation>by|at) session(?:\((?<meetingId>[^()]+)\))?$/,
    ({ relation, meetingId }) => ({ kind: 'session', relation, ...(meetingId !== undefined && { meetingId }) }),
  ],
  [/^standing\((?<cadence>[^()]+)\)$/, (groups) => ({ kind: 'standing', cadence: groups['cadence'] })],
  [/^(?<kind>unspecified)$/, ({ kind }) => ({ kind })],
];
