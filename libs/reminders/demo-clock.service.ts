import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel/domain-error';
import type { Instant } from '#kernel/values';
import { EventLog } from '#event-store/event-log';
import { ApplicationClock } from '#read-models/application-clock';
import { Database } from '#read-models/database';
import { Registry } from '#read-models/registry';
import { settled } from '#read-models/settled';
import { Sweep, type SweepCounts } from './sweep.service.js';

/** What fell due at one moment on the way. */
export interface ClockStep extends SweepCounts {
  readonly at: Instant;
  /** Log positions: what was recorded meanwhile stands after the first, up to the second. */
  readonly after: bigint;
  readonly until: bigint;
}

/** The clock moves at most this many days at once. */
const furthest = 3_660;
/** Sweeps at one moment before it is given up: each but the last has to get something done. */
const mostSweeps = 100;

/** Moves the time of a demo forward, through every moment at which something falls due. */
@Injectable()
export class DemoClock {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly clock: ApplicationClock,
    private readonly sweep: Sweep,
    private readonly log: EventLog,
    private readonly db: Database,
    private readonly registry: Registry,
  ) {}

  get isDemo(): boolean {
    return this.clock.isDemo;
  }

  now(): Instant {
    return this.clock.now();
  }

  /** When something falls due next, as far as the views know by now; null when nothing is planned, and outside a demo. */
  async next(): Promise<Instant | null> {
    return this.clock.isDemo ? this.sweep.nextDueAt() : null;
  }

  /**
   * Moves to a moment, one call after the other.
   * @returns what fell due on the way, oldest first
   * @throws DomainError `reminders/notADemo` (409), `reminders/clockOnlyForward` (422), `reminders/clockTooFar` (422),
   *   `reminders/stuck` (503); Error when a view is parked
   */
  async advance(to: Instant): Promise<ClockStep[]> {
    return this.inTurn(() => this.move(to));
  }

  /** The same by a length of time, counted from when its turn comes. */
  async advanceBy(ms: number): Promise<ClockStep[]> {
    return this.inTurn(() => this.move(new Date(Date.parse(this.clock.now()) + ms).toISOString()));
  }

  private async inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.last.then(run);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async move(to: Instant): Promise<ClockStep[]> {
    if (!this.clock.isDemo) throw new DomainError('reminders/notADemo');
    const now = this.clock.now();
    if (to < now) throw new DomainError('reminders/clockOnlyForward', 'unprocessable', { now });
    if (Date.parse(to) - Date.parse(now) > furthest * 86_400_000)
      throw new DomainError('reminders/clockTooFar', 'unprocessable', { days: furthest });
    const steps: ClockStep[] = [];
    for (let next = await this.nextDueAt(); next !== null && next <= to;) {
      await this.clock.moveTo(next);
      next = await this.sweepAll(steps);
    }
    // What is due up to here has been dealt with.
    await this.clock.moveTo(to);
    return steps;
  }

  private async nextDueAt(): Promise<Instant | null> {
    await this.settled();
    return this.sweep.nextDueAt();
  }

  /** Sweeps until nothing is due at this moment. @returns when something is due next */
  private async sweepAll(steps: ClockStep[]): Promise<Instant | null> {
    for (let n = 1; ; n += 1) {
      const at = this.clock.now();
      const after = await this.log.head();
      const counts = await this.sweep.runOnce();
      const didSomething = Object.values(counts).some((count) => count > 0);
      const next = await this.nextDueAt();
      if (didSomething) steps.push({ at, after, until: await this.log.head(), ...counts });
      if (next === null || next > this.clock.now()) return next;
      if (!didSomething || n === mostSweeps) throw new DomainError('reminders/stuck', 'unavailable');
    }
  }

  private settled(): Promise<void> {
    return settled(this.log, this.db, this.registry);
  }
}
