import { Injectable } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#kernel/command';
import { DomainError } from '#kernel/domain-error';
import { Authority } from '#event-store/authority';
import { EventStore } from '#event-store/event-store';
import { PeopleVault } from './people-vault.js';
import { AddEndpoint, RegisterPerson } from './person.commands.js';
import { endpointIdOf, mayKeepDirectoryOf, personDecider, type PersonState } from './person.decider.js';

type Keeping = RegisterPerson | AddEndpoint;

/**
 * Takes a command that carries personal data: names and address go into the vault first, so that no event ever speaks of
 * a person whom the vault does not have; what a refusal leaves behind is forgotten again.
 */
@Injectable()
export class PersonKeeping {
  constructor(
    private readonly store: EventStore,
    private readonly vault: PeopleVault,
    private readonly authority: Authority,
  ) {}

  /** @throws DomainError as EventStore.execute does; LogUnavailable, DatabaseUnavailable */
  async execute(command: Keeping): Promise<Receipt> {
    // Before anything is written; `execute` asks again, as for every command.
    this.authority.permit(command);
    const { state } = await this.store.fold(personDecider, command.id);
    if (!isRecorded(command, state)) await this.keep(command, state);
    try {
      return await this.store.execute(personDecider, command);
    } catch (error) {
      // Only after a refusal is it certain that nothing was recorded; an interrupted append may still have arrived.
      if (error instanceof DomainError && error.kind !== 'unavailable') await this.forgetUnlessRecorded(command);
      throw error;
    }
  }

  private async keep(command: Keeping, state: PersonState): Promise<void> {
    if (command.type === 'RegisterPerson') {
      const { id, displayNames, sideId, mailAddress } = command;
      await this.vault.putPerson(id, { displayNames, sideId });
      if (mailAddress !== undefined) await this.vault.putAddress(endpointIdOf(command), id, mailAddress);
    } else if (state.exists && mayKeepDirectoryOf(state.sideId, command)) {
      await this.vault.putAddress(endpointIdOf(command), command.id, command.mailAddress);
    }
  }

  private async forgetUnlessRecorded(command: Keeping): Promise<void> {
    const { state } = await this.store.fold(personDecider, command.id);
    if (isRecorded(command, state)) return;
    if (command.type === 'RegisterPerson') await this.vault.forgetPerson(command.id);
    else await this.vault.forgetAddress(endpointIdOf(command));
  }
}

const isRecorded = (command: Keeping, state: PersonState): boolean =>
  command.type === 'RegisterPerson' ? state.exists : state.endpoints.has(endpointIdOf(command));

@CommandHandler(RegisterPerson)
export class RegisterPersonHandler {
  constructor(private readonly keeping: PersonKeeping) {}

  execute(command: RegisterPerson): Promise<Receipt> {
    return this.keeping.execute(command);
  }
}

@CommandHandler(AddEndpoint)
export class AddEndpointHandler {
  constructor(private readonly keeping: PersonKeeping) {}

  execute(command: AddEndpoint): Promise<Receipt> {
    return this.keeping.execute(command);
  }
}
