import { z } from 'zod';
import { idOf, type Branded } from './ids.js';

/** A calendar day without a zone, `YYYY-MM-DD`; fields of this type end in `On`. */
export type LocalDate = string;
/** A moment in UTC, ISO 8601 with `Z`; fields of this type end in `At`. */
export type Instant = string;

/** A day that exists in the calendar: 30 February is refused, and the year 0, which PostgreSQL does not have. */
export const localDate = z.iso.date().refine((day) => !day.startsWith('0000'));
export const instant = z.iso.datetime({ precision: 3 });

/** A BCP 47 tag such as `ru`, `es-CU`, `sr-Latn`. */
export const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);

/** The same text in several languages, keyed by language tag; at least one. */
export const names = z.record(languageTag, z.string().min(1)).refine((value) => Object.keys(value).length > 0);
export type Names = Readonly<Record<string, string>>;

/** Which party of a body; declared here because every actor and every stream speaks of sides. */
export type SideId = Branded<'SideId'>;
export const sideId = idOf<'SideId'>();
export type OfficeId = Branded<'OfficeId'>;
export const officeId = idOf<'OfficeId'>();

/** A free text that stands in the vault, never in the log: the event holds its id and hash. */
export const textRef = z.strictObject({
  textId: idOf<'TextId'>(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  lang: languageTag,
});
export type TextRef = z.output<typeof textRef>;

/** Picks the text in the first wanted language that exists; else the first there is. */
export function inLanguage(texts: Names, ...wanted: readonly string[]): { lang: string; text: string } {
  for (const lang of wanted) if (texts[lang] !== undefined) return { lang, text: texts[lang] };
  const [lang, text] = Object.entries(texts)[0] ?? ['und', ''];
  return { lang, text };
}
