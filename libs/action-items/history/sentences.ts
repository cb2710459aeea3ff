import { IntlMessageFormat } from 'intl-messageformat';
import { deadlineExpression } from '#deadlines/deadline-expression';
import { formatLocalDate, wordExpression, type TextLanguage } from '#deadlines/explain';
import type { BoardSideRow } from '../board/status-board.tables.js';
import { actionItemsTexts } from '../action-items.texts.js';
import type { HistoryRow } from './item-history.view.js';

const compiled = new Map<string, IntlMessageFormat>();

/** What happened, as one sentence in the reader's language. */
export function historySentence(
  { type, side_id: sideId, params }: HistoryRow,
  language: TextLanguage,
  sides: ReadonlyMap<string, BoardSideRow>,
): string {
  const names = sideId === null ? undefined : sides.get(sideId)?.doc.names;
  const values: Record<string, string | number> = { side: names?.[language] ?? names?.['en'] ?? '' };
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'boolean') values[name] = String(value);
    else values[name] = name.endsWith('On') ? formatLocalDate(String(value), language) : value;
  }
  const expression = params['expression'];
  if (typeof expression === 'string')
    values['expression'] = wordExpression(deadlineExpression.parse(JSON.parse(expression)), language);
  // A Russian date ends in its own full stop.
  return String(messageOf(`actionItems/history/${type}`, language).format(values)).replace(/\.\.$/, '.');
}

function messageOf(code: string, language: TextLanguage): IntlMessageFormat {
  const key = `${language} ${code}`;
  let message = compiled.get(key);
  if (!message) compiled.set(key, (message = new IntlMessageFormat(actionItemsTexts[language][code]!, language)));
  return message;
}
