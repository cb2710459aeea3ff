import { describe, expect, it } from '@jest/globals';
import { IntlMessageFormat } from 'intl-messageformat';
import type { Rounding } from './calendar.js';
import { CUBA_V1, RUSSIA_V1 } from './calendars.data.js';
import { DEADLINE_ERROR_CODES } from './deadline-error.js';
import { deadlineExpression, type DeadlineExpression } from './deadline-expression.js';
import en from './deadlines.text.en.json' with { type: 'json' };
import es from './deadlines.text.es.json' with { type: 'json' };
import ru from './deadlines.text.ru.json' with { type: 'json' };
import { explain, formatLocalDate, type TextLanguage, wordExpression } from './explain.js';
import { explanationStep } from './explanation.js';
import { resolveDeadline, type Anchors } from './resolve.js';

const TEXTS: Record<TextLanguage, Record<string, string>> = { en, ru, es };

function told(
  lang: TextLanguage,
  expression: DeadlineExpression,
  anchors: Anchors = {},
  { sideName, rounding = 'previous' }: { sideName?: string; rounding?: Rounding } = {},
): string {
  const calendar = rounding === 'previous' ? RUSSIA_V1 : CUBA_V1;
  return explain(resolveDeadline({ expression, anchors, calendar, rounding }).explanation, { lang, sideName });
}

const after = (amount: number, unit: 'calendarDays' | 'workingDays' | 'weeks' | 'months' | 'years') =>
  ({ kind: 'after', anchor: 'signature', amount, unit }) as const;
const signed = { signature: '2019-09-11' };

describe('the worked example in three languages', () => {
  it('reads as one sentence', () => {
    const sixty = after(60, 'calendarDays');
    expect(told('en', sixty, signed, { sideName: 'Russia' })).toBe(
      '60 days after signature on 11 Sep 2019; 10 Nov 2019 is a Sunday; previous working day in Russia, calendar v1: 8 Nov 2019',
    );
    expect(told('ru', sixty, signed, { sideName: 'Россия' })).toBe(
      '60 дней после подписания 11 сентября 2019 г.; 10 ноября 2019 г. — воскресенье; предыдущий рабочий день (Россия, календарь v1): 8 ноября 2019 г.',
    );
    expect(told('es', sixty, signed, { sideName: 'Cuba', rounding: 'next' })).toBe(
      '60 días después de la firma el 11 de septiembre de 2019; el 10 de noviembre de 2019 es domingo; día hábil siguiente (Cuba, calendario v1): 11 de noviembre de 2019',
    );
  });

  it('leaves the side out when its name is not given', () => {
    expect(told('en', after(60, 'calendarDays'), signed)).toContain('previous working day, calendar v1');
    expect(told('ru', after(60, 'calendarDays'), signed)).toContain('предыдущий рабочий день (календарь v1)');
  });

  it('takes a name as text, not as markup', () => {
    const sideName = "<b>{x}</b> 'q'";
    expect(told('en', after(60, 'calendarDays'), signed, { sideName })).toContain(sideName);
  });
});

describe('plural forms', () => {
  it.each([
    ['en', 1, '1 day after'],
    ['en', 2, '2 days after'],
    ['ru', 1, '1 день после'],
    ['ru', 21, '21 день после'],
    ['ru', 3, '3 дня после'],
    ['ru', 11, '11 дней после'],
    ['es', 1, '1 día después'],
    ['es', 5, '5 días después'],
  ] as const)('%s %i', (lang, amount, text) => {
    expect(told(lang, after(amount, 'calendarDays'), signed)).toContain(text);
  });

  it('has years in Russian', () => {
    expect(told('ru', after(5, 'years'), signed)).toContain('5 лет после');
    expect(told('ru', after(2, 'years'), signed)).toContain('2 года после');
  });

  it.each(['en', 'ru', 'es'] as const)('%s has every category the language knows', (lang) => {
    const needed = new Intl.PluralRules(lang).resolvedOptions().pluralCategories;
    for (const text of Object.values(TEXTS[lang])) {
      for (const written of pluralOptions(new IntlMessageFormat(text, lang).getAst())) {
        expect(written).toEqual(expect.arrayContaining([...needed]));
      }
    }
  });
});

