import { IntlMessageFormat } from 'intl-messageformat';
import type { Registry } from '#read-models/registry';

export const languages = ['en', 'ru', 'es'] as const;
export type Language = (typeof languages)[number];

const isLanguage = (text: string): text is Language => (languages as readonly string[]).includes(text);

/** Texts by code in the reader's language; compiled once each. */
export class Messages {
  private readonly compiled = new Map<string, IntlMessageFormat>();

  constructor(private readonly registry: Registry) {}

  /** The message of a code, filled in; a code without a message is shown itself. */
  text(language: Language, code: string, params: Readonly<Record<string, string | number>> = {}): string {
    const message = this.messageOf(language, code);
    if (!message) return code;
    try {
      return String(message.format(params));
    } catch {
      // A value the message needs was not given: the bare code still tells what is the matter.
      return code;
    }
  }

  private messageOf(language: Language, code: string): IntlMessageFormat | undefined {
    const key = `${language} ${code}`;
    const known = this.compiled.get(key);
    if (known) return known;
    const source = this.registry.text(language, code) ?? this.substitute(language, code);
    if (source === undefined) return undefined;
    const message = new IntlMessageFormat(source, language, undefined, { ignoreTag: true });
    this.compiled.set(key, message);
    return message;
  }

  /** A capability may check a field in a way of its own without a message of its own. */
  private substitute(language: Language, code: string): string | undefined {
    return code.startsWith('validation/') ? this.registry.text(language, 'validation/other') : undefined;
  }
}

/**
 * The language to answer in: the best of `Accept-Language` that there is (RFC 9110 §12.5.4), else the account's, else
 * English.
 */
export function languageFor(acceptLanguage: string | undefined, ofAccount?: string): Language {
  const wanted = (acceptLanguage ?? '')
    .slice(0, 200)
    .split(',')
    .map((part, at) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const q = /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameters.find((text) => text.includes('q=')) ?? '')?.[1] ?? '1';
      return { language: tag.trim().split('-')[0]!.toLowerCase(), quality: Number(q), at };
    })
    .filter(({ language, quality }) => isLanguage(language) && quality > 0)
    .toSorted((a, b) => b.quality - a.quality || a.at - b.at);
  const best = wanted[0]?.language ?? ofAccount ?? 'en';
  return isLanguage(best) ? best : 'en';
}
