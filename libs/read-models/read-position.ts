import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { DomainError } from '#kernel/domain-error';
import { Database } from './database.js';
import type { ReadAt } from './read-at.js';

/** Where a query reads: for SQL `position` is null when it is now (the newest rows). */
export interface Reading {
  readonly position: bigint | null;
  /** The moment the answer is as of: the one asked for, or now. */
  readonly asOf: string;
  /** The position the answer stands at, always known; a decimal string for the answer. */
  readonly at: string;
}

/** Lock of whoever acts on what views say; a rebuild waits until nobody does. */
export const actingOnViews = 'acting on views';

/** Turns what a caller asks for (a moment, a position, "not older than my command") into a position to read at. */
@Injectable()
export class ReadPosition {
  /** How long a query may wait for its view, ms. */
  protected readonly patience: number = 5_000;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * @param view the view that the query reads
   * @throws DomainError `http/positionBeyondHead` (422), `http/asOfInFuture` (422), `http/viewBehind` or
   *   `http/viewNotBuilt` (503)
   */
  async resolve(view: string, { asOf, position, minPosition }: ReadAt): Promise<Reading> {
    if (minPosition !== undefined) {
      await this.wait(view, minPosition);
      // A moment is looked up in the index, which is a view of its own.
      if (asOf !== undefined || position !== undefined) await this.wait('log-index', minPosition);
    }
    if (position !== undefined) return this.atPosition(view, position);
    if (asOf !== undefined) return this.atMoment(view, asOf);
    return { position: null, asOf: this.clock.now(), at: String(await this.built(view)) };
  }

  /** Where a view stands; -1 before its first event. */
  async of(view: string): Promise<bigint> {
    return (await this.standing(view)).position;
  }

  /**
   * Where a view stands whose newest rows are read.
   * @throws DomainError `http/viewNotBuilt` (503) while it is built anew and not yet as far as it was
   */
  async built(view: string): Promise<bigint> {
    const { position, isBuilt } = await this.standing(view);
    if (!isBuilt) throw new DomainError('http/viewNotBuilt', 'unavailable', { view });
    return position;
  }

  /**
   * Does what acts on the newest rows of some views, and keeps them from being emptied meanwhile.
   * @throws DomainError `http/viewNotBuilt` (503)
   */
  async whileBuilt<T>(views: readonly string[], work: () => Promise<T>): Promise<T> {
    const held = await this.db.hold(actingOnViews, 'shared');
    if (!held) throw new DomainError('http/viewNotBuilt', 'unavailable', { view: views[0]! });
    try {
      for (const view of views) await this.built(view);
      return await work();
    } finally {
      await held.release();
    }
  }

  /**
   * Waits until the view has reached the position; before the first event (-1) means now, so it only has to be built.
   * @throws DomainError `http/viewBehind` (503) when it takes too long, `http/viewNotBuilt` (503)
   */
  async wait(view: string, position: bigint): Promise<void> {
    if (position < 0n) return void (await this.built(view));
    const giveUp = performance.now() + this.patience;
    for (let pause = 2; (await this.of(view)) < position; pause = Math.min(pause * 2, 50)) {
      if (performance.now() > giveUp) throw new DomainError('http/viewBehind', 'unavailable', { view });
      await new Promise((resolve) => void setTimeout(resolve, pause));
    }
  }

  private async standing(view: string): Promise<{ position: bigint; isBuilt: boolean }> {
    const [row] = await this.db.query<{ position: bigint | null; building_to: bigint | null }>(
      'select position, building_to from views.checkpoint where name = $1',
      [view],
    );
    const position = row?.position ?? -1n;
    return { position, isBuilt: position >= (row?.building_to ?? -1n) };
  }

  private async atPosition(view: string, position: bigint): Promise<Reading> {
    const [row] = await this.db.query<{ since: bigint; recorded_until: string }>(
      'select since, recorded_until from views.log_index where since <= $1 order by since desc limit 1',
      [position],
    );
    if (position > (await this.built('log-index'))) throw new DomainError('http/positionBeyondHead', 'unprocessable');
    const at = row?.since ?? -1n;
    await this.wait(view, at);
    return { position: at, asOf: row?.recorded_until ?? '1970-01-01T00:00:00.000Z', at: String(at) };
  }

  private async atMoment(view: string, asOf: string): Promise<Reading> {
    if (asOf > this.clock.now()) throw new DomainError('http/asOfInFuture', 'unprocessable', { asOf });
    const [row] = await this.db.query<{ since: bigint }>(
      'select since from views.log_index where recorded_until <= $1 order by recorded_until desc, since desc limit 1',
      [asOf],
    );
    await this.built('log-index');
    const at = row?.since ?? -1n;
    await this.wait(view, at);
    return { position: at, asOf, at: String(at) };
  }
}
