import { Clock } from '#kernel/clock';
import type { Instant } from '#kernel/values';
import type { Database } from './database.js';

/** How often the stored offset is looked up, ms: how late another process may learn of a move. */
const lookEvery = 1_000;

/**
 * The application's clock: system time, or in a demo system time plus a stored offset that only moves forward and is
 * shared by all processes.
 */
export class ApplicationClock extends Clock {
  private offset = 0;
  private demo = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly db: Database) {
    super();
  }

  now(): Instant {
    return new Date(Date.now() + this.offset).toISOString();
  }

  get isDemo(): boolean {
    return this.demo;
  }

  async start(): Promise<void> {
    await this.read();
    if (this.demo && !this.timer) {
      // A lost look-up only delays the next: the offset never goes back.
      this.timer = setInterval(() => void this.read().catch(() => undefined), lookEvery).unref();
    }
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Makes this installation a demo whose time begins at a moment; once only. */
  async beginDemo(at: Instant): Promise<void> {
    await this.db.query(
      `insert into installation (single, demo, clock_offset_ms) values (true, true, $1) on conflict (single) do nothing`,
      [Date.parse(at) - Date.now()],
    );
    await this.start();
  }

  /** Moves the demo clock forward to a moment; an earlier one changes nothing. */
  async moveTo(moment: Instant): Promise<void> {
    await this.db.query(`update installation set clock_offset_ms = greatest(clock_offset_ms, $1::bigint) where demo`, [
      Date.parse(moment) - Date.now(),
    ]);
    await this.read();
  }

  private async read(): Promise<void> {
    const [row] = await this.db.query<{ demo: boolean; clock_offset_ms: bigint }>(
      'select demo, clock_offset_ms from installation',
    );
    const offset = Number(row?.clock_offset_ms ?? 0n);
    // A look-up that was overtaken by a later one must not turn the clock back.
    this.offset = this.demo ? Math.max(this.offset, offset) : offset;
    this.demo = row?.demo ?? false;
  }
}
