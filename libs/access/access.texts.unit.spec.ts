import { describe, expect, it } from '@jest/globals';
import { IntlMessageFormat } from 'intl-messageformat';
import { accessTexts } from './access.texts.js';

describe('the messages of access', () => {
  it('exist in three languages under the same codes', () => {
    const codes = Object.keys(accessTexts.en).toSorted();
    expect(Object.keys(accessTexts.ru).toSorted()).toEqual(codes);
    expect(Object.keys(accessTexts.es).toSorted()).toEqual(codes);
  });

  it('count seconds as each language does', () => {
    const said = (['en', 'ru', 'es'] as const).map((language) =>
      new IntlMessageFormat(accessTexts[language]['access/tooManyAttempts']!, language).format({ retryAfter: 2 }),
    );
    expect(said).toEqual([
      expect.stringContaining('2 seconds'),
      expect.stringContaining('2 секунды'),
      expect.stringContaining('2 segundos'),
    ]);
  });
});
