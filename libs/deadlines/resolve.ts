import { Temporal } from 'temporal-polyfill';
import type { LocalDate } from '#kernel/values';
import { addWorkingDays, coversDate, dayOffReason, roundToWorkingDay } from './calendar.js';
import type { Rounding, WorkingCalendar } from './calendar.js';
import { DeadlineError } from './deadline-error.js';
import { periodEnd, type AnchorKind, type DeadlineExpression } from './deadline-expression.js';
import type { Explanation, ExplanationStep } from './explanation.js';
import { addCalendarDays, dateOf, dayOf } from './local-day.js';

/** What is known of a session: its first day once agreed, the end of its window before that, neither when postponed. */
export interface SessionAnchor {
  readonly on?: LocalDate;
  readonly windowEnd?: LocalDate;
}

/**
 * The anchor dates known so far. `refs` and `meetings` are looked up for an expression that names a reference, and only
 * there: one gate's date never stands in for another's.
 */
export interface Anchors extends Readonly<Partial<Record<AnchorKind, LocalDate>>> {
  /** The next session. */
  readonly session?: SessionAnchor;
  readonly refs?: Readonly<Record<string, LocalDate>>;
  readonly meetings?: Readonly<Record<string, SessionAnchor>>;
}

export interface ResolutionInput {
  readonly expression: DeadlineExpression;
  readonly anchors: Anchors;
  /** Of the side that owes. */
  readonly calendar: WorkingCalendar;
  readonly rounding: Rounding;
}

/**
 * Outcome of a resolution; each explains itself. `resolved`: `dueOn` is a working day of the side, `rawOn` the date
 * before rounding, `provisional` while it rests on the window of a session. `unresolved`: the named anchor has no date
 * yet. `none`: there is nothing to be late for; `cadence` is how often a standing item is reported.
 */
export type Resolution =
  | {
      readonly status: 'resolved';
      readonly dueOn: LocalDate;
      readonly provisional: boolean;
      readonly rawOn: LocalDate;
      readonly explanation: Explanation;
    }
  | {
      readonly status: 'unresolved';
      readonly waitingFor: AnchorKind | 'session';
      readonly ref?: string;
      readonly explanation: Explanation;
    }
  | {
      readonly status: 'none';
      readonly reason: 'standing' | 'unspecified';
      readonly cadence?: string;
      readonly explanation: Explanation;
    };

interface RawDate {
  readonly on: LocalDate;
  readonly provisional?: boolean;
  /** Overrules the side's rounding: a period or a session is never overrun by it. */
  readonly rounding?: Rounding;
  readonly steps: Explanation;
}

/**
 * Turns a deadline as written into a local date of the side that owes.
 * @throws DeadlineError when the calendar has no working day near, or the date would leave 1900…2199
 */
export function resolveDeadline({ expression, anchors, calendar, rounding }: ResolutionInput): Resolution {
  switch (expression.kind) {
    case 'date': {
      const on = dateOf(dayOf(expression.on));
      return settle({ on, steps: [{ code: 'onDate', params: { on } }] }, calendar, rounding);
    }
    case 'after': {
      const { anchor, anchorRef } = expression;
      const anchorOn = anchorRef === undefined ? anchors[anchor] : own(anchors.refs, anchorRef);
      if (anchorOn === undefined) return waiting(anchor, anchorRef);
      return settle(afterAnchor(expression, anchorOn, calendar), calendar, rounding);
    }
    case 'period':
      return settle(endOfPeriod(expression.period), calendar, rounding);
    case 'session': {
      const { meetingId } = expression;
      const session = meetingId === undefined ? anchors.session : own(anchors.meetings, meetingId);
      const raw = session && sessionDate(expression.relation, session);
      return raw === undefined ? waiting('session', meetingId) : settle(raw, calendar, rounding);
    }
    case 'standing': {
      const { cadence } = expression;
      return { status: 'none', reason: 'standing', cadence, explanation: [{ code: 'standing', params: { cadence } }] };
    }
    case 'unspecified':
      return { status: 'none', reason: 'unspecified', explanation: [{ code: 'unspecified', params: {} }] };
  }
}

type AfterExpression = Extract<DeadlineExpression, { kind: 'after' }>;

function afterAnchor(
  { anchor, amount, unit }: AfterExpression,
  anchorOn: LocalDate,
  calendar: WorkingCalendar,
): RawDate {
  const step: ExplanationStep = { code: 'afterAnchor', params: { amount, unit, anchor, anchorOn } };
  if (unit === 'calendarDays') return { on: addCalendarDays(anchorOn, amount), steps: [step] };
  if (unit === 'workingDays') return { on: addWorkingDays(anchorOn, amount, calendar), steps: [step] };
  const start = Temporal.PlainDate.from(dateOf(dayOf(anchorOn)));
  const end = start.add({ [unit]: amount });
  const on = dateOf(dayOf(end.toString()));
  // 31 January + 1 month is the last day of February; the reader is told, for the day of the month changed.
  const clamped = unit !== 'weeks' && end.day !== start.day;
  return { on, steps: clamped ? [step, { code: 'endOfMonth', params: { on } }] : [step] };
}

function endOfPeriod(period: string): RawDate {
  const on = periodEnd(period);
  if (on === undefined) throw new DeadlineError('deadlines/expressionMalformed', { text: period });
  return { on, rounding: 'previous', steps: [{ code: 'endOfPeriod', params: { period, on } }] };
}

function sessionDate(relation: 'by' | 'at', { on, windowEnd }: SessionAnchor): RawDate | undefined {
  if (on !== undefined) {
    return { on, rounding: 'previous', steps: [{ code: 'sessionDate', params: { relation, on } }] };
  }
  if (windowEnd === undefined) return undefined;
  const steps: ExplanationStep[] = [{ code: 'sessionWindow', params: { relation, on: windowEnd } }];
  return { on: windowEnd, rounding: 'previous', provisional: true, steps };
}

function settle(
  { on, provisional = false, rounding, steps }: RawDate,
  calendar: WorkingCalendar,
  sideRule: Rounding,
): Resolution {
  const rule = rounding ?? sideRule;
  const reason = dayOffReason(on, calendar);
  const dueOn = roundToWorkingDay(on, rule, calendar);
  const { version } = calendar;
  const explanation: ExplanationStep[] = [
    ...steps,
    ...(reason === undefined
      ? [{ code: 'workingDay', params: { on, version } } as const]
      : [
          { code: 'dayOff', params: { on, reason } } as const,
          { code: 'rounded', params: { rule, on: dueOn, version } } as const,
        ]),
    ...(coversDate(on, calendar) ? [] : [{ code: 'beyondCalendar', params: { on, version } } as const]),
    ...(provisional ? [{ code: 'provisional', params: {} } as const] : []),
  ];
  return { status: 'resolved', dueOn, provisional, rawOn: on, explanation };
}

function waiting(waitingFor: AnchorKind | 'session', ref: string | undefined): Resolution {
  const explanation: ExplanationStep[] = [{ code: 'waitingFor', params: { anchor: waitingFor } }];
  return { status: 'unresolved', waitingFor, ...(ref !== undefined && { ref }), explanation };
}

function own<T>(values: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return values !== undefined && Object.hasOwn(values, key) ? values[key] : undefined;
}
