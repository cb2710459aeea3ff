import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { DomainError } from '#kernel/domain-error';
import type { SideId } from '#kernel/values';
import type { TextLanguage } from '#deadlines/explain';
import { Database } from '#read-models/database';
import type { ReadAt } from '#read-models/read-at';
import { ReadPosition, type Reading } from '#read-models/read-position';
import { standing } from '#read-models/view-table';
import { BoardItems } from './board-items.js';
import { compareBoards } from './compare-board.js';
import { boardItem, type BoardItem } from './status-board.answers.js';
import { itemTable, type ItemRow } from './status-board.tables.js';
import { statusBoard } from './status-board.view.js';

/** More than this is not compared in one answer. */
const most = 5_000;

const moment = z.object({ asOf: z.iso.datetime(), position: z.string() });
const change = z.object({
  kind: z.enum(['added', 'closed', 'moved', 'changed']),
  item: boardItem,
  changes: z.array(
    z.object({
      field: z.enum(['stage', 'title', 'status', 'dueOn', 'lead', 'derived']),
      sideId: z.uuid().nullable(),
      from: z.string().nullable(),
      to: z.string().nullable(),
    }),
  ),
});
export const compareAnswer = z.object({
  from: moment,
  to: moment,
  counts: z.object({ added: z.int(), closed: z.int(), moved: z.int(), changed: z.int() }),
  items: z.array(change),
});
export type CompareAnswer = z.output<typeof compareAnswer>;

/** What differs on the board of one side between two moments. */
export class CompareBoard extends Query<CompareAnswer> {
  constructor(
    readonly viewer: SideId,
    readonly from: ReadAt,
    readonly to: ReadAt,
    readonly bodyId: string | undefined,
    readonly language: TextLanguage,
  ) {
    super();
  }
}

@QueryHandler(CompareBoard)
export class CompareBoardHandler implements IQueryHandler<CompareBoard> {
  constructor(
    private readonly db: Database,
    private readonly positions: ReadPosition,
    private readonly items: BoardItems,
  ) {}

  async execute({ viewer, from, to, bodyId, language }: CompareBoard): Promise<CompareAnswer> {
    const [earlier, later] = [
      await this.positions.resolve(statusBoard.name, from),
      await this.positions.resolve(statusBoard.name, to),
    ];
    const [before, after] = [
      await this.board(earlier, viewer, bodyId, language),
      await this.board(later, viewer, bodyId, language),
    ];
    const items = compareBoards(before, after);
    const count = (kind: string) => items.filter((one) => one.kind === kind).length;
    return {
      from: { asOf: earlier.asOf, position: earlier.at },
      to: { asOf: later.asOf, position: later.at },
      counts: { added: count('added'), closed: count('closed'), moved: count('moved'), changed: count('changed') },
      items: items.map(({ kind, item, changes }) => ({ kind, item, changes: [...changes] })),
    };
  }

  private async board(
    read: Reading,
    viewer: SideId,
    bodyId: string | undefined,
    language: TextLanguage,
  ): Promise<BoardItem[]> {
    const rows = await this.db.query<ItemRow>(
      `select * from ${itemTable.name}
       where viewer_side_id = $2 and ${standing(1)} and ($3::uuid is null or body_id = $3)
       order by number collate views.natural_order, item_id limit ${most + 1}`,
      [read.position, viewer, bodyId ?? null],
    );
    if (rows.length > most) throw new DomainError('actionItems/tooManyToCompare', 'unprocessable', { most });
    return this.items.render(rows, viewer, await this.items.context(read, language));
  }
}
