import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { SideId } from '#kernel/values';
import type { TextLanguage } from '#deadlines/explain';
import { answeredAt, pageOf, type Page } from '#read-models/answers';
import { Database } from '#read-models/database';
import type { ReadAt } from '#read-models/read-at';
import { ReadPosition } from '#read-models/read-position';
import { standing } from '#read-models/view-table';
import { BoardItems } from './board-items.js';
import { derivedStatusSql, type SideToday } from './half-status.js';
import type { BoardAnswer } from './status-board.answers.js';
import { halfTable, itemTable, type ItemRow } from './status-board.tables.js';
import { statusBoard } from './status-board.view.js';

export interface BoardFilter {
  readonly bodyId?: string;
  readonly protocolId?: string;
  readonly sector?: string;
  /** A derived status or a stored one of any half, or `open`: not closed. */
  readonly status?: string;
}

/** The board of one side, as of a moment, by item number. */
export class GetStatusBoard extends Query<BoardAnswer> {
  constructor(
    readonly viewer: SideId,
    readonly at: ReadAt,
    readonly filter: BoardFilter,
    readonly page: Page,
    readonly language: TextLanguage,
  ) {
    super();
  }
}

/** Items and their halves under the filter: `i` the item, `h` its halves, `d` the days of the half's side. */
const matching = `
  from ${itemTable.name} i
  join ${halfTable.name} h on h.item_id = i.item_id and h.viewer_side_id = i.viewer_side_id and ${standing(1, 'h')}
  join jsonb_to_recordset($2::jsonb) as d(side_id uuid, today date, risk_until date) on d.side_id = h.side_id
  where i.viewer_side_id = $3 and ${standing(1, 'i')}
    and ($4::uuid is null or i.body_id = $4) and ($5::uuid is null or i.protocol_id = $5)
    and ($6::text is null or i.sector = $6)
    and ($7::text is null or h.status = $7 or (${derivedStatusSql}) = $7 or ($7 = 'open' and i.stage <> 'closed'))`;

interface Counts {
  readonly items: bigint;
  readonly overdue: bigint;
  readonly at_risk: bigint;
  readonly reported_done: bigint;
  readonly validated: bigint;
  readonly closed: bigint;
}

@QueryHandler(GetStatusBoard)
export class GetStatusBoardHandler implements IQueryHandler<GetStatusBoard> {
  constructor(
    private readonly db: Database,
    private readonly positions: ReadPosition,
    private readonly items: BoardItems,
  ) {}

  async execute({ viewer, at, filter, page, language }: GetStatusBoard): Promise<BoardAnswer> {
    const read = await this.positions.resolve(statusBoard.name, at);
    const context = await this.items.context(read, language);
    const days = JSON.stringify([...context.days.values()].map(columns));
    const { bodyId = null, protocolId = null, sector = null, status = null } = filter;
    const parameters = [read.position, days, viewer, bodyId, protocolId, sector, status];
    const [rows, [counts]] = await Promise.all([
      this.db.query<ItemRow>(
        `select i.* from ${itemTable.name} i
         where i.viewer_side_id = $3 and ${standing(1, 'i')} and i.item_id in (select i.item_id ${matching})
           and ($8::text is null or (i.number collate views.natural_order, i.item_id) > ($8 collate views.natural_order, $9::uuid))
         order by i.number collate views.natural_order, i.item_id limit $10`,
        [...parameters, page.after?.[0] ?? null, page.after?.[1] ?? null, page.limit + 1],
      ),
      this.db.query<Counts>(countsSql, parameters),
    ]);
    const { items, next } = pageOf(rows, page, (row) => [row.number, row.item_id]);
    return {
      ...answeredAt(read),
      today: Object.fromEntries([...context.days].map(([side, { today }]) => [side, today])),
      counts: counted(counts!),
      items: await this.items.render(items, viewer, context),
      next,
    };
  }
}

const countsSql = `
  select count(distinct i.item_id) as items,
         count(distinct i.item_id) filter (where (${derivedStatusSql}) = 'overdue') as overdue,
         count(distinct i.item_id) filter (where (${derivedStatusSql}) = 'atRisk') as at_risk,
         count(distinct i.item_id) filter (where h.status = 'reportedDone') as reported_done,
         count(distinct i.item_id) filter (where h.status = 'validated') as validated,
         count(distinct i.item_id) filter (where i.stage = 'closed') as closed
  ${matching}`;

const columns = ({ sideId, today, riskUntil }: SideToday) => ({ side_id: sideId, today, risk_until: riskUntil });

function counted({ items, overdue, at_risk, reported_done, validated, closed }: Counts): BoardAnswer['counts'] {
  return {
    items: Number(items),
    overdue: Number(overdue),
    atRisk: Number(at_risk),
    reportedDone: Number(reported_done),
    validated: Number(validated),
    closed: Number(closed),
  };
}
