import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { isUuid } from '#kernel/ids';
import { DomainError } from '#kernel/domain-error';
import type { SideId } from '#kernel/values';
import type { TextLanguage } from '#deadlines/explain';
import { TextVault } from '#event-store/free-text';
import { answeredAt } from '#read-models/answers';
import { Database } from '#read-models/database';
import type { ReadAt } from '#read-models/read-at';
import { ReadPosition, type Reading } from '#read-models/read-position';
import { standing } from '#read-models/view-table';
import { renderedTextId } from '../message.events.js';
import { plannedItemTable, planTable, type PlannedItemRow, type PlanRow } from '../plan/reminder-plan.tables.js';
import { reminderPlan } from '../plan/reminder-plan.view.js';
import { deliveriesOf, zonesOf } from './log-reading.js';
import { reminderLogTable, type ReminderLogRow } from './reminder-log.tables.js';
import { reminderLog } from './reminder-log.view.js';
import { decidedSentence, plannedSentence, type DeliveredRow } from './why-sentences.js';
import type { WhyAnswer, WhyEntry } from './why.answers.js';

/** Why the reminders of an item were sent, or were not; `viewer` null sees every side's. */
export class WhyItem extends Query<WhyAnswer> {
  constructor(
    readonly viewer: SideId | null,
    readonly at: ReadAt,
    readonly idOrNumber: string,
    readonly language: TextLanguage,
  ) {
    super();
  }
}

@QueryHandler(WhyItem)
export class WhyItemHandler implements IQueryHandler<WhyItem> {
  constructor(
    private readonly db: Database,
    private readonly positions: ReadPosition,
    private readonly vault: TextVault,
  ) {}

  async execute({ viewer, at, idOrNumber, language }: WhyItem): Promise<WhyAnswer> {
    const read = await this.positions.resolve(reminderLog.name, at);
    await this.positions.wait(reminderPlan.name, at.minPosition ?? read.position ?? -1n);
    const item = await this.find(read, viewer, idOrNumber);
    const [zones, planned, decided] = await Promise.all([
      zonesOf(this.db),
      // The plan stands for now only: what was planned at an earlier moment is not kept.
      read.position === null ? this.planned(item.item_id, viewer) : [],
      this.decided(read, item.item_id, viewer),
    ]);
    const ids = decided.map((row) => row.reminder_id);
    const deliveries = await deliveriesOf(this.db, ids, read.position);
    const subjects = await this.subjects(deliveries);
    const entries = [
      ...planned.map((row) => plannedEntry(row, language, zones.get(row.side_id)!)),
      ...decided.map((row) => {
        const own = deliveries.filter((delivery) => delivery.reminder_id === row.reminder_id);
        return decidedEntry(row, own, subjects, language, zones.get(row.side_id)!);
      }),
    ];
    return {
      ...answeredAt(read),
      itemId: item.item_id,
      number: item.number,
      entries: entries.toSorted((a, b) => order(a).localeCompare(order(b))),
    };
  }

  private async find(read: Reading, viewer: SideId | null, idOrNumber: string): Promise<PlannedItemRow> {
    const column = isUuid(idOrNumber) ? 'item_id' : 'number';
    const [item] = await this.db.query<PlannedItemRow>(
      `select * from ${plannedItemTable.name} where ${column} = $2 and ($1::bigint is null or derived <= $1)`,
      [read.position, idOrNumber],
    );
    if (!item || (viewer !== null && !item.doc.sideIds.includes(viewer)))
      throw new DomainError('reminders/unknownItem', 'missing');
    return item;
  }

  private planned(itemId: string, viewer: SideId | null): Promise<PlanRow[]> {
    return this.db.query<PlanRow>(
      `select * from ${planTable.name} where item_id = $1 and ($2::uuid is null or side_id = $2)`,
      [itemId, viewer],
    );
  }

  private decided(
    { position }: Reading,
    itemId: string,
    viewer: SideId | null,
  ): Promise<(ReminderLogRow & { since: bigint })[]> {
    return this.db.query(
      `select * from ${reminderLogTable.name} where item_id = $2 and ($3::uuid is null or side_id = $3) and ${standing(1)}`,
      [position, itemId, viewer],
    );
  }

  /** Subjects by message, of those that have been written and not been erased. */
  private async subjects(deliveries: readonly DeliveredRow[]): Promise<ReadonlyMap<string, string>> {
    const textIds = new Map(
      deliveries.flatMap(({ message_id: id, sha256 }) => (id && sha256 ? [[id, renderedTextId(id, sha256)]] : [])),
    );
    const texts = await this.vault.read([...textIds.values()]);
    return new Map(
      [...textIds].flatMap(([id, textId]) => {
        const kept = texts.get(textId);
        return kept ? [[id, (JSON.parse(kept.text) as { subject: string }).subject] as const] : [];
      }),
    );
  }
}

const order = ({ plannedAt, kind, reminderId }: WhyEntry): string => `${plannedAt} ${kind} ${reminderId}`;

function common(row: PlanRow | ReminderLogRow) {
  return {
    reminderId: row.reminder_id,
    kind: row.kind,
    officeId: row.office_id,
    sideId: row.side_id,
    dueOn: row.due_on,
    plannedAt: row.planned_at,
  };
}

function plannedEntry(row: PlanRow, language: TextLanguage, zone: string): WhyEntry {
  return {
    ...common(row),
    // Entered late: the sweep records it as skipped in a moment.
    outcome: row.state === 'withdrawn' ? 'withdrawn' : 'planned',
    reason: row.reason,
    sentence: plannedSentence(row, language, zone),
    decidedAt: null,
    position: null,
    knownPosition: null,
    message: null,
    otherMessages: [],
  };
}

function decidedEntry(
  row: ReminderLogRow & { readonly since: bigint },
  deliveries: readonly DeliveredRow[],
  subjects: ReadonlyMap<string, string>,
  language: TextLanguage,
  zone: string,
): WhyEntry {
  const [message = null, ...otherMessages] = deliveries.flatMap((delivery) => messageOf(delivery, subjects));
  return {
    ...common(row),
    outcome: row.outcome,
    reason: row.reason,
    sentence: decidedSentence(row, deliveries, language, zone),
    decidedAt: row.decided_at,
    position: String(row.since),
    knownPosition: String(row.known_position),
    message,
    otherMessages,
  };
}

function messageOf(
  { message_id: id, state, changed_at: at, response, left_out: leftOut }: DeliveredRow,
  subjects: ReadonlyMap<string, string>,
): NonNullable<WhyEntry['message']>[] {
  if (!id || !state || !at || leftOut) return [];
  const subject = subjects.get(id);
  return [{ messageId: id, state, at, response: response ?? null, ...(subject !== undefined && { subject }) }];
}
