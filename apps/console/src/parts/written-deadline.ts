import type { MessageKey } from '../text/language.js';
import { formatDay } from '../text/time.js';

type Text = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

/** A deadline as it was written, in words: reads the canonical text such as `60 calendarDays after signature`. */
export function writtenDeadline(canonical: string, t: Text, lang: string): string {
  const text = canonical.replace(/; (target|vague)$/, '');
  const on = /^on (\d{4}-\d{2}-\d{2})$/.exec(text);
  if (on) return t('written.on', { day: formatDay(on[1]!, lang) });
  const after =
    /^(\d+) (calendarDays|workingDays|weeks|months|years) after (signature|effect|registration|receipt|gate)/.exec(
      text,
    );
  if (after) return t('written.after', { amount: Number(after[1]), unit: after[2]!, anchor: after[3]! });
  const within = /^within (\d{4})(?:-([QH])(\d)|\/(\d{4}))?$/.exec(text);
  if (within) {
    const [, year, form = '', part = '', last = ''] = within;
    return t('written.within', { form: last ? 'span' : form || 'year', part, year: year!, last });
  }
  if (/^(by|at) session/.test(text)) return t('written.session', { relation: text.slice(0, 2) });
  if (text.startsWith('standing')) return t('written.standing');
  return text === 'unspecified' ? t('written.unspecified') : canonical;
}
