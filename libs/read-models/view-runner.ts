import type { Database, Queryable } from './database.js';
import { Fenced, isPoison, parkedOn, type Parked } from './poison.js';
import { Rows } from './rows.js';
import type { Placed, View, ViewHandler } from './view.js';
import type { ViewTable } from './view-table.js';

/** Applies batches to one view: rows and checkpoint move in one transaction. */
export class ViewRunner {
  private constructor(
    private readonly db: Database,
    readonly view: View,
    /** The last position applied; null before the first. */
    public checkpoint: bigint | null,
    /** Set while it stands still at an event that it cannot take; it then takes nothing more. */
    public parked: Parked | null,
  ) {}

  /** Makes the tables when the view is new or its version changed, and reads where it stands. */
  static async open(db: Database, view: View): Promise<ViewRunner> {
    return db.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock(hashtext($1))', [`view ${view.name}`]);
      const [known] = await tx.query<{ version: number; position: bigint | null; parked: Parked | null }>(
        'select version, position, parked from views.checkpoint where name = $1',
        [view.name],
      );
      if (known?.version === view.version) return new ViewRunner(db, view, known.position, known.parked);
      await ViewRunner.make(tx, view);
      return new ViewRunner(db, view, null, null);
    });
  }

  /**
   * Empties a view, so that whoever runs it begins anew: what they still write for the old state is fenced off. It counts
   * as not built until it is as far again as it was, or, for a new one, as far as any other.
   */
  static async make(tx: Queryable, view: View): Promise<void> {
    for (const table of view.tables) {
      await tx.query(`drop table if exists ${table.name}`);
      await tx.query(table.ddl());
    }
    await tx.query(
      `insert into views.checkpoint as old (name, version, position, building_to)
       values ($1, $2, null, (select max(position) from views.checkpoint))
       on conflict (name) do update set version = excluded.version, position = null, parked = null, moved_at = now(),
         building_to = coalesce(greatest(old.position, old.building_to), excluded.building_to)`,
      [view.name, view.version],
    );
  }

  /** Has a parked view try again. The event it stands at must be delivered again, else it would be skipped. */
  retry(): void {
    this.parked = null;
  }

  /** Whether any event of the batch is for it. */
  concerns(batch: readonly Placed[]): boolean {
    return batch.some((event) => this.isNew(event.position) && this.handlerOf(event) !== undefined);
  }

  /**
   * Moves views past a batch that is for none of them, in one statement.
   * @throws Fenced, DatabaseUnavailable
   */
  static async skip(db: Queryable, runners: readonly ViewRunner[], upTo: bigint): Promise<void> {
    const behind = runners.filter((runner) => runner.parked === null && runner.isNew(upTo));
    if (behind.length === 0) return;
    const moved = await db.query(
      `update views.checkpoint c set position = $1, parked = null, moved_at = now()
       from unnest($2::text[], $3::integer[], $4::bigint[]) as r (name, version, position)
       where c.name = r.name and c.version = r.version and c.position is not distinct from r.position returning c.name`,
      [
        upTo,
        behind.map(({ view }) => view.name),
        behind.map(({ view }) => view.version),
        behind.map(({ checkpoint }) => checkpoint),
      ],
    );
    if (moved.length !== behind.length) throw new Fenced('views that a batch does not concern');
    for (const runner of behind) runner.checkpoint = upTo;
  }

  /**
   * Takes the events of a batch, then moves to its end. An event that it cannot take parks the view; what came before
   * is kept.
   * @throws Fenced, DatabaseUnavailable
   */
  async advance(batch: readonly Placed[], upTo: bigint): Promise<void> {
    if (this.parked || !this.isNew(upTo)) return;
    const concerning = batch.filter((event) => this.isNew(event.position) && this.handlerOf(event) !== undefined);
    try {
      await this.take(concerning, upTo);
    } catch (error) {
      if (!isPoison(error)) throw error;
      await this.takeOneByOne(concerning, upTo);
    }
  }

  private async takeOneByOne(events: readonly Placed[], upTo: bigint): Promise<void> {
    for (const event of events) {
      try {
        await this.take([event], event.position);
      } catch (error) {
        if (!isPoison(error)) throw error;
        await this.park(parkedOn(event, error));
        return;
      }
    }
    if (this.isNew(upTo)) await this.take([], upTo);
  }

  private async take(events: readonly Placed[], upTo: bigint): Promise<void> {
    if (events.length === 0) await this.moveCheckpoint(this.db, upTo);
    else {
      await this.db.transaction(async (tx) => {
        const rows = new Rows();
        for (const [table, ids] of this.touchedBy(events)) await rows.load(tx, table, ids);
        for (const event of events) {
          rows.position = event.position;
          this.handlerOf(event)!.apply(event, rows);
        }
        await rows.flush(tx);
        await this.moveCheckpoint(tx, upTo);
      });
    }
    this.checkpoint = upTo;
  }

  private touchedBy(events: readonly Placed[]): ReadonlyMap<ViewTable<object>, ReadonlySet<string>> {
    const wanted = new Map<ViewTable<object>, Set<string>>();
    const want = (table: ViewTable<object>, ids: readonly string[]) => {
      const known = wanted.get(table) ?? new Set<string>();
      for (const id of ids) known.add(id);
      wanted.set(table, known);
    };
    for (const event of events) {
      // A view of every event looks at metadata only and can go on.
      if (event.undecodable && this.view.handlers.has(event.type)) throw new Error(event.undecodable);
      const touched = this.handlerOf(event)!.touches?.(event);
      if (touched) for (const [table, ids] of touched) want(table, ids);
      else for (const table of this.view.tables) if (table.spec.kind !== 'journal') want(table, [event.id]);
    }
    return wanted;
  }

  private async moveCheckpoint(tx: Queryable, to: bigint): Promise<void> {
    const moved = await tx.query(
      `update views.checkpoint set position = $2, parked = null, moved_at = now()
       where name = $1 and version = $4 and position is not distinct from $3::bigint returning name`,
      [this.view.name, to, this.checkpoint, this.view.version],
    );
    if (moved.length !== 1) throw new Fenced(this.view.name);
  }

  private async park(parked: Parked): Promise<void> {
    const marked = await this.db.query(
      `update views.checkpoint set parked = $2::jsonb
       where name = $1 and version = $4 and position is not distinct from $3::bigint returning name`,
      [this.view.name, JSON.stringify(parked), this.checkpoint, this.view.version],
    );
    if (marked.length !== 1) throw new Fenced(this.view.name);
    this.parked = parked;
  }

  private handlerOf(event: Placed): ViewHandler | undefined {
    return this.view.handlers.get(event.type) ?? this.view.every;
  }

  private isNew(position: bigint): boolean {
    return this.checkpoint === null || position > this.checkpoint;
  }
}
