import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { IntlMessageFormat } from 'intl-messageformat';

const here = import.meta.dirname;
const languages = ['en', 'ru', 'es'] as const;
const catalogs = Object.fromEntries(
  languages.map((lang) => [
    lang,
    JSON.parse(readFileSync(join(here, `${lang}.json`), 'utf8')) as Record<string, string>,
  ]),
) as Record<(typeof languages)[number], Record<string, string>>;
const keys = Object.keys(catalogs.en);

const sources = readdirSync(join(here, '..'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.spec.ts'))
  .map((path) => readFileSync(join(here, '..', path), 'utf8'))
  .join('\n');
/** `'nav.board'` as it stands, and the beginnings of `` `state.${status}` ``. */
const named = new Set([...sources.matchAll(/'([a-zA-Z]+(?:\.[a-zA-Z]+)+)'/g)].map(([, key]) => key!));
const beginnings = [...new Set([...sources.matchAll(/t\(`([a-zA-Z.]+\.)\$\{/g)].map(([, start]) => start!))];

/** Arguments of a message, with those of its plural and select branches. */
function argumentsOf(message: string, lang: string): string[] {
  interface Part {
    readonly type: number;
    readonly value?: string;
    readonly options?: Record<string, { value: Part[] }>;
  }
  const literal = 0;
  const pound = 7;
  const names = (parts: readonly Part[]): string[] =>
    parts.flatMap(({ type, value, options }) => [
      ...(type === literal || type === pound ? [] : [value!]),
      ...Object.values(options ?? {}).flatMap((option) => names(option.value)),
    ]);
  return [...new Set(names(new IntlMessageFormat(message, lang).getAst() as unknown as Part[]))].toSorted();
}

describe('the catalogs of the console', () => {
  it.each(languages)('%s has the same messages as English', (lang) => {
    expect(Object.keys(catalogs[lang])).toEqual(keys);
  });

  it('have no message that nothing uses', () => {
    const unused = keys.filter((key) => !named.has(key) && !beginnings.some((start) => key.startsWith(start)));
    expect(unused).toEqual([]);
  });

  it.each(languages)('%s is well-formed and takes the same arguments as English', (lang) => {
    const different = keys.filter(
      (key) =>
        JSON.stringify(argumentsOf(catalogs[lang][key]!, lang)) !==
        JSON.stringify(argumentsOf(catalogs.en[key]!, 'en')),
    );
    expect(different).toEqual([]);
  });

  it.each(languages)('%s leaves no text empty and gives every plural its general form', (lang) => {
    const texts = Object.entries(catalogs[lang]);
    expect(texts.filter(([, text]) => text.trim() === '')).toEqual([]);
    expect(texts.filter(([, text]) => text.includes('plural,') && !text.includes('other {'))).toEqual([]);
  });
});
