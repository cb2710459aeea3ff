import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import type { SideId } from '#kernel/values';
import { Database } from '#read-models/database';
import { logIndexTable } from '#read-models/log-index.view';
import type { ReadAt } from '#read-models/read-at';
import { ReadPosition } from '#read-models/read-position';
import { feed, feedTable } from './feed.view.js';

const moment = z.object({
  position: z.string(),
  asOf: z.iso.datetime(),
  topic: z.string(),
  id: z.uuid(),
  type: z.string(),
});
export const momentsAnswer = z.object({
  asOf: z.iso.datetime(),
  position: z.string(),
  /** The last thing that had happened at the moment, as far as the reader's side may know; null before the first. */
  current: moment.nullable(),
  previous: moment.nullable(),
  /** The first thing that happened after it; null when nothing has. */
  next: moment.nullable(),
});
export type MomentsAnswer = z.output<typeof momentsAnswer>;

/** Where the reader can step to from a moment: to the event before and to the one after. */
export class GetMoments extends Query<MomentsAnswer> {
  constructor(
    readonly viewer: SideId,
    readonly at: ReadAt,
  ) {
    super();
  }
}

interface MomentRow {
  readonly since: bigint;
  readonly recorded_until: string;
  readonly topic: string;
  readonly subject_id: string;
  readonly type: string;
}

/** An event and the moment from which it stands; several at one moment are one step, told by the last of them. */
const moments = `
  select f.since, l.recorded_until, f.topic, f.subject_id, f.type
  from ${feedTable.name} f join ${logIndexTable.name} l on l.since = f.since
  where (f.viewer_side_id = $1 or f.viewer_side_id is null)`;

@QueryHandler(GetMoments)
export class GetMomentsHandler implements IQueryHandler<GetMoments> {
  constructor(
    private readonly db: Database,
    private readonly positions: ReadPosition,
  ) {}

  async execute({ viewer, at }: GetMoments): Promise<MomentsAnswer> {
    const read = await this.positions.resolve(feed.name, at);
    const position = read.position ?? BigInt(read.at);
    const before = await this.db.query<MomentRow>(
      `select distinct on (recorded_until) * from (${moments} and f.since <= $2 order by f.since desc limit 1000) m
       order by recorded_until desc, since desc limit 2`,
      [viewer, position],
    );
    const [after] = await this.db.query<MomentRow>(
      `select * from (${moments} and f.since > $2) m
       where recorded_until = (select min(recorded_until) from (${moments} and f.since > $2) n)
       order by since desc limit 1`,
      [viewer, position],
    );
    const [current, previous] = before.map(told);
    return {
      asOf: read.asOf,
      position: read.at,
      current: current ?? null,
      previous: previous ?? null,
      next: after ? told(after) : null,
    };
  }
}

const told = ({ since, recorded_until: asOf, topic, subject_id: id, type }: MomentRow) => ({
  position: String(since),
  asOf,
  topic,
  id,
  type,
});
