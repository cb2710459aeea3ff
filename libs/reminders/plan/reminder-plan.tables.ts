import type { Instant, LocalDate, Names } from '#kernel/values';
import { viewTable } from '#read-models/view-table';
import type { Occurrence, SideTime } from '../policy.js';

/** One planned reminder. Once it has been decided its row is gone: the log of reminders has it then. */
export interface PlanRow {
  readonly item_id: string;
  readonly reminder_id: string;
  readonly side_id: string;
  readonly office_id: string;
  readonly kind: string;
  readonly due_on: LocalDate;
  readonly planned_at: Instant;
  /** `late`: its moment had passed before the half bound. `withdrawn`: it will not be sent, for `reason`. */
  readonly state: 'planned' | 'late' | 'withdrawn';
  readonly reason: 'obligationDone' | 'closed' | 'deadlineMoved' | null;
}

export const planTable = viewTable<PlanRow>({
  name: 'reminder_plan',
  kind: 'current',
  group: 'item_id',
  key: 'reminder_id',
  columns: {
    item_id: 'uuid not null',
    reminder_id: 'uuid not null',
    side_id: 'uuid not null',
    office_id: 'uuid not null',
    kind: 'text not null',
    due_on: 'date not null',
    planned_at: 'timestamptz not null',
    state: 'text not null',
    reason: 'text',
  },
  indexes: [`create index reminder_plan_due on %t (planned_at, reminder_id) where state <> 'withdrawn'`],
});

/** One side's half as far as reminders need it. */
export interface PlannedHalf {
  readonly leadOfficeId: string;
  readonly dueOn: LocalDate | null;
  /** By the calendar version that resolved the deadline; kept until the item binds. */
  readonly occurrences: readonly Occurrence[];
  /** Null while the deadline is not a day. */
  readonly time: SideTime | null;
  readonly validated: boolean;
}

/** An item as far as reminders need it. */
export interface PlannedItemRow {
  readonly item_id: string;
  readonly number: string;
  readonly active: boolean;
  readonly doc: { readonly titles: Names; readonly halves: Readonly<Record<string, PlannedHalf>> };
}

export const plannedItemTable = viewTable<PlannedItemRow>({
  name: 'reminder_item',
  kind: 'current',
  group: 'item_id',
  columns: { item_id: 'uuid not null', number: 'text not null', active: 'boolean not null', doc: 'jsonb not null' },
  indexes: ['create index reminder_item_number on %t (number)'],
});

/** A side's zone and every version of its calendar. */
export interface ReminderSideRow {
  readonly side_id: string;
  readonly doc: {
    readonly names: Names;
    readonly timeZone: string;
    readonly weekend: readonly number[];
    readonly calendars: Readonly<
      Record<string, { readonly holidays: readonly string[]; readonly workingWeekends: readonly string[] }>
    >;
  };
}

export const reminderSideTable = viewTable<ReminderSideRow>({
  name: 'reminder_side',
  kind: 'current',
  group: 'side_id',
  columns: { side_id: 'uuid not null', doc: 'jsonb not null' },
});
