import { CommandBus } from '@nestjs/cqrs';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { idOfStream } from '#kernel/ids';
import { EventLog, type RecordedEvent } from '#event-store/event-log';
import { Database, ProjectionDatabase } from './database.js';
import { Lease, pause } from './lease.js';
import type { Parked } from './poison.js';
import { ReactionRunner } from './reaction-runner.js';
import { Registry } from './registry.js';
import type { Placed } from './view.js';
import { ViewRunner } from './view-runner.js';

/** The lease of the process that projects. */
export const projectorLease = 'projector';

/** How long a start waits for the lease before it goes on as one that stands by, ms. */
const standByAfter = 500;

/** Where a view or a reaction stands. */
export interface ViewState {
  readonly name: string;
  /** Decimal string; null before the first event. */
  readonly position: string | null;
  /** Why it stands still; null when it does not. */
  readonly parked: Parked | null;
}

/** The worker's reader of the log: one subscription feeds every view and every reaction, each from its own checkpoint. */
@Injectable()
export class Projector {
  private readonly logger = new Logger(Projector.name);
  private views: ViewRunner[] = [];
  private reactions: ReactionRunner[] = [];
  /** What was logged last about each that stands still. */
  private readonly told = new Map<string, string>();
  private readonly stopping = new AbortController();
  private finished: Promise<void> | undefined;
  /** Event types that this build cannot read, with why and where they were first met. */
  readonly undecodable = new Map<string, { reason: string; position: string }>();

  constructor(
    private readonly log: EventLog,
    @Inject(ProjectionDatabase) private readonly db: Database,
    private readonly registry: Registry,
    private readonly bus: CommandBus,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes the tables of new views, then reads the log whenever this process holds the lease: among several workers one
   * works and the others stand by.
   */
  async start(): Promise<void> {
    await this.open();
    const lease = new Lease(this.db, projectorLease);
    const held = new Promise<void>((resolve) => {
      this.finished = lease.whileHeld(this.stopping.signal, async (signal) => {
        // It is tried again while the lease can be had: what was lost comes back, or another worker takes over.
        await this.read(signal, resolve).catch((error: unknown) =>
          this.logger.warn(`projection interrupted: ${String(error)}`),
        );
      });
    });
    // A worker that stands by has started too.
    await Promise.race([held, pause(standByAfter, this.stopping.signal)]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.finished;
  }

  private async read(signal: AbortSignal, began: () => void): Promise<void> {
    await this.open();
    // A new start may be a new build that can take what parked the old one; everything behind is delivered again.
    for (const runner of [...this.views, ...this.reactions]) runner.retry();
    const subscription = this.log.subscribe({
      after: () => this.slowest(),
      prefixes: this.registry.prefixes,
      handle: (events) => this.handle(events),
      onInterrupted: (reason) => {
        this.logger.warn(`subscription interrupted: ${reason.message}`);
      },
    });
    began();
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await subscription.stop();
  }

  state(): ViewState[] {
    const named = [
      ...this.views.map((runner) => ({ runner, name: runner.view.name })),
      ...this.reactions.map((runner) => ({ runner, name: runner.reaction.name })),
    ];
    return named.map(({ name, runner: { checkpoint, parked } }) => ({
      name,
      position: checkpoint === null ? null : String(checkpoint),
      parked,
    }));
  }

  private async open(): Promise<void> {
    const { db, bus, clock } = this;
    this.views = await Promise.all(this.registry.views.map((view) => ViewRunner.open(db, view)));
    this.reactions = await Promise.all(
      this.registry.reactions.map((reaction) => ReactionRunner.open({ db, bus, clock }, reaction)),
    );
  }

  /** Of those that go on; what stands still is delivered again from the next start on. */
  private slowest(): bigint | null {
    const going = [...this.views, ...this.reactions.filter((runner) => !this.isHeld(runner))];
    const positions = going.filter(({ parked }) => parked === null).map(({ checkpoint }) => checkpoint);
    return positions.reduce((a, b) => (a === null || b === null ? null : a < b ? a : b), positions[0] ?? null);
  }

  /** A reaction reads views, so it stands still with them: it must not act on what they have not taken in. */
  private isHeld({ reaction }: ReactionRunner): boolean {
    return this.views.some(({ view, parked }) => parked !== null && reaction.reads?.includes(view.name));
  }

  private async handle(events: readonly RecordedEvent[]): Promise<void> {
    const batch = events.map((event) => this.placed(event));
    const upTo = events.at(-1)!.position;
    try {
      const { concerned = [], idle = [] } = Object.groupBy(this.views, (runner) =>
        runner.concerns(batch) ? 'concerned' : 'idle',
      );
      const outcomes = await Promise.allSettled([
        ViewRunner.skip(this.db, idle, upTo),
        ...concerned.map((runner) => runner.advance(batch, upTo)),
      ]);
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
      for (const runner of this.reactions) if (!this.isHeld(runner)) await runner.handle(batch);
      this.tellParked();
    } catch (error) {
      // Checkpoints may have moved in another process, or a transaction may have been lost: start from what is stored.
      await this.open();
      throw error;
    }
  }

  /** A person has to see it: once for each time that one comes to stand still. */
  private tellParked(): void {
    for (const { name, parked } of this.state()) {
      const why =
        parked && `${name} stands still at ${parked.eventType} (position ${parked.position}): ${parked.reason}`;
      if (why && this.told.get(name) !== why) this.logger.error(why);
      if (why) this.told.set(name, why);
      else this.told.delete(name);
    }
  }

  private placed(event: RecordedEvent): Placed {
    const { type, data, metadata, stream, revision, position, id } = event;
    const place = { id: idOfStream(stream), eventId: id, stream, revision, position, metadata };
    try {
      return { ...this.registry.allEvents.decode({ type, data, schemaVersion: metadata.schemaVersion }), ...place };
    } catch (error) {
      const undecodable = error instanceof Error ? error.message : String(error);
      this.tellUndecodable(type, { reason: undecodable, position: String(position) });
      return { type, data, ...place, undecodable };
    }
  }

  private tellUndecodable(type: string, met: { reason: string; position: string }): void {
    if (this.undecodable.has(type)) return;
    this.undecodable.set(type, met);
    this.logger.warn(`${met.reason} (position ${met.position}): what takes such events stands still`);
  }
}
