import type { Database } from '#read-models/database';
import { standing } from '#read-models/view-table';
import { reminderSideTable, type ReminderSideRow } from '../plan/reminder-plan.tables.js';
import { deliveryTable, messageTable } from './reminder-log.tables.js';
import type { DeliveredRow } from './why-sentences.js';

/** Time zone of every side, by its id. */
export async function zonesOf(db: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<ReminderSideRow>(`select side_id, doc from ${reminderSideTable.name}`);
  return new Map(rows.map((row) => [row.side_id, row.doc.timeZone]));
}

/** Recipients of reminders with the mail that tells each of them, as it stood at a position; null for now. */
export function deliveriesOf(
  db: Database,
  reminderIds: readonly string[],
  position: bigint | null,
): Promise<DeliveredRow[]> {
  return db.query<DeliveredRow>(
    `select d.reminder_id, d.left_out, m.message_id, m.state, m.changed_at, m.response, m.sha256
     from ${deliveryTable.name} d
     left join ${messageTable.name} m on m.message_id = d.message_id and ${standing(1, 'm')}
     where d.reminder_id = any($2::uuid[]) and ${standing(1, 'd')} order by d.reminder_id, d.endpoint_id`,
    [position, reminderIds],
  );
}
