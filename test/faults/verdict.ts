import { spreadOf, type Figure } from '../bench/figure.js';
import type { Violations } from './checker.js';
import type { Outcome } from './client.js';

/** One thing that had to come out of a fault. */
export interface Expected {
  readonly what: string;
  readonly holds: boolean;
  /** What was found; told when it does not hold. */
  readonly found?: unknown;
}

interface Findings {
  /** The series that the id is known for, such as seconds until everything was caught up. */
  readonly series: readonly number[];
  readonly unit: string;
  readonly violations: readonly Violations[];
  readonly outcomes: readonly Outcome[];
  readonly expected: readonly Expected[];
  readonly details?: Readonly<Record<string, unknown>>;
}

/** How many violations of a kind are told. */
const told = 5;

/** What a fault came to: correct without a violation, passed when also everything expected holds. */
export function verdict({ series, unit, violations, outcomes, expected, details }: Findings): Figure {
  const found = violations.flatMap((one) =>
    Object.entries(one).flatMap(([id, list]) => list.map((text) => `${id}: ${text}`)),
  );
  const refused = outcomes.filter(({ refusal }) => refusal !== undefined);
  const open = outcomes.filter(({ receipt, refusal }) => !receipt && refusal === undefined);
  const all: Expected[] = [
    ...expected,
    { what: 'no command is refused for good', holds: refused.length === 0, found: refused[0]?.refusal },
    { what: 'every command is answered in the end', holds: open.length === 0, found: open.length },
  ];
  const missed = all.filter(({ holds }) => !holds);
  const correct = found.length === 0;
  return {
    ...spreadOf(series),
    unit,
    correct,
    pass: correct && missed.length === 0,
    details: {
      violations: found.length === 0 ? 'none of I1-I5' : found.slice(0, told),
      ...(missed.length > 0 && { missed: missed.map(({ what, found: instead }) => `${what}: ${String(instead)}`) }),
      commands: `${outcomes.length}, ${outcomes.filter(({ attempts }) => attempts.length > 1).length} of them repeated`,
      expected: all.map(({ what }) => what),
      ...details,
    },
  };
}

/** Every 503 says when to come back. */
export function toldWhenToComeBack(outcomes: readonly Outcome[]): Expected {
  const attempts = outcomes.flatMap((outcome) => outcome.attempts);
  const unavailable = attempts.filter(({ status }) => status === 503);
  const others = attempts.filter(({ status }) => status !== null && status >= 500 && status !== 503);
  const silent = unavailable.filter(({ retryAfter }) => !/^\d+$/.test(retryAfter ?? ''));
  return {
    what: 'commands answer 503 with Retry-After meanwhile, and nothing else of 5xx',
    holds: unavailable.length > 0 && silent.length === 0 && others.length === 0,
    found: `${unavailable.length} × 503, ${silent.length} of them without; others: ${others[0]?.body ?? 'none'}`,
  };
}

export const seconds = (ms: number): number => ms / 1000;
