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
   * @throws DomainError `http/positionBeyondHead` (422), `http/asOfInFuture` (422), `http/viewBehind` (503)
   */
  async resolve(view: string, { asOf, position, minPosition }: ReadAt): Promise<Reading> {
    if (minPosition !== undefined) {
      await this.wait(view, minPosition);
      // A moment is looked up in the index, which is a view of its own.
      if (asOf !== undefined || position !== undefined) await this.wait('log-index', minPosition);
    }
    if (position !== undefined) return this.atPosition(view, position);
    if (asOf !== undefined) return this.atMoment(view, asOf);
    return { position: null, asOf: this.clock.now(), at: String(await this.of(view)) };
  }

  /** Where a view stands; -1 before its first event. */
  async of(view: string): Promise<bigint> {
    const [row] = await this.db.query<{ position: bigint | null }>(
      'select position from views.checkpoint where name = $1',
      [view],
    );
    return row?.position ?? -1n;
  }

  /** Waits until the view has reached the position. @throws DomainError `http/viewBehind` (503) when it takes too long */
  async wait(view: string, position: bigint): Promise<void> {
    const giveUp = performance.now() + this.patience;
    for (let pause = 2; (await this.of(view)) < position; pause = Math.min(pause * 2, 50)) {
      if (performance.now() > giveUp) throw new DomainError('http/viewBehind', 'unavailable', { view });
      await new Promise((resolve) => void setTimeout(resolve, pause));
    }
  }

  private async atPosition(view: string, position: bigint): Promise<Reading> {
    const [row] = await this.db.query<{ since: bigint; recorded_until: string }>(
      'select since, recorded_until from views.log_index where since <= $1 order by since desc limit 1',
      [position],
    );
    if (position > (await this.of('log-index'))) throw new DomainError('http/positionBeyondHead', 'unprocessable');
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
    const at = row?.since ?? -1n;
    await this.wait(view, at);
    return { position: at, asOf, at: String(at) };
  }
}
