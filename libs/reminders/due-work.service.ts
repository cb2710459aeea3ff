import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import type { Instant, LocalDate } from '#kernel/values';
import { isWithinWindow, nextWindow } from '#deadlines/local-time';
import { Database } from '#read-models/database';
import { deliveryTable, messageTable, type MessageRow } from './log/reminder-log.tables.js';
import { planTable, reminderSideTable, type PlanRow, type ReminderSideRow } from './plan/reminder-plan.tables.js';
import { defaultPolicy, windowOf, type SideTime } from './policy.js';

/** A planned reminder whose moment has come; `newer` says that another one of the same half has come too. */
export type DueRow = PlanRow & { readonly newer: boolean };

/** Reminders that go to one address on one day in one language, and the part that comes next. */
export interface UnclaimedGroup {
  readonly side_id: string;
  readonly endpoint_id: string;
  readonly person_id: string;
  readonly local_day: LocalDate;
  readonly language: string;
  readonly reminder_ids: readonly string[];
  readonly next_part: number;
}

/** One row per page is enough to continue after it. */
export const pageSize = 200;

/** Zone and newest calendar of a side. */
export function sideTimeOf({ doc }: Pick<ReminderSideRow, 'doc'>): SideTime {
  const { calendars, calendarVersion, timeZone, weekend } = doc;
  const published = calendars[calendarVersion] ?? { holidays: [], workingWeekends: [] };
  return { timeZone, calendar: { ...published, version: Math.max(calendarVersion, 1), weekend } };
}

/** What the sweep has to deal with, by its own views. Sides whose sending window is closed wait for it to open. */
@Injectable()
export class DueWork {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Sides that may be written to now. */
  async openSides(): Promise<string[]> {
    const now = this.clock.now();
    return (await this.sides())
      .filter((side) => isWithinWindow(now, windowOf(defaultPolicy, sideTimeOf(side))))
      .map(({ side_id: id }) => id);
  }

  /** Planned and not decided, earliest first, after a row of the page before; what was entered late needs no window. */
  async due(open: readonly string[], after: DueRow | undefined): Promise<DueRow[]> {
    return this.db.query<DueRow>(dueSql, [
      this.clock.now(),
      open,
      after?.planned_at ?? null,
      after?.reminder_id ?? null,
      pageSize,
    ]);
  }

  /** Decided and in no claimed message. One statement, so that list and next part are of one moment. */
  async unclaimed(open: readonly string[]): Promise<UnclaimedGroup[]> {
    return this.db.query<UnclaimedGroup>(unclaimedSql, [open]);
  }

  /** Claimed and still to be sent, retries that have come due among them; in pages. */
  async unsent(open: readonly string[], after: string | undefined): Promise<MessageRow[]> {
    return this.db.query<MessageRow>(
      `select * from ${messageTable.name}
       where until is null and state in ('claimed', 'rendered', 'deferred') and side_id = any($2::uuid[])
         and (retry_at is null or retry_at <= $1) and ($3::uuid is null or message_id > $3)
       order by message_id limit $4`,
      [this.clock.now(), open, after ?? null, pageSize],
    );
  }

  /** Attempts whose worker has not answered within its lease; by the system clock. */
  async interrupted(): Promise<Pick<MessageRow, 'message_id' | 'attempt'>[]> {
    return this.db.query(
      `select message_id, attempt from ${messageTable.name}
       where until is null and state = 'attempted' and lease_until <= $1 order by message_id`,
      [new Date().toISOString()],
    );
  }

  /** When there is something to do next: now or later; null when nothing is planned. */
  async nextAt(): Promise<Instant | null> {
    const now = this.clock.now();
    const [late] = await this.db.query(`select from ${planTable.name} where state = 'late' limit 1`);
    if (late) return now;
    const rows = await this.db.query<ReminderSideRow & { next_at: Instant | null }>(nextSql, [now]);
    const moments = rows.flatMap((side) => {
      if (side.next_at === null) return [];
      const from = side.next_at > now ? side.next_at : now;
      return [nextWindow(from, windowOf(defaultPolicy, sideTimeOf(side)))];
    });
    return moments.toSorted()[0] ?? null;
  }

  private sides(): Promise<ReminderSideRow[]> {
    return this.db.query<ReminderSideRow>(`select side_id, doc from ${reminderSideTable.name}`);
  }
}

const dueColumns = 'item_id, reminder_id, side_id, office_id, kind, due_on, planned_at, state, reason';

/** Of two reminders of the same moment the one with an offset says more than the notice that something is owed. */
const rank = (alias: string): string => `(${alias}.planned_at, ${alias}.kind <> 'owed', ${alias}.reminder_id)`;

const dueSql = `
  select * from (
    select ${dueColumns}, false as newer from ${planTable.name} where state = 'late' and planned_at <= $1
    union all
    select ${dueColumns}, exists (
        select from ${planTable.name} q
        where q.item_id = p.item_id and q.side_id = p.side_id and q.state = 'planned' and q.planned_at <= $1
          and ${rank('q')} > ${rank('p')}) as newer
    from ${planTable.name} p where state = 'planned' and side_id = any($2::uuid[]) and planned_at <= $1
  ) due
  where $3::timestamptz is null or (planned_at, reminder_id) > ($3::timestamptz, $4::uuid)
  order by planned_at, reminder_id limit $5`;

const unclaimedSql = `
  select side_id, endpoint_id, min(person_id::text) as person_id, local_day, language,
         jsonb_agg(reminder_id order by due_on, reminder_id) as reminder_ids,
         (select coalesce(max(m.part), 0) + 1 from ${messageTable.name} m
          where m.until is null and m.endpoint_id = d.endpoint_id and m.local_day = d.local_day
            and m.language = d.language and m.duty) as next_part
  from ${deliveryTable.name} d
  where until is null and message_id is null and side_id = any($1::uuid[])
  group by side_id, endpoint_id, local_day, language
  order by local_day, endpoint_id`;

const nextSql = `
  select s.side_id, s.doc, least(
    (select planned_at from ${planTable.name} p
     where p.side_id = s.side_id and p.state = 'planned' order by planned_at limit 1),
    (select $1::timestamptz from ${deliveryTable.name} d
     where d.side_id = s.side_id and d.until is null and d.message_id is null limit 1),
    (select coalesce(m.retry_at, $1::timestamptz) from ${messageTable.name} m
     where m.side_id = s.side_id and m.until is null and m.state in ('claimed', 'rendered', 'deferred')
     order by m.retry_at nulls first limit 1)) as next_at
  from ${reminderSideTable.name} s`;