describe('other steps', () => {
  it('tells the end of a period', () => {
    expect(told('en', { kind: 'period', period: '2020-Q4' })).toContain('end of Q4 2020 (31 Dec 2020)');
    expect(told('ru', { kind: 'period', period: '2020-Q4' })).toContain('конец IV квартала 2020 года');
    expect(told('es', { kind: 'period', period: '2020-H1' })).toContain('fin del primer semestre de 2020');
    expect(told('es', { kind: 'period', period: '2019/2020' })).toContain('fin del período 2019-2020');
    expect(told('en', { kind: 'period', period: '2020' })).toContain('end of 2020 (');
  });

  it('tells holidays, windows, waiting and standing tasks', () => {
    expect(told('en', { kind: 'date', on: '2019-11-04' })).toContain('a public holiday or a day off by decree');
    expect(told('ru', { kind: 'session', relation: 'by' }, { session: { windowEnd: '2020-09-30' } })).toContain(
      'предварительно',
    );
    expect(told('es', after(1, 'weeks'))).toBe('en espera de la firma');
    expect(told('en', { kind: 'standing', cadence: 'FREQ=MONTHLY;INTERVAL=3' })).toContain('every 3 months');
    expect(told('ru', { kind: 'standing', cadence: 'FREQ=WEEKLY' })).toContain('раз в неделю');
    expect(told('en', { kind: 'date', on: '2021-03-31' })).toContain('did not yet know the holidays');
  });

  it('writes dates as the language does', () => {
    expect(formatLocalDate('2024-02-29', 'en')).toBe('29 Feb 2024');
    expect(formatLocalDate('2024-02-29', 'ru')).toBe('29 февраля 2024 г.');
    expect(formatLocalDate('2024-02-29', 'es')).toBe('29 de febrero de 2024');
  });
});

describe('the texts', () => {
  it.each(['en', 'ru', 'es'] as const)('%s has one for every step and every error, and no other', (lang) => {
    const steps = explanationStep.options.map(({ shape }) => `deadlines/${shape.code.value}`);
    const worded = deadlineExpression.options.map(({ shape }) => `deadlines/worded/${shape.kind.value}`);
    expect(Object.keys(TEXTS[lang]).sort()).toEqual([...steps, ...worded, ...DEADLINE_ERROR_CODES].sort());
  });
});

interface Node {
  readonly pluralType?: string;
  readonly options?: Readonly<Record<string, { readonly value: readonly Node[] }>>;
}

function pluralOptions(nodes: readonly unknown[]): string[][] {
  return (nodes as readonly Node[]).flatMap(({ pluralType, options = {} }) => [
    ...(pluralType === 'cardinal' ? [Object.keys(options)] : []),
    ...Object.values(options).flatMap(({ value }) => pluralOptions(value)),
  ]);
}

describe('a deadline in words', () => {
  const sixty = { kind: 'after', anchor: 'signature', amount: 60, unit: 'calendarDays' } as const;

  it.each([
    [sixty, 'en', 'within 60 days after signature'],
    [sixty, 'ru', 'в течение 60 дней после подписания'],
    [sixty, 'es', 'en un plazo de 60 días a partir de la firma'],
    [{ ...sixty, amount: 1 }, 'ru', 'в течение 1 дня после подписания'],
    [{ kind: 'date', on: '2019-10-31' }, 'en', 'by 31 Oct 2019'],
    [{ kind: 'period', period: '2020-Q1' }, 'ru', 'до конца 1 квартала 2020 года'],
    [{ kind: 'session', relation: 'by' }, 'es', 'antes de la próxima sesión'],
    [{ kind: 'unspecified' }, 'en', 'no date'],
  ] as const)('%j in %s', (expression, lang, words) => {
    expect(wordExpression(expression, lang)).toBe(words);
  });
});
