import type pg from 'pg';

/** One move of a checkpoint, as PostgreSQL saw it. */
interface Move {
  readonly view: string;
  /** The process that moved it. */
  readonly client: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Has PostgreSQL itself write down who moves which checkpoint from where to where. */
export async function auditCheckpoints(db: pg.Pool): Promise<void> {
  await db.query(`
    create table checkpoint_move (
      id bigint generated always as identity, view text, client text, before bigint, after bigint
    );
    create function note_checkpoint_move() returns trigger language plpgsql as $$
    begin
      insert into checkpoint_move (view, client, before, after)
      values (new.name, current_setting('application_name'), old.position, new.position);
      return null;
    end $$;
    create trigger checkpoint_move after update of position on views.checkpoint
      for each row execute function note_checkpoint_move();`);
}

/** Who moved checkpoints, and moves that did not begin where the one before had ended. */
export async function auditedMoves(db: pg.Pool): Promise<{ faults: string[]; clients: string[]; handovers: number }> {
  const { rows } = await db.query<Move>('select view, client, before, after from checkpoint_move order by id');
  const last = new Map<string, Move>();
  let handovers = 0;
  const faults = rows.flatMap((move) => {
    const previous = last.get(move.view);
    last.set(move.view, move);
    if (!previous) return [];
    if (previous.client !== move.client) handovers += 1;
    const follows =
      move.before === previous.after && (move.before === null || BigInt(move.after!) >= BigInt(move.before));
    return follows
      ? []
      : [`${move.view}: ${move.client} moved ${move.before} to ${move.after} after ${previous.after}`];
  });
  return { faults, clients: [...new Set(rows.map(({ client }) => client))], handovers };
}

/** The process that holds the lease of the projector, and the backend that holds it for it; undefined when none does. */
export async function leaseHolder(db: pg.Pool): Promise<{ client: string; backend: number } | undefined> {
  const { rows } = await db.query<{ client: string; backend: number }>(
    `select application_name as client, l.pid as backend from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where locktype = 'advisory' and granted and mode = 'ExclusiveLock' and application_name like 'worker%'
       and database = (select oid from pg_database where datname = current_database())
       and (classid::bigint << 32 | objid::bigint) = hashtextextended('projector', 0)`,
  );
  return rows[0];
}
