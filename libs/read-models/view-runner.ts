import type { Queryable, Database } from './database.js';
import { Rows } from './rows.js';
import type { Placed, View, ViewHandler } from './view.js';
import type { ViewTable } from './view-table.js';

/** Another projector moved this view's checkpoint: this one must not write it any more. */
export class Fenced extends Error {}

/** Why a view stands still, and on which event. */
export interface Parked {
  readonly reason: string;
  readonly eventType: string;
  readonly position: string;
}

/** Applies batches to one view: rows and checkpoint move in one transaction. */
export class ViewRunner {
  parked: Parked | null = null;

  private constructor(
    private readonly db: Database,
    readonly view: View,
    /** The last position applied; null before the first. */
    public checkpoint: bigint | null,
  ) {}

  /** Makes the tables when the view is new or its version changed, and reads where it stands. */
  static async open(db: Database, view: View): Promise<ViewRunner> {
    return db.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock(hashtext($1))', [`view ${view.name}`]);
      const [known] = await tx.query<{ version: number; position: bigint | null }>(
        'select version, position from views.checkpoint where name = $1',
        [view.name],
      );
      if (known?.version === view.version) return new ViewRunner(db, view, known.position);
      for (const table of view.tables) {
        await tx.query(`drop table if exists ${table.name}`);
        await tx.query(table.ddl());
      }
      await tx.query(
        `insert into views.checkpoint (name, version, position) values ($1, $2, null)
         on conflict (name) do update set version = excluded.version, position = null, parked = null`,
        [view.name, view.version],
      );
      return new ViewRunner(db, view, null);
    });
  }

  /**
   * Takes the events of a batch, then moves to its end.
   * @throws Fenced, DatabaseUnavailable; a handler that throws parks the view instead
   */
  async advance(batch: readonly Placed[], upTo: bigint): Promise<void> {
    const concerned = batch.some((event) => this.isNew(event) && this.handlerOf(event) !== undefined);
    if (concerned) await this.apply(batch);
    await this.skip(upTo);
  }

  async apply(batch: readonly Placed[]): Promise<void> {
    const fresh = batch.filter((event) => this.isNew(event));
    const last = fresh.at(-1);
    if (!last || this.parked) return;
    let upTo = last.position;
    await this.db.transaction(async (tx) => {
      const rows = new Rows();
      await this.load(tx, fresh, rows);
      const failed = this.run(fresh, rows);
      if (failed) {
        // What came before the poison event is kept: the batch is taken again without it.
        this.parked = failed.parked;
        upTo = fresh[failed.at - 1]?.position ?? this.checkpoint ?? -1n;
        await this.writeUpTo(tx, fresh.slice(0, failed.at));
      } else await rows.flush(tx);
      await this.moveCheckpoint(tx, upTo);
    });
    this.checkpoint = upTo;
  }

  /** Moves the checkpoint past events that do not concern it. */
  private async skip(position: bigint): Promise<void> {
    if (this.parked || (this.checkpoint !== null && position <= this.checkpoint)) return;
    await this.moveCheckpoint(this.db, position);
    this.checkpoint = position;
  }

  private async writeUpTo(tx: Queryable, events: readonly Placed[]): Promise<void> {
    const rows = new Rows();
    await this.load(tx, events, rows);
    this.run(events, rows);
    await rows.flush(tx);
  }

  private run(events: readonly Placed[], rows: Rows): { at: number; parked: Parked } | undefined {
    for (const [at, event] of events.entries()) {
      try {
        rows.position = event.position;
        // A view of every event looks at metadata only and can go on.
        if (event.undecodable && this.view.handlers.has(event.type)) throw new Error(event.undecodable);
        this.handlerOf(event)?.apply(event, rows);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { at, parked: { reason, eventType: event.type, position: String(event.position) } };
      }
    }
    return undefined;
  }

  private async load(tx: Queryable, events: readonly Placed[], rows: Rows): Promise<void> {
    const wanted = new Map<ViewTable<object>, Set<string>>();
    const want = (table: ViewTable<object>, ids: readonly string[]) => {
      const known = wanted.get(table) ?? new Set<string>();
      for (const id of ids) known.add(id);
      wanted.set(table, known);
    };
    for (const event of events) {
      const handler = this.handlerOf(event);
      if (!handler) continue;
      const touched = handler.touches?.(event);
      if (touched) for (const [table, ids] of touched) want(table, ids);
      else for (const table of this.view.tables) if (table.spec.kind !== 'journal') want(table, [event.id]);
    }
    for (const [table, ids] of wanted) await rows.load(tx, table, ids);
  }

  private async moveCheckpoint(tx: Queryable, to: bigint): Promise<void> {
    const moved = await tx.query(
      `update views.checkpoint set position = $2, parked = $4::jsonb, moved_at = now()
       where name = $1 and version = $5 and position is not distinct from $3::bigint returning name`,
      [this.view.name, to, this.checkpoint, this.parked && JSON.stringify(this.parked), this.view.version],
    );
    if (moved.length !== 1) throw new Fenced(this.view.name);
  }

  private handlerOf(event: Placed): ViewHandler | undefined {
    return this.view.handlers.get(event.type) ?? this.view.every;
  }

  private isNew(event: Placed): boolean {
    return this.checkpoint === null || event.position > this.checkpoint;
  }
}
