import type { Names } from '../api/answers.js';

/** Picks the text in the wanted language; else in English, else the first there is. */
export function inLanguage(texts: Names, wanted: string): { lang: string; text: string } {
  for (const lang of [wanted, 'en']) if (texts[lang] !== undefined) return { lang, text: texts[lang] };
  const [lang, text] = Object.entries(texts)[0] ?? ['und', '—'];
  return { lang, text };
}
