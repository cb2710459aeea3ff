import { Injectable } from '@nestjs/common';
import type { Actor, CommandShape } from '#kernel/command';
import { DomainError } from '#kernel/domain-error';
import { Authority } from '#event-store/authority';
import { operations, type Grants, type Reach, type Role } from './permissions.js';

/** Asks the table of operations: pure, without a look-up, so that it costs a command nothing. */
@Injectable()
export class RoleAuthority extends Authority {
  /** @throws DomainError `access/notPermitted` (403) no role of the actor may; `access/otherSide` (403) not for that side */
  permit(command: CommandShape): void {
    const { actor } = command.envelope;
    const reaches = reachesOf(actor, Object.hasOwn(operations, command.type) ? operations[command.type]! : {});
    if (reaches.length === 0) throw new DomainError('access/notPermitted', 'forbidden', { operation: command.type });
    if (reaches.includes('any')) return;
    const sideId = sideNamedBy(command);
    if (!actor.sideId || (sideId !== undefined && sideId !== actor.sideId))
      throw new DomainError('access/otherSide', 'forbidden', { operation: command.type });
  }
}

function reachesOf(actor: Actor, grants: Grants): Reach[] {
  return actor.roles.flatMap((role) => (Object.hasOwn(grants, role) ? [grants[role as Role]!] : []));
}

const sideNamedBy = (command: CommandShape): unknown => (command as { sideId?: unknown }).sideId;
