import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DomainError } from '#kernel/domain-error';
import type { SideId } from '#kernel/values';
import type { TextLanguage } from '#deadlines/explain';
import { TextVault } from '#event-store/free-text';
import { answeredAt } from '#read-models/answers';
import { Database } from '#read-models/database';
import type { ReadAt } from '#read-models/read-at';
import { ReadPosition, type Reading } from '#read-models/read-position';
import { addedBy, standing } from '#read-models/view-table';
import { obligationIdOf, type ActionItemId } from '../action-item.events.js';
import { itemHistory, historyTable, type HistoryRow } from '../history/item-history.view.js';
import { historySentence } from '../history/sentences.js';
import { BoardItems, type BoardContext } from './board-items.js';
import type { ItemAnswer } from './status-board.answers.js';
import { reportTable, type ItemRow, type ReportRow } from './status-board.tables.js';
import { statusBoard } from './status-board.view.js';

/** One item with everything the viewer's side may know of it. */
export class GetActionItem extends Query<ItemAnswer> {
  constructor(
    readonly viewer: SideId,
    readonly at: ReadAt,
    readonly idOrNumber: string,
    readonly language: TextLanguage,
  ) {
    super();
  }
}

@QueryHandler(GetActionItem)
export class GetActionItemHandler implements IQueryHandler<GetActionItem> {
  constructor(
    private readonly db: Database,
    private readonly positions: ReadPosition,
    private readonly items: BoardItems,
    private readonly vault: TextVault,
  ) {}

  async execute({ viewer, at, idOrNumber, language }: GetActionItem): Promise<ItemAnswer> {
    const read = await this.positions.resolve(statusBoard.name, at);
    const row = await this.items.find(read, viewer, idOrNumber);
    if (!row) throw new DomainError('actionItems/unknown', 'missing');
    const context = await this.items.context(read, language);
    const [[item], protocol, { reports, basis }, history] = await Promise.all([
      this.items.render([row], viewer, context),
      this.items.protocol(read, row.protocol_id),
      this.texts(read, viewer, row),
      this.history(read, at, viewer, row.item_id, context),
    ]);
    const owes = item!.halves.some(({ sideId }) => sideId === viewer);
    return {
      ...answeredAt(read),
      ...item!,
      today: Object.fromEntries([...context.days].map(([side, { today }]) => [side, today])),
      protocol: { id: row.protocol_id, number: protocol.number, effectiveOn: protocol.doc.effectiveOn },
      clauses: row.doc.clauseIds.flatMap((clauseId) => {
        const clause = protocol.doc.clauses[clauseId];
        return clause ? [{ clauseId, path: clause.path, kind: clause.kind, texts: { ...clause.texts } }] : [];
      }),
      removedOn: row.doc.removedOn,
      basis,
      reports,
      obligation: owes
        ? {
            id: obligationIdOf(row.item_id as ActionItemId, viewer),
            revision: row.own_revision === null ? null : String(row.own_revision),
          }
        : null,
      history,
    };
  }

  private async texts(read: Reading, viewer: SideId, item: ItemRow): Promise<Pick<ItemAnswer, 'reports' | 'basis'>> {
    const rows = await this.db.query<ReportRow>(
      `select * from ${reportTable.name} where item_id = $2 and viewer_side_id = $3 and ${standing(1)} order by since`,
      [read.position, item.item_id, viewer],
    );
    const { basisTextId } = item.doc;
    const wanted = rows.flatMap(({ doc }) => [doc.textId, ...(doc.reasonTextId ? [doc.reasonTextId] : [])]);
    const texts = await this.vault.read([...wanted, ...(basisTextId ? [basisTextId] : [])]);
    const textOf = (id: string | null) => {
      const found = id === null ? undefined : texts.get(id);
      return found ? { lang: found.lang, text: found.text } : null;
    };
    return {
      basis: textOf(basisTextId),
      reports: rows.map(({ doc: { textId, reasonTextId, ...doc } }) => ({
        ...doc,
        text: textOf(textId),
        returnedReason: textOf(reasonTextId),
      })),
    };
  }

  private async history(
    read: Reading,
    { minPosition }: ReadAt,
    viewer: SideId,
    itemId: string,
    context: BoardContext,
  ): Promise<ItemAnswer['history']> {
    // The history is another view: it has to have reached the same position.
    await this.positions.wait(itemHistory.name, minPosition ?? read.position ?? -1n);
    const rows = await this.db.query<HistoryRow & { since: bigint }>(
      `select * from ${historyTable.name} where item_id = $2 and viewer_side_id = $3 and ${addedBy(1)} order by since desc`,
      [read.position, itemId, viewer],
    );
    return rows.map((row) => ({
      position: String(row.since),
      recordedAt: row.recorded_at,
      effectiveDate: row.effective_date,
      type: row.type,
      sideId: row.side_id,
      sentence: historySentence(row, context.language, context.sides),
      internal: ['ProgressReported', 'CompletionReported', 'ReportReturned'].includes(row.type),
    }));
  }
}
