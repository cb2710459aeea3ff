import type { CommandShape } from '#kernel/command';

/** Who may do what; asked before every command. */
export abstract class Authority {
  /** @throws DomainError (forbidden) unless the actor may issue the command */
  abstract permit(command: CommandShape): void;
}
