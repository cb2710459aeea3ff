import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { FreeText } from '#kernel/command';
import {
  CodeField,
  FlagField,
  FreeTextField,
  IdField,
  IdListField,
  IntegerField,
  LanguageField,
  ListOf,
  LocalDateField,
  LocalTimeField,
  NamesField,
  NestedField,
  OneOfField,
  TextField,
  TimeZoneField,
} from './fields.js';

class Inner {
  @TextField()
  text!: string;
}

class Body {
  @IdField({ optional: true }) id?: string;
  @IdListField({ optional: true, min: 1, max: 2 }) ids?: string[];
  @TextField({ optional: true, max: 5 }) text?: string;
  @CodeField({ optional: true }) code?: string;
  @LanguageField({ optional: true }) language?: string;
  @LocalDateField({ optional: true }) day?: string;
  @LocalTimeField({ optional: true }) time?: string;
  @IntegerField({ optional: true, min: 1, max: 3 }) count?: number;
  @FlagField({ optional: true }) flag?: boolean;
  @OneOfField(['a', 'b'], { optional: true }) one?: string;
  @TimeZoneField({ optional: true }) zone?: string;
  @NamesField({ optional: true, max: 5 }) names?: object;
  @ListOf(() => Inner, { optional: true, max: 2 }) list?: Inner[];
  @NestedField(() => Inner, { optional: true }) nested?: Inner;
  @FreeTextField({ optional: true }) free?: FreeText;
}

class Strict {
  @TextField() text!: string;
}

/** As the API checks a body. */
const accepts = (body: object, type: new () => object = Body) =>
  validateSync(plainToInstance(type, body), { whitelist: true, forbidNonWhitelisted: true }).length === 0;

const id = '9ad71408-c958-5152-a0c4-dff2cfff7100';

describe('a field takes', () => {
  it.each([
    { id },
    { ids: [id, id] },
    { text: 'abcde' },
    { code: 'RG-01/a.b_c' },
    { language: 'sr-Latn' },
    { day: '2020-02-29' },
    { day: '1900-01-01' },
    { day: '2199-12-31' },
    { time: '23:59' },
    { count: 3 },
    { flag: false },
    { one: 'b' },
    { zone: 'America/Havana' },
    { names: { ru: 'Куба', 'es-CU': 'Cuba' } },
    { list: [{ text: 'a' }, { text: 'b' }] },
    { list: [] },
    { nested: { text: 'a' } },
    { free: { lang: 'ru', text: 'a' } },
  ])('%j', (body) => {
    expect(accepts(body)).toBe(true);
  });
});

describe('a field refuses', () => {
  it.each([
    { id: 'x' },
    { id: [id] },
    { ids: [] },
    { ids: [id, id, id] },
    { ids: [id, 'x'] },
    { ids: id },
    { text: '' },
    { text: 'abcdef' },
    { text: ['a'] },
    { text: 1 },
    { code: '-a' },
    { code: 'a b' },
    { language: 'RU' },
    { day: '2019-02-30' },
    { day: '2019-2-3' },
    { day: '2019-02-03T00:00:00Z' },
    { day: '0000-01-01' },
    { day: '1899-12-31' },
    { day: '2200-01-01' },
    { day: '9999-12-31' },
    { day: ['2019-02-03'] },
    { time: '24:00' },
    { time: '9:00' },
    { count: 0 },
    { count: 4 },
    { count: 1.5 },
    { count: '2' },
    { flag: 'true' },
    { one: 'c' },
    { one: ['a'] },
    { zone: 'Mars/Olympus' },
    { zone: 3 },
    { names: {} },
    { names: { ru: '' } },
    { names: { ru: 'Россия' } },
    { names: { RU: 'a' } },
    { names: { ru: 1 } },
    { names: ['a'] },
    { list: [{ text: 'a' }, { text: 'b' }, { text: 'c' }] },
    { list: [{ text: 'a', other: 1 }] },
    { list: [{}] },
    { list: ['a'] },
    { nested: { text: '' } },
    { nested: [{ text: 'a' }] },
    { free: { lang: 'ru' } },
    { free: { lang: 'ru', text: 'a', textId: id } },
    { free: { lang: 'ru', text: 'a', sha256: 'x' } },
    { free: 'a' },
    { other: 1 },
  ])('%j', (body) => {
    expect(accepts(body)).toBe(false);
  });

  it('nothing, when it is not optional', () => {
    expect([accepts({}, Strict), accepts({ text: null }, Strict), accepts({ text: 'a' }, Strict)]).toEqual([
      false,
      false,
      true,
    ]);
  });
});
