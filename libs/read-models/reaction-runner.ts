import type { CommandBus } from '@nestjs/cqrs';
import type { Clock } from '#kernel/clock';
import type { Envelope } from '#kernel/command';
import { DomainError } from '#kernel/domain-error';
import { uuid5 } from '#kernel/ids';
import type { Database } from './database.js';
import type { Act, Placed, Reaction } from './view.js';
import { Fenced } from './view-runner.js';

/** The account that process managers act as. */
export const systemAccountId = uuid5('account', 'system');

/** Runs one process manager: its checkpoint moves after its commands are acknowledged, so it may repeat, never skip. */
export class ReactionRunner {
  private constructor(
    private readonly db: Database,
    private readonly bus: CommandBus,
    private readonly clock: Clock,
    readonly reaction: Reaction,
    public checkpoint: bigint | null,
  ) {}

  static async open(db: Database, bus: CommandBus, clock: Clock, reaction: Reaction): Promise<ReactionRunner> {
    await db.query(
      'insert into views.checkpoint (name, version, position) values ($1, 0, null) on conflict do nothing',
      [reaction.name],
    );
    const [known] = await db.query<{ position: bigint | null }>(
      'select position from views.checkpoint where name = $1',
      [reaction.name],
    );
    return new ReactionRunner(db, bus, clock, reaction, known?.position ?? null);
  }

  /** Handles the events of a batch in order. @throws what a command throws when it is not a refusal */
  async handle(batch: readonly Placed[]): Promise<void> {
    for (const event of batch) {
      if (this.checkpoint !== null && event.position <= this.checkpoint) continue;
      const handler = this.reaction.handlers.get(event.type);
      if (!handler) continue;
      await handler(event, this.actFor(event), this.db);
      await this.moveCheckpoint(event.position);
    }
    const last = batch.at(-1)?.position;
    if (last !== undefined && (this.checkpoint === null || last > this.checkpoint)) await this.moveCheckpoint(last);
  }

  private actFor(event: Placed): Act {
    let n = 0;
    return async (command, id) => {
      const commandId = uuid5(this.reaction.name, event.eventId, (n += 1));
      try {
        await this.bus.execute(command.on(id, this.envelope(event, commandId) as never) as never);
      } catch (error) {
        if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
        await this.park(event, commandId, error);
      }
    };
  }

  /** A refused command is not repeated for ever: it is kept with its reason, and shown. */
  private async park(event: Placed, commandId: string, error: DomainError): Promise<void> {
    await this.db.query(
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
      effectiveDate: event.metadata.effectiveDate ?? this.clock.now().slice(0, 10),
      expectedRevision: null,
    };
  }

  private async moveCheckpoint(to: bigint): Promise<void> {
    const moved = await this.db.query(
      `update views.checkpoint set position = $2, moved_at = now()
       where name = $1 and position is not distinct from $3::bigint returning name`,
      [this.reaction.name, to, this.checkpoint],
    );
    if (moved.length !== 1) throw new Fenced(this.reaction.name);
    this.checkpoint = to;
  }
}
