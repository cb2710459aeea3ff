import type { LocalDate } from '#kernel/values';
import { addWorkingDays, type WorkingCalendar } from '#deadlines/calendar';
import { localDateAt } from '#deadlines/local-time';
import { dayOf } from '#deadlines/local-day';
import type { BoardSideRow, HalfRow, ItemRow } from './status-board.tables.js';

export type DerivedStatus = 'onSchedule' | 'atRisk' | 'overdue' | 'noDeadline' | 'done' | 'pendingEffect' | 'closed';

/** At risk: due within this many working days of the side and not reported done. */
const riskWorkingDays = 7;

/** The days that decide what is late on one side at one moment. */
export interface SideToday {
  readonly sideId: string;
  readonly today: LocalDate;
  /** Last day of the stretch in which a deadline is at risk. */
  readonly riskUntil: LocalDate;
}

/** Today on a side at a moment, by its zone and its calendar as they stood. */
export function sideToday({ side_id: sideId, doc }: BoardSideRow, asOf: string): SideToday {
  const today = localDateAt(asOf, doc.timeZone);
  const calendar: WorkingCalendar = {
    version: doc.calendar?.version ?? 1,
    weekend: doc.weekend,
    holidays: doc.calendar?.holidays ?? [],
    workingWeekends: doc.calendar?.workingWeekends ?? [],
  };
  return { sideId, today, riskUntil: addWorkingDays(today, riskWorkingDays, calendar) };
}

/** What follows from stage, status and day; never stored. Days late count calendar days after the due date. */
export function deriveStatus(
  stage: ItemRow['stage'],
  { status, due_on: dueOn, completed_on: completedOn }: Pick<HalfRow, 'status' | 'due_on' | 'completed_on'>,
  { today, riskUntil }: Pick<SideToday, 'today' | 'riskUntil'>,
): { derived: DerivedStatus; daysLate: number | null } {
  if (stage === 'closed') return { derived: 'closed', daysLate: null };
  if (status === 'validated') return { derived: 'done', daysLate: null };
  if (stage === 'pendingEffect') return { derived: 'pendingEffect', daysLate: null };
  if (dueOn === null) return { derived: 'noDeadline', daysLate: null };
  // A report that waits for its validator stops the clock on the day it was done.
  const until = status === 'reportedDone' && completedOn ? completedOn : today;
  if (until > dueOn) return { derived: 'overdue', daysLate: dayOf(until) - dayOf(dueOn) };
  if (status === 'reportedDone' || dueOn > riskUntil) return { derived: 'onSchedule', daysLate: null };
  return { derived: 'atRisk', daysLate: null };
}

/** The same rule as `deriveStatus`, as SQL over `h` (half), `i` (item) and `d` (days of the half's side). */
export const derivedStatusSql = `
  case when i.stage = 'closed' then 'closed'
       when h.status = 'validated' then 'done'
       when i.stage = 'pendingEffect' then 'pendingEffect'
       when h.due_on is null then 'noDeadline'
       when (case when h.status = 'reportedDone' then coalesce(h.completed_on, d.today) else d.today end) > h.due_on then 'overdue'
       when h.status = 'reportedDone' or h.due_on > d.risk_until then 'onSchedule'
       else 'atRisk' end`;
