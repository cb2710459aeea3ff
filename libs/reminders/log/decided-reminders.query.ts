import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import type { SideId } from '#kernel/values';
import type { TextLanguage } from '#deadlines/explain';
import { Database } from '#read-models/database';
import { plannedItemTable } from '../plan/reminder-plan.tables.js';
import { deliveriesOf, zonesOf } from './log-reading.js';
import { reminderLogTable, type ReminderLogRow } from './reminder-log.tables.js';
import { decidedSentence } from './why-sentences.js';
import { whyEntry } from './why.answers.js';

/** More than this is not told in one answer. */
const most = 500;

const { reminderId, kind, sideId, officeId, reason, sentence } = whyEntry.shape;
export const decidedReminder = z.object({
  reminderId,
  /** Of the item. */
  number: z.string(),
  kind,
  sideId,
  officeId,
  outcome: z.enum(['decided', 'skipped', 'suppressed', 'obsolete', 'undeliverable']),
  reason,
  sentence,
  /** How the mail to the first of its recipients stands; null when there is none. */
  message: whyEntry.shape.message.unwrap().shape.state.nullable(),
  /** Of the decision in the log. */
  position: z.string(),
});
export type DecidedReminder = z.output<typeof decidedReminder>;

/** The reminders that were decided after one log position up to another, the first 500; `viewer` null sees every side's. */
export class DecidedReminders extends Query<DecidedReminder[]> {
  constructor(
    readonly viewer: SideId | null,
    readonly after: bigint,
    readonly until: bigint,
    readonly language: TextLanguage,
  ) {
    super();
  }
}

type Row = ReminderLogRow & { readonly since: bigint; readonly number: string };

@QueryHandler(DecidedReminders)
export class DecidedRemindersHandler implements IQueryHandler<DecidedReminders> {
  constructor(private readonly db: Database) {}

  async execute({ viewer, after, until, language }: DecidedReminders): Promise<DecidedReminder[]> {
    const rows = await this.db.query<Row>(
      `select l.*, i.number from ${reminderLogTable.name} l join ${plannedItemTable.name} i on i.item_id = l.item_id
       where l.since > $1 and l.since <= $2 and ($3::uuid is null or l.side_id = $3) order by l.since limit ${most}`,
      [after, until, viewer],
    );
    const ids = rows.map((row) => row.reminder_id);
    const [zones, deliveries] = await Promise.all([zonesOf(this.db), deliveriesOf(this.db, ids, until)]);
    const byReminder = Map.groupBy(deliveries, (delivery) => delivery.reminder_id);
    return rows.map((row) => {
      const own = byReminder.get(row.reminder_id) ?? [];
      return {
        reminderId: row.reminder_id,
        number: row.number,
        kind: row.kind,
        sideId: row.side_id,
        officeId: row.office_id,
        outcome: row.outcome,
        reason: row.reason,
        sentence: decidedSentence(row, own, language, zones.get(row.side_id)!),
        message: own.find((delivery) => !delivery.left_out)?.state ?? null,
        position: String(row.since),
      };
    });
  }
}
