import type { CommandBus } from '@nestjs/cqrs';
import type { Clock } from '#kernel/clock';
import type { Envelope } from '#kernel/command';
import { DomainError } from '#kernel/domain-error';
import { uuid5 } from '#kernel/ids';
import type { Database } from './database.js';
import { Fenced, isPoison, parkedOn, type Parked } from './poison.js';
import type { Act, Placed, Reaction } from './view.js';

/** The account that process managers act as. */
export const systemAccountId = uuid5('account', 'system');

/** What the reactions of a process work with. */
export interface Surroundings {
  readonly db: Database;
  readonly bus: CommandBus;
  readonly clock: Clock;
}

/** Runs one process manager: its checkpoint moves after its commands are acknowledged, so it may repeat, never skip. */
export class ReactionRunner {
  private constructor(
    private readonly around: Surroundings,
    readonly reaction: Reaction,
    /** The last position dealt with; null before the first. */
    public checkpoint: bigint | null,
    /** Set while it stands still at an event that it cannot take; it then takes nothing more. */
    public parked: Parked | null,
  ) {}

  static async open(around: Surroundings, reaction: Reaction): Promise<ReactionRunner> {
    await around.db.query(
      'insert into views.checkpoint (name, version, position) values ($1, 0, null) on conflict do nothing',
      [reaction.name],
    );
    const [known] = await around.db.query<{ position: bigint | null; parked: Parked | null }>(
      'select position, parked from views.checkpoint where name = $1',
      [reaction.name],
    );
    return new ReactionRunner(around, reaction, known?.position ?? null, known?.parked ?? null);
  }

  /** Has a parked reaction try again. The event it stands at must be delivered again, else it would be skipped. */
  retry(): void {
    this.parked = null;
  }

  /**
   * Handles the events of a batch in order. An event that it cannot handle parks the reaction.
   * @throws Fenced, DatabaseUnavailable, LogUnavailable, DomainError of kind `unavailable`
   */
  async handle(batch: readonly Placed[]): Promise<void> {
    for (const event of batch) {
      if (this.parked) return;
      const handler = this.reaction.handlers.get(event.type);
      if (!handler || !this.isNew(event.position)) continue;
      try {
        if (event.undecodable) throw new Error(event.undecodable);
        await handler(event, this.actFor(event), this.around.db);
      } catch (error) {
        if (!isPoison(error)) throw error;
        await this.park(parkedOn(event, error));
        return;
      }
      await this.moveCheckpoint(event.position);
    }
    const last = batch.at(-1)?.position;
    if (last !== undefined && !this.parked && this.isNew(last)) await this.moveCheckpoint(last);
  }

  private actFor(event: Placed): Act {
    const given = new Map<string, number>();
    return async (command, id) => {
      // Counted per aggregate: which other ones it speaks to may differ when it runs again.
      const n = (given.get(id) ?? 0) + 1;
      given.set(id, n);
      const commandId = uuid5(this.reaction.name, event.eventId, id, n);
      try {
        await this.around.bus.execute(command.on(id, this.envelope(event, commandId) as never) as never);
      } catch (error) {
        if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
        await this.keepRefused(event, commandId, error);
      }
    };
  }

  /** A refused command is not repeated for ever: it is kept with its reason, and shown. */
  private async keepRefused(event: Placed, commandId: string, error: DomainError): Promise<void> {
    await this.around.db.query(
      `insert into views.parked_command (command_id, reaction, event_type, position, code, params)
       values ($1, $2, $3, $4, $5, $6) on conflict (command_id) do nothing`,
      [commandId, this.reaction.name, event.type, event.position, error.code, JSON.stringify(error.params)],
    );
  }

  private envelope(event: Placed, commandId: string): Envelope {
    return {
      commandId,
      correlationId: event.metadata.correlationId,
      causationId: event.eventId,
      actor: { accountId: systemAccountId, officeId: null, sideId: null, roles: ['system'] },
      effectiveDate: event.metadata.effectiveDate ?? this.around.clock.now().slice(0, 10),
      expectedRevision: null,
    };
  }

  private async moveCheckpoint(to: bigint): Promise<void> {
    await this.update('position = $3, parked = null, moved_at = now()', to);
    this.checkpoint = to;
  }

  private async park(parked: Parked): Promise<void> {
    await this.update('parked = $3::jsonb', JSON.stringify(parked));
    this.parked = parked;
  }

  private async update(change: string, value: unknown): Promise<void> {
    const moved = await this.around.db.query(
      `update views.checkpoint set ${change} where name = $1 and position is not distinct from $2::bigint returning name`,
      [this.reaction.name, this.checkpoint, value],
    );
    if (moved.length !== 1) throw new Fenced(this.reaction.name);
  }

  private isNew(position: bigint): boolean {
    return this.checkpoint === null || position > this.checkpoint;
  }
}
