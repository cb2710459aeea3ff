import { randomUUID } from 'node:crypto';
import { Injectable, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Clock } from '#kernel/clock';
import type { Actor, Receipt } from '#kernel/command';
import type { LocalDate } from '#kernel/values';
import type { DomainCommand } from '#event-store/domain-command';
import { systemAccountId } from '#read-models/reaction-runner';

const system: Actor = { accountId: systemAccountId, officeId: null, sideId: null, roles: ['system'] };

type Body<C extends DomainCommand> = Omit<C, keyof DomainCommand>;

/**
 * Issues commands in the system's own name. Every issue is a command of its own, never a repetition: when two workers ask
 * for the same, the decider has to tell the second that it came second.
 */
@Injectable()
export class SystemCommands {
  /** The newest log position that a receipt named; -1 before the first. */
  newest = -1n;

  constructor(
    private readonly bus: CommandBus,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError as the decider refuses; LogUnavailable */
  async issue<C extends DomainCommand>(
    command: Type<C>,
    id: string,
    body: Body<C>,
    { runId, effectiveDate }: { readonly runId: string; readonly effectiveDate?: LocalDate },
  ): Promise<Receipt> {
    const commandId = randomUUID();
    const receipt = await this.bus.execute(
      Object.assign(new command(), body).on(id, {
        commandId,
        correlationId: runId,
        causationId: runId,
        actor: system,
        effectiveDate: effectiveDate ?? this.clock.now().slice(0, 10),
        expectedRevision: null,
      }),
    );
    const position = BigInt(receipt.position);
    if (position > this.newest) this.newest = position;
    return receipt;
  }
}
