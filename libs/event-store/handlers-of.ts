import type { Type } from '@nestjs/common';
import { CommandHandler } from '@nestjs/cqrs';
import type { CommandShape, Receipt } from '#kernel/command';
import type { Decider } from '#kernel/decider';
import type { DomainEvent } from '#kernel/event';
import type { DomainCommand } from './domain-command.js';
import { EventStore } from './event-store.js';

/** One @nestjs/cqrs handler per command class: between controller and decider every command goes the same way. */
export function handlersOf<S, C extends CommandShape, E extends DomainEvent, F>(
  decider: Decider<S, C, E, F>,
  ...commands: Type<NoInfer<C> & DomainCommand>[]
): Type<object>[] {
  return commands.map((command) => {
    @CommandHandler(command)
    class Handler {
      constructor(private readonly store: EventStore) {}

      execute(issued: C): Promise<Receipt> {
        return this.store.execute(decider, issued);
      }
    }
    Object.defineProperty(Handler, 'name', { value: `${command.name}Handler` });
    return Handler;
  });
}
