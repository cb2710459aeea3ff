import { describe, expect, it } from '@jest/globals';
import { IntlMessageFormat } from 'intl-messageformat';
import { httpTexts } from '#read-models/http.texts';
import { Registry } from '#read-models/registry';
import { apiTexts } from './api.texts.js';
import { languageFor, languages, Messages } from './messages.js';

const registry = new Registry();
registry.add({ name: 'http', categories: [], events: [], texts: httpTexts });
registry.add({ name: 'api', categories: [], events: [], texts: apiTexts });
const messages = new Messages(registry);

describe('messages', () => {
  it.each([apiTexts, httpTexts])('exist in three languages under the same codes, and each can be read', (texts) => {
    const codes = Object.keys(texts.en).toSorted();
    for (const language of languages) {
      expect(Object.keys(texts[language]).toSorted()).toEqual(codes);
      for (const source of Object.values(texts[language]))
        expect(() => new IntlMessageFormat(source, language, undefined, { ignoreTag: true })).not.toThrow();
    }
  });

  it('count as the language does', () => {
    const least = (min: number) =>
      languages.map((language) => messages.text(language, 'validation/arrayMinSize', { min }));
    expect(least(1)).toEqual([
      'At least 1 entry is expected.',
      'Ожидается не менее 1 элемента.',
      'Se espera al menos 1 elemento.',
    ]);
    expect(least(2)).toEqual([
      'At least 2 entries are expected.',
      'Ожидается не менее 2 элементов.',
      'Se esperan al menos 2 elementos.',
    ]);
  });

  it('show braces and angle brackets as they are', () => {
    expect(messages.text('en', 'validation/names')).toContain('{ "en": "…" }');
    expect(messages.text('en', 'http/keyTaken', { key: '<b>{x}</b>' })).toBe('“<b>{x}</b>” is already taken.');
  });

  it('fall back to the code when there is no text, or not what it needs', () => {
    expect(messages.text('en', 'nowhere/known')).toBe('nowhere/known');
    expect(messages.text('en', 'http/keyTaken')).toBe('http/keyTaken');
  });

  it('have one for a field checked in a way of its own', () => {
    expect(messages.text('es', 'validation/bodyCode')).toBe('Este valor no es válido.');
  });
});

describe('the language of an answer', () => {
  it.each([
    [undefined, undefined, 'en'],
    [undefined, 'ru', 'ru'],
    ['es', 'ru', 'es'],
    ['de', 'ru', 'ru'],
    ['en;q=0.2, es-CU;q=0.9', undefined, 'es'],
    ['RU', undefined, 'ru'],
    ['en, ru', undefined, 'en'],
    ['*', 'es', 'es'],
    ['es;q=0', undefined, 'en'],
    [undefined, 'xx', 'en'],
    [';;,=,q=1;ru', undefined, 'en'],
  ])('for %s, account %s, is %s', (acceptLanguage, ofAccount, expected) => {
    expect(languageFor(acceptLanguage, ofAccount)).toBe(expected);
  });
});
