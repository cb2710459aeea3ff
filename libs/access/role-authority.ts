import { Injectable } from '@nestjs/common';
import type { CommandShape } from '#kernel/command';
import { DomainError } from '#kernel/domain-error';
import { Authority } from '#event-store/authority';
import { reachOf } from './permissions.js';

/** Asks the table of operations: pure, without a look-up, so that it costs a command nothing. */
@Injectable()
export class RoleAuthority extends Authority {
  /** @throws DomainError `access/notPermitted` (403) no role of the actor may; `access/otherSide` (403) not for that side */
  permit(command: CommandShape): void {
    const { sideId: actorSideId, roles } = command.envelope.actor;
    const reach = reachOf(roles, command.type);
    if (!reach) throw new DomainError('access/notPermitted', 'forbidden', { operation: command.type });
    if (reach === 'any') return;
    const sideId = reach === 'own' ? sideNamedBy(command) : undefined;
    if (!actorSideId || (sideId !== undefined && sideId !== actorSideId))
      throw new DomainError('access/otherSide', 'forbidden', { operation: command.type });
  }
}

const sideNamedBy = (command: CommandShape): unknown => (command as { sideId?: unknown }).sideId;
