import { IntlMessageFormat } from 'intl-messageformat';
import type { TextLanguage } from '#deadlines/explain';
import type { Texts } from '#read-models/registry';
import en from './reminders.text.en.json' with { type: 'json' };
import es from './reminders.text.es.json' with { type: 'json' };
import ru from './reminders.text.ru.json' with { type: 'json' };

export const remindersTexts: Texts = { en, ru, es };

const compiled = new Map<string, IntlMessageFormat>();

/** A text of this capability in a language; `code` without the leading `reminders/`. */
export function say(
  language: TextLanguage,
  code: string,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const key = `${language} ${code}`;
  let message = compiled.get(key);
  if (!message) {
    const text = remindersTexts[language][`reminders/${code}`] ?? code;
    compiled.set(key, (message = new IntlMessageFormat(text, language, undefined, { ignoreTag: true })));
  }
  return String(message.format(values));
}

/** Which reminder it is, in words: `14 working days before the due date`. */
export function kindInWords(language: TextLanguage, kind: string): string {
  const [name = '', days = '0'] = kind.split('-');
  return say(language, 'kind', { kind: name, days: Number(days) });
}
