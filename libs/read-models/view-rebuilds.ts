import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel/domain-error';
import { Database } from './database.js';
import type { Parked } from './poison.js';
import { projectorLease } from './projector.js';
import { actingOnViews } from './read-position.js';
import { Registry } from './registry.js';
import { ViewRunner } from './view-runner.js';

/** Where a view or a process manager stands, from the checkpoints: in whichever process it runs. */
export interface Standing {
  readonly name: string;
  /** Only a view can be rebuilt. */
  readonly kind: 'view' | 'reaction';
  /** Decimal string; null before the first event. */
  readonly position: string | null;
  /** Position it must reach to be read again; null when it is built. */
  readonly buildingTo: string | null;
  /** Why it stands still, and at which event; null when it does not. */
  readonly parked: Parked | null;
  /** ISO instant of the system clock at which it moved last. */
  readonly movedAt: string;
}

/** Empties views, so that the worker, in this process or another, builds them anew from the log. */
@Injectable()
export class ViewRebuilds {
  constructor(
    private readonly db: Database,
    private readonly registry: Registry,
  ) {}

  /** Views and process managers of this build, by name. */
  async standings(): Promise<Standing[]> {
    const views = new Set(this.registry.views.map(({ name }) => name));
    const names = [...views, ...this.registry.reactions.map(({ name }) => name)];
    const rows = await this.db.query<Omit<Standing, 'kind'>>(
      `select name, position::text, parked, moved_at as "movedAt",
         case when position >= building_to then null else building_to::text end as "buildingTo"
       from views.checkpoint where name = any($1) order by name`,
      [names],
    );
    return rows.map((row) => ({ ...row, kind: views.has(row.name) ? 'view' : 'reaction' }));
  }

  /** How many events the views have taken in; 0 while that is not known. */
  async eventCount(): Promise<number> {
    const [row] = await this.db
      .query<{ count: number }>('select count(*)::integer as count from views.log_index')
      .catch(() => []);
    return row?.count ?? 0;
  }

  /**
   * Drops the tables and checkpoints of views; what was parked is tried again. The worker replays the log for them, and
   * until they are as far as they were they answer `http/viewNotBuilt`. Waits for a sweep that acts on them.
   * @throws DomainError `http/viewUnknown` (404), before anything is dropped
   */
  async rebuild(names: readonly string[]): Promise<void> {
    const views = names.map((name) => {
      const view = this.registry.views.find((one) => one.name === name);
      if (!view) throw new DomainError('http/viewUnknown', 'missing', { view: name.slice(0, 100) });
      return view;
    });
    // Each for itself: the projector moves several checkpoints in one statement, in an order of its own.
    for (const view of views) {
      await this.db.transaction(async (tx) => {
        await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [actingOnViews]);
        await tx.query('select pg_advisory_xact_lock(hashtext($1))', [`view ${view.name}`]);
        await ViewRunner.make(tx, view);
      });
    }
    // With nothing new in the log the worker would not notice that it is fenced off.
    await this.db.recall(projectorLease);
  }
}
