import type { Instant } from '#kernel/values';
import { formatLocalDate, type TextLanguage } from '#deadlines/explain';
import { localDateAt } from '#deadlines/local-time';
import type { PlanRow } from '../plan/reminder-plan.tables.js';
import { kindInWords, say } from '../reminders.texts.js';
import type { MessageRow, ReminderLogRow } from './reminder-log.tables.js';

/** A recipient of a decided reminder, with the message that tells of it once there is one. */
export type DeliveredRow = Partial<Pick<MessageRow, 'message_id' | 'state' | 'changed_at' | 'response' | 'sha256'>> & {
  readonly reminder_id: string;
  readonly left_out: boolean;
};

const on = (at: Instant, language: TextLanguage, zone: string): string =>
  formatLocalDate(localDateAt(at, zone), language);
const time = (at: Instant, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(new Date(at));

/** What is to come, or was withdrawn before it came. */
export function plannedSentence(
  { kind, state, reason, planned_at: at }: PlanRow,
  language: TextLanguage,
  zone: string,
): string {
  const withdrawn = state === 'withdrawn' && reason !== null;
  const outcome = withdrawn
    ? say(language, `why/withdrawn/${reason}`)
    : say(language, 'why/planned', { on: on(at, language, zone), time: time(at, zone) });
  return `${kindInWords(language, kind)}. ${outcome}`;
}

/** What was decided, and what became of the mail to its first recipient. */
export function decidedSentence(
  row: ReminderLogRow,
  deliveries: readonly DeliveredRow[],
  language: TextLanguage,
  zone: string,
): string {
  return `${kindInWords(language, row.kind)}. ${outcomeOf(row, deliveries, language, zone)}`;
}

function outcomeOf(
  { outcome, reason, new_due_on: newDueOn, planned_at: plannedAt }: ReminderLogRow,
  deliveries: readonly DeliveredRow[],
  language: TextLanguage,
  zone: string,
): string {
  if (outcome !== 'decided') {
    return say(language, `why/${outcome}/${reason}`, {
      on: on(plannedAt, language, zone),
      newDueOn: newDueOn === null ? 'none' : formatLocalDate(newDueOn, language),
    });
  }
  const [first] = deliveries;
  if (first?.left_out) return say(language, 'why/decided/leftOut');
  if (!first?.state || !first.changed_at) return say(language, 'why/decided/waiting');
  return say(language, `why/decided/${first.state}`, {
    response: first.response ?? '',
    sentOn: on(first.changed_at, language, zone),
    sentTime: time(first.changed_at, zone),
  });
}
