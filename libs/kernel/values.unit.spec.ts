import { describe, expect, it } from '@jest/globals';
import { DomainError, ensure, ensureField } from './domain-error.js';
import { FixedClock } from './clock.js';
import { inLanguage, instant, languageTag, localDate, names, textRef } from './values.js';

describe('a local date', () => {
  it.each(['2019-09-11', '2020-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('%s is one', (day) => {
    expect(localDate.safeParse(day).success).toBe(true);
  });

  it.each([
    '2019-02-30',
    '0000-01-01',
    '2019-02-29',
    '1900-02-29',
    '2019-04-31',
    '2019-13-01',
    '2019-00-10',
    '2019-9-11',
    '11.09.2019',
    '2019-09-11T00:00:00Z',
    ' 2019-09-11',
    '2019-09-11\n',
    '',
  ])('%j is none', (day) => {
    expect(localDate.safeParse(day).success).toBe(false);
  });
});

describe('an instant', () => {
  it.each([
    ['2019-09-11T12:00:00.000Z', true],
    ['2019-09-11T12:00:00Z', false],
    ['2019-09-11T12:00:00.000+03:00', false],
    ['2019-02-30T12:00:00.000Z', false],
    ['2019-09-11T24:00:00.000Z', false],
    ['2019-09-11', false],
  ])('%s: %p', (moment, is) => {
    expect(instant.safeParse(moment).success).toBe(is);
  });

  it('is what a clock tells, and a fixed clock stands', () => {
    const clock = new FixedClock('2019-09-11T12:00:00.000Z');
    expect([clock.now(), clock.now()]).toEqual(['2019-09-11T12:00:00.000Z', '2019-09-11T12:00:00.000Z']);
    clock.set(new Date(0).toISOString());
    expect(instant.parse(clock.now())).toBe('1970-01-01T00:00:00.000Z');
  });
});

it.each([
  ['ru', true],
  ['es-CU', true],
  ['sr-Latn', true],
  ['zh-Hant-TW', true],
  ['RU', false],
  ['e', false],
  ['en_US', false],
  ['', false],
])('language tag %s: %p', (tag, is) => {
  expect(languageTag.safeParse(tag).success).toBe(is);
});

it('names are in at least one language and not empty', () => {
  expect([{ ru: 'Куба' }, {}, { ru: '' }, { RU: 'Куба' }].map((value) => names.safeParse(value).success)).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

it('a reference to a text holds id, hash and language and never the text', () => {
  const ref = { textId: '9ad71408-c958-5152-a0c4-dff2cfff7100', sha256: 'ab'.repeat(32), lang: 'ru' };
  expect(textRef.safeParse(ref).success).toBe(true);
  expect(textRef.safeParse({ ...ref, text: 'Said' }).success).toBe(false);
  expect(textRef.safeParse({ ...ref, sha256: 'AB'.repeat(32) }).success).toBe(false);
});

it('a text is shown in the first wanted language that there is, else in any', () => {
  const texts = { es: 'La Habana', ru: 'Гавана' };
  expect(inLanguage(texts, 'en', 'ru')).toEqual({ lang: 'ru', text: 'Гавана' });
  expect(inLanguage(texts, 'en')).toEqual({ lang: 'es', text: 'La Habana' });
  expect(inLanguage({ en: '' }, 'en')).toEqual({ lang: 'en', text: '' });
  expect(inLanguage({}, 'en')).toEqual({ lang: 'und', text: '' });
});

it('a refusal has a code, a kind and what its text needs; that of a field points to it', () => {
  const thrown = (refuse: () => void) => {
    try {
      refuse();
    } catch (error) {
      return error as DomainError;
    }
    throw new Error('nothing was refused');
  };
  ensure(1, 'a/b');
  ensureField('x', '/name', 'a/b');
  expect(thrown(() => ensure(0, 'a/b', 'missing', { n: 1 }))).toMatchObject({
    name: 'DomainError',
    message: 'a/b',
    code: 'a/b',
    kind: 'missing',
    params: { n: 1 },
    faults: [],
  });
  expect(thrown(() => ensureField(undefined, '/name', 'a/b'))).toMatchObject({
    kind: 'unprocessable',
    faults: [{ pointer: '/name', code: 'a/b' }],
  });
});
