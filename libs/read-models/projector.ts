import { CommandBus } from '@nestjs/cqrs';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { idOfStream } from '#kernel/ids';
import { EventLog, type RecordedEvent, type Subscription } from '#event-store/event-log';
import { Database } from './database.js';
import { ReactionRunner } from './reaction-runner.js';
import { Registry } from './registry.js';
import type { Placed } from './view.js';
import { ViewRunner, type Parked } from './view-runner.js';

export interface ViewState {
  readonly name: string;
  /** Decimal string; null before the first event. */
  readonly position: string | null;
  readonly parked: Parked | null;
}

/** The worker's reader of the log: one subscription feeds every view and every reaction, each from its own checkpoint. */
@Injectable()
export class Projector {
  private readonly logger = new Logger(Projector.name);
  private views: ViewRunner[] = [];
  private reactions: ReactionRunner[] = [];
  private subscription: Subscription | undefined;
  /** Event types that this build cannot read, with why and where they were first met. */
  readonly undecodable = new Map<string, { reason: string; position: string }>();

  constructor(
    private readonly log: EventLog,
    private readonly db: Database,
    private readonly registry: Registry,
    private readonly bus: CommandBus,
    private readonly clock: Clock,
  ) {}

  async start(): Promise<void> {
    await this.open();
    this.subscription = this.log.subscribe({
      after: this.slowest(),
      prefixes: this.registry.prefixes,
      handle: (events) => this.handle(events),
      onInterrupted: (reason) => {
        this.logger.warn(`subscription interrupted: ${reason.message}`);
      },
    });
  }

  async stop(): Promise<void> {
    await this.subscription?.stop();
    this.subscription = undefined;
  }

  state(): ViewState[] {
    return this.views.map(({ view, checkpoint, parked }) => ({
      name: view.name,
      position: checkpoint === null ? null : String(checkpoint),
      parked,
    }));
  }

  private async open(): Promise<void> {
    this.views = await Promise.all(this.registry.views.map((view) => ViewRunner.open(this.db, view)));
    this.reactions = await Promise.all(
      this.registry.reactions.map((reaction) => ReactionRunner.open(this.db, this.bus, this.clock, reaction)),
    );
  }

  private slowest(): bigint | null {
    const positions = [...this.views, ...this.reactions].map(({ checkpoint }) => checkpoint);
    return positions.includes(null) ? null : (positions as bigint[]).reduce((a, b) => (a < b ? a : b));
  }

  private async handle(events: readonly RecordedEvent[]): Promise<void> {
    const batch = events.map((event) => this.placed(event));
    const upTo = events.at(-1)!.position;
    try {
      await Promise.all(this.views.map((runner) => runner.advance(batch, upTo)));
      for (const reaction of this.reactions) await reaction.handle(batch);
    } catch (error) {
      // Checkpoints may have moved in another process, or a transaction may have been lost: start from what is stored.
      await this.open();
      throw error;
    }
  }

  private placed(event: RecordedEvent): Placed {
    const { type, data, metadata, stream, revision, position, id } = event;
    const place = { id: idOfStream(stream), eventId: id, stream, revision, position, metadata };
    try {
      return { ...this.registry.allEvents.decode({ type, data, schemaVersion: metadata.schemaVersion }), ...place };
    } catch (error) {
      const undecodable = error instanceof Error ? error.message : String(error);
      if (!this.undecodable.has(type)) this.undecodable.set(type, { reason: undecodable, position: String(position) });
      return { type, data, ...place, undecodable };
    }
  }
}
