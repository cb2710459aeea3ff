import type { Half } from '../api/answers.js';
import type { MessageKey } from '../text/language.js';
import { daysBetween } from '../text/time.js';
import type { Mark } from './state-mark.js';

/** What is said beside the state of a half: an alarm, or that it was late when it was done. */
export interface Remark {
  readonly mark: Mark | null;
  readonly key: MessageKey;
  readonly days: number;
}

/**
 * Late and at risk are said beside the state, never instead of it.
 * @param today the local date of the half's side at the moment that is shown
 */
export function remarkOf(
  { derived, daysLate, completedOn, status, deadline }: Half,
  today: string | undefined,
): Remark | null {
  const { dueOn } = deadline;
  if (derived === 'overdue' && status !== 'reportedDone')
    return { mark: 'overdue', key: 'late.is', days: daysLate ?? 0 };
  if (derived === 'atRisk' && dueOn !== null && today !== undefined)
    return { mark: 'atRisk', key: 'late.risk', days: daysBetween(today, dueOn) };
  if (completedOn !== null && dueOn !== null && completedOn > dueOn)
    return { mark: null, key: 'late.was', days: daysBetween(dueOn, completedOn) };
  return null;
}
