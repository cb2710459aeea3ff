import { IntlMessageFormat } from 'intl-messageformat';
import type { LocalDate } from '#kernel/values';
import { periodParts, type DeadlineExpression } from './deadline-expression.js';
import en from './deadlines.text.en.json' with { type: 'json' };
import es from './deadlines.text.es.json' with { type: 'json' };
import ru from './deadlines.text.ru.json' with { type: 'json' };
import type { Explanation, ExplanationStep } from './explanation.js';
import { dateOf, dayOf } from './local-day.js';

/** The languages of the interface and of mail. */
export type TextLanguage = 'en' | 'ru' | 'es';

export interface ExplainOptions {
  readonly lang: TextLanguage;
  /** The name of the side in that language, nominative; left out of the sentence when not given. */
  readonly sideName?: string;
}

const TEXTS: Readonly<Record<TextLanguage, Readonly<Record<string, string>>>> = { en, ru, es };

/** One sentence without a full stop: the steps in order, divided by semicolons. */
export function explain(steps: Explanation, { lang, sideName }: ExplainOptions): string {
  const side = sideName === undefined ? { side: 'none', sideName: '' } : { side: 'named', sideName };
  return steps.map((step) => say(lang, `deadlines/${step.code}`, { ...side, ...wordsOf(step, lang) })).join('; ');
}

/** A deadline in words, as it was agreed: `within 60 days after signature`. */
export function wordExpression(expression: DeadlineExpression, lang: TextLanguage): string {
  return say(lang, `deadlines/worded/${expression.kind}`, wordsOfExpression(expression, lang));
}

/** A date as the language writes it: `11 Sep 2019`, `11 сентября 2019 г.`, `11 de septiembre de 2019`. */
export function formatLocalDate(date: LocalDate, lang: TextLanguage): string {
  const at = utc(date);
  if (lang !== 'en') return dateFormat(lang, { day: 'numeric', month: 'long', year: 'numeric' }).format(at);
  // British order with the three-letter months of CLDR's en-US: en-GB writes “Sept”.
  const parts = dateFormat('en-US', { day: 'numeric', month: 'short', year: 'numeric' }).formatToParts(at);
  const part = (type: string) => parts.find((found) => found.type === type)?.value ?? '';
  return `${part('day')} ${part('month')} ${part('year')}`;
}

type Words = Readonly<Record<string, string | number>>;

function wordsOfExpression(expression: DeadlineExpression, lang: TextLanguage): Words {
  switch (expression.kind) {
    case 'date':
      return { on: formatLocalDate(expression.on, lang) };
    case 'after':
      return { amount: expression.amount, unit: expression.unit, anchor: expression.anchor };
    case 'period':
      return { ...periodParts(expression.period) };
    case 'session':
      return { relation: expression.relation };
    case 'standing':
    case 'unspecified':
      return {};
  }
}

function wordsOf({ code, params }: ExplanationStep, lang: TextLanguage): Words {
  const words: Record<string, string | number> = { ...params };
  for (const field of ['on', 'anchorOn']) {
    if (typeof words[field] === 'string') words[field] = formatLocalDate(words[field], lang);
  }
  switch (code) {
    case 'dayOff':
      return { ...words, weekday: dateFormat(lang, { weekday: 'long' }).format(utc(params.on)) };
    case 'endOfPeriod':
      return { ...words, ...periodParts(params.period) };
    case 'standing': {
      const rule = new Map(params.cadence.split(';').map((part) => part.split('=') as [string, string]));
      return { unit: rule.get('FREQ') ?? '', interval: Number(rule.get('INTERVAL') ?? 1) };
    }
    case 'rounded':
    case 'workingDay':
    case 'beyondCalendar':
      // As text, so that no language groups its digits.
      return { ...words, version: String(params.version) };
    default:
      return words;
  }
}

const messages = new Map<string, IntlMessageFormat>();

function say(lang: TextLanguage, key: string, words: Words): string {
  const id = `${lang} ${key}`;
  let message = messages.get(id);
  if (message === undefined) {
    message = new IntlMessageFormat(TEXTS[lang][key] ?? key, lang, undefined, { ignoreTag: true });
    messages.set(id, message);
  }
  return String(message.format(words));
}

const dateFormats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${locale} ${Object.keys(options).join(' ')}`;
  const known = dateFormats.get(id) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  dateFormats.set(id, known);
  return known;
}

function utc(date: LocalDate): Date {
  return new Date(`${dateOf(dayOf(date))}T00:00:00Z`);
}
