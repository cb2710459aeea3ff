import { Injectable } from '@nestjs/common';
import { isUuid } from '#kernel/ids';
import type { SideId } from '#kernel/values';
import { formatExpression } from '#deadlines/deadline-expression';
import { explain, type TextLanguage } from '#deadlines/explain';
import { Database } from '#read-models/database';
import type { Reading } from '#read-models/read-position';
import { standing } from '#read-models/view-table';
import { deriveStatus, sideToday, type SideToday } from './half-status.js';
import type { BoardItem } from './status-board.answers.js';
import {
  boardProtocolTable,
  boardSideTable,
  halfTable,
  itemTable,
  type BoardProtocolRow,
  type BoardSideRow,
  type HalfRow,
  type ItemRow,
} from './status-board.tables.js';

/** What the rows of one page of the board are rendered with. */
export interface BoardContext {
  readonly read: Reading;
  readonly language: TextLanguage;
  readonly sides: ReadonlyMap<string, BoardSideRow>;
  readonly days: ReadonlyMap<string, SideToday>;
}

/** Reads rows of the board and makes items of them; shared by the list and the single item. */
@Injectable()
export class BoardItems {
  constructor(private readonly db: Database) {}

  async context(read: Reading, language: TextLanguage): Promise<BoardContext> {
    const rows = await this.db.query<BoardSideRow>(`select * from ${boardSideTable.name} where ${standing(1)}`, [
      read.position,
    ]);
    const sides = new Map(rows.map((row) => [row.side_id as string, row]));
    const days = new Map(rows.map((row) => [row.side_id as string, sideToday(row, read.asOf)]));
    return { read, language, sides, days };
  }

  /** Finds an item by id or number. */
  async find(read: Reading, viewer: SideId, idOrNumber: string): Promise<ItemRow | undefined> {
    // No number has a character that PostgreSQL does not have.
    if (idOrNumber.includes('\0')) return undefined;
    const column = isUuid(idOrNumber) ? 'item_id' : 'number';
    const [row] = await this.db.query<ItemRow>(
      `select * from ${itemTable.name} where ${column} = $2 and viewer_side_id = $3 and ${standing(1)}`,
      [read.position, idOrNumber, viewer],
    );
    return row;
  }

  async protocol(read: Reading, protocolId: string): Promise<BoardProtocolRow> {
    return (await this.protocols(read, [protocolId])).get(protocolId)!;
  }

  async render(rows: readonly ItemRow[], viewer: SideId, context: BoardContext): Promise<BoardItem[]> {
    const { read } = context;
    const ids = rows.map((row) => row.item_id);
    const [halves, protocols] = await Promise.all([
      this.db.query<HalfRow>(
        `select * from ${halfTable.name} where item_id = any($2::uuid[]) and viewer_side_id = $3 and ${standing(1)} order by side_id`,
        [read.position, ids, viewer],
      ),
      this.protocols(read, [...new Set(rows.map((row) => row.protocol_id))]),
    ]);
    const byItem = Map.groupBy(halves, (half) => half.item_id);
    return rows.map((row) => rendered(row, byItem.get(row.item_id) ?? [], protocols.get(row.protocol_id)!, context));
  }

  private async protocols(read: Reading, ids: readonly string[]): Promise<ReadonlyMap<string, BoardProtocolRow>> {
    const rows = await this.db.query<BoardProtocolRow>(
      `select * from ${boardProtocolTable.name} where protocol_id = any($2::uuid[]) and ${standing(1)}`,
      [read.position, ids],
    );
    return new Map(rows.map((row) => [row.protocol_id, row]));
  }
}

function rendered(
  row: ItemRow,
  halves: readonly HalfRow[],
  protocol: BoardProtocolRow,
  context: BoardContext,
): BoardItem {
  const clauses = row.doc.clauseIds.flatMap((id) => protocol.doc.clauses[id] ?? []);
  return {
    id: row.item_id,
    number: row.number,
    titles: { ...row.doc.titles },
    sector: row.sector,
    bodyId: row.body_id,
    protocolId: row.protocol_id,
    protocolNumber: protocol.number,
    clausePaths: clauses.map(({ path }) => path),
    clauseTexts: { ...clauses[0]?.texts },
    jointRule: row.doc.jointRule,
    stage: row.stage,
    revision: String(row.revision),
    halves: halves.map((half) => renderedHalf(row, half, context)),
  };
}

function renderedHalf(
  row: ItemRow,
  half: HalfRow,
  { language, sides, days }: BoardContext,
): BoardItem['halves'][number] {
  const { leadOfficeId, coExecutorOfficeIds, validatorOfficeId, expression, resolved } = half.doc;
  const sideNames = sides.get(half.side_id)?.doc.names;
  const sideName = sideNames?.[language] ?? sideNames?.['en'];
  return {
    sideId: half.side_id,
    leadOfficeId,
    coExecutorOfficeIds: [...coExecutorOfficeIds],
    validatorOfficeId,
    deadline: {
      asWritten: formatExpression(expression),
      dueOn: half.due_on,
      rawOn: resolved?.rawOn ?? null,
      provisional: resolved?.provisional ?? false,
      calendarVersion: resolved?.calendarVersion ?? null,
      explanation: resolved ? explain(resolved.explanation, { lang: language, ...(sideName && { sideName }) }) : '',
    },
    status: half.status,
    ...deriveStatus(row.stage, half, days.get(half.side_id)!),
    completedOn: half.completed_on,
  };
}
