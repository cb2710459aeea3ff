import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { inLanguage, type Names, type OfficeId, type SideId } from '#kernel/values';
import { localDateAt } from '#deadlines/local-time';
import { EventStore } from '#event-store/event-store';
import { officeDecider } from '#directory/office.decider';
import { PeopleVault } from '#directory/people-vault';
import { actionItemDecider } from '#action-items/action-item.decider';
import { obligationIdOf, type ActionItemId } from '#action-items/action-item.events';
import { obligationFold } from '#action-items/obligation.state';
import { Database } from '#read-models/database';
import { deliveryTable, type DeliveryRow, type MessageRow } from './log/reminder-log.tables.js';
import {
  plannedItemTable,
  reminderProtocolTable,
  reminderSideTable,
  type PlannedItemRow,
  type ReminderProtocolRow,
  type ReminderSideRow,
} from './plan/reminder-plan.tables.js';
import { whyFinished } from './reminder.decider.js';
import { composeReminderMail, type LetterItem, type RenderedMail } from './reminder-mail.js';
import { ReminderOptions } from './reminder-options.js';

/** A message written out, as things stand now. */
export interface WrittenLetter {
  /** Null when everything on its list has been finished. */
  readonly mail: RenderedMail | null;
  readonly recipientName: string;
  /** Reminders on the list that it does not tell of. */
  readonly leftOut: readonly string[];
}

/** Writes the mail of a claimed message, after asking each item's own streams whether it is still owed. */
@Injectable()
export class Letters {
  constructor(
    private readonly db: Database,
    private readonly store: EventStore,
    private readonly people: PeopleVault,
    private readonly clock: Clock,
    private readonly options: ReminderOptions,
  ) {}

  /** @param leftOut what an earlier rendering left out; it stays out */
  async write(message: MessageRow, leftOut: readonly string[]): Promise<WrittenLetter> {
    const deliveries = await this.db.query<DeliveryRow>(
      `select * from ${deliveryTable.name} where message_id = $1 and until is null order by due_on, reminder_id`,
      [message.message_id],
    );
    const owed: DeliveryRow[] = [];
    for (const delivery of deliveries) {
      if (!leftOut.includes(delivery.reminder_id) && (await this.isOwed(delivery))) owed.push(delivery);
    }
    const out = message.reminder_ids.filter((id) => !owed.some(({ reminder_id: known }) => known === id));
    const names = (await this.people.names([message.person_id])).get(message.person_id)?.displayNames ?? null;
    const recipientName = names ? inLanguage(names, message.language, 'en').text : '';
    if (owed.length === 0) return { mail: null, recipientName, leftOut: out };
    return { mail: await this.compose(message, owed, names), recipientName, leftOut: out };
  }

  /** By the streams, not by a view: nothing is sent after it was done. */
  private async isOwed({
    item_id: id,
    side_id: side,
    office_id: office,
    due_on: dueOn,
  }: DeliveryRow): Promise<boolean> {
    const [itemId, sideId] = [id as ActionItemId, side as SideId];
    const [item, obligation] = await Promise.all([
      this.store.fold(actionItemDecider, itemId),
      this.store.fold(obligationFold, obligationIdOf(itemId, sideId)),
    ]);
    const facts = { item: item.state, obligation: obligation.state };
    return whyFinished(sideId, office as OfficeId, facts) === null && item.state.halves.get(sideId)?.dueOn === dueOn;
  }

  private async compose(
    { side_id: sideId, language }: MessageRow,
    owed: readonly DeliveryRow[],
    recipientNames: Names | null,
  ): Promise<RenderedMail> {
    const [side] = await this.db.query<ReminderSideRow>(
      `select side_id, doc from ${reminderSideTable.name} where side_id = $1`,
      [sideId],
    );
    return composeReminderMail({
      language,
      recipientNames,
      sideNames: side!.doc.names,
      today: localDateAt(this.clock.now(), side!.doc.timeZone),
      items: await this.items(owed),
      publicUrl: this.options.publicUrl,
    });
  }

  private async items(owed: readonly DeliveryRow[]): Promise<LetterItem[]> {
    const items = await this.rowsById<PlannedItemRow>(plannedItemTable.name, 'item_id', unique(owed, 'item_id'));
    const protocolIds = [...new Set([...items.values()].map(({ doc }) => doc.protocolId))];
    const protocols = await this.rowsById<ReminderProtocolRow>(reminderProtocolTable.name, 'protocol_id', protocolIds);
    const offices = new Map<string, Names>();
    for (const id of unique(owed, 'office_id')) {
      offices.set(id, (await this.store.fold(officeDecider, id)).state.names);
    }
    return owed.map(({ item_id: itemId, office_id: officeId, side_id: sideId, kind, due_on: dueOn }) => {
      const { number, doc } = items.get(itemId)!;
      const protocol = protocols.get(doc.protocolId)!.doc;
      return {
        number,
        titles: doc.titles,
        officeNames: offices.get(officeId)!,
        kind,
        dueOn,
        explanation: doc.halves[sideId]?.explanation ?? [],
        protocolNumber: protocol.number,
        clauses: doc.clauseIds.flatMap((clauseId) => protocol.clauses[clauseId] ?? []),
        authentic: protocol.authentic,
      };
    });
  }

  private async rowsById<R>(table: string, column: keyof R & string, ids: readonly string[]): Promise<Map<string, R>> {
    const rows = await this.db.query<R>(`select * from ${table} where ${column} = any($1::uuid[])`, [ids]);
    return new Map(rows.map((row) => [row[column] as string, row]));
  }
}

const unique = <R>(rows: readonly R[], column: keyof R): string[] => [
  ...new Set(rows.map((row) => row[column] as string)),
];
