import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  deadlineExpression,
  firmnessOf,
  formatExpression,
  parseExpression,
  type DeadlineExpression,
} from './deadline-expression.js';
import { anyExpression } from '../../test/support/deadline-arbitraries.js';

const EXAMPLES: readonly (readonly [string, DeadlineExpression])[] = [
  ['on 2025-11-10', { kind: 'date', on: '2025-11-10' }],
  ['60 calendarDays after signature', { kind: 'after', anchor: 'signature', amount: 60, unit: 'calendarDays' }],
  [
    '2 months after gate(credit-1); target',
    { kind: 'after', anchor: 'gate', amount: 2, unit: 'months', anchorRef: 'credit-1', firmness: 'target' },
  ],
  ['within 2025-Q4', { kind: 'period', period: '2025-Q4' }],
  ['within 2025/2026; vague', { kind: 'period', period: '2025/2026', firmness: 'vague' }],
  ['by session', { kind: 'session', relation: 'by' }],
  ['at session(m-12)', { kind: 'session', relation: 'at', meetingId: 'm-12' }],
  [
    'standing(FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO,-1FR)',
    { kind: 'standing', cadence: 'FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO,-1FR' },
  ],
  ['unspecified', { kind: 'unspecified' }],
];

describe('the canonical text', () => {
  it.each(EXAMPLES)('%s', (text, expression) => {
    expect(formatExpression(expression)).toBe(text);
    expect(parseExpression(text)).toEqual(expression);
  });

  it('reads back every expression it writes', () => {
    fc.assert(
      fc.property(anyExpression, (expression) => {
        const text = formatExpression(expression);
        const { firmness, ...rest } = expression;
        const canonical = firmness === undefined || firmness === 'hard' ? rest : expression;
        expect(parseExpression(text)).toEqual(canonical);
        expect(formatExpression(parseExpression(text))).toBe(text);
        expect(firmnessOf(parseExpression(text))).toBe(firmnessOf(expression));
      }),
    );
  });

  it.each([
    '',
    'on 2025-02-29',
    'on  2025-11-10',
    'by session ',
    'by session()',
    '0 weeks after signature',
    '01 weeks after signature',
    '31 years after signature',
    '5 fortnights after signature',
    '5 weeks after breakfast',
    'within 2025-Q5',
    'within 2026/2025',
    'standing(FREQ=HOURLY)',
    'standing(FREQ=WEEKLY;COUNT=3)',
    'standing(FREQ=WEEKLY;INTERVAL=2;INTERVAL=3)',
    'standing(FREQ=WEEKLY;)',
    'unspecified; hard',
    'unspecified; soft',
    'on 2025-11-10\n',
  ])('refuses %j', (text) => {
    expect(() => parseExpression(text)).toThrow(
      expect.objectContaining({ code: 'deadlines/expressionMalformed', kind: 'unprocessable' }),
    );
  });

  it('either reads a text back unchanged or refuses it', () => {
    const pieces = fc.constantFrom(
      'on ',
      '2025-11-10',
      '5',
      ' weeks',
      ' after ',
      'gate',
      '(a)',
      '; target',
      'within ',
      '2025',
      '/',
      '2026',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((found) => found.join('')),
        ),
        (text) => {
          expect(readBack(text)).toBe(text);
        },
      ),
    );
  });
});

describe('the schema', () => {
  it('refuses unknown kinds, fields and absurd amounts', () => {
    const after = { kind: 'after', anchor: 'signature', unit: 'calendarDays' };
    for (const value of [
      { kind: 'someday' },
      { kind: 'unspecified', on: '2025-01-01' },
      { ...after, amount: 0 },
      { ...after, amount: 1.5 },
      { ...after, amount: 10_001 },
      { ...after, amount: 1, anchorRef: 'a b' },
      { kind: 'date', on: '10.11.2025' },
    ]) {
      expect(deadlineExpression.safeParse(value).success).toBe(false);
    }
  });
});

/** The text as read and written again; unchanged too when it is refused with the right code. */
function readBack(text: string): string {
  try {
    return formatExpression(parseExpression(text));
  } catch (error) {
    return (error as { code?: string }).code === 'deadlines/expressionMalformed' ? text : String(error);
  }
}
