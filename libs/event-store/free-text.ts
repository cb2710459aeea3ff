import { sha256, type CommandShape, type FreeText } from '#kernel/command';
import { uuid5 } from '#kernel/ids';
import type { SideId } from '#kernel/values';

/** Which fields of which command classes hold free text. */
class FreeTextFields {
  private readonly byPrototype = new Map<object, string[]>();

  add(prototype: object, field: string): void {
    this.byPrototype.set(prototype, [...(this.byPrototype.get(prototype) ?? []), field]);
  }

  of(command: object): readonly string[] {
    return this.byPrototype.get(Object.getPrototypeOf(command) as object) ?? [];
  }
}

export const freeTextFields = new FreeTextFields();

/** A text on its way into the vault; `ownerSideId` is the side that typed it. */
export interface VaultText {
  readonly textId: string;
  readonly sha256: string;
  readonly lang: string;
  readonly text: string;
  readonly ownerSideId: SideId | null;
}

/** A text as the vault gives it back. */
export type KeptText = Pick<VaultText, 'lang' | 'text' | 'ownerSideId'>;

/** Where free texts are kept, erasable, beside the log. */
export abstract class TextVault {
  /** Stores texts; one that is already there is left as it is. */
  abstract put(texts: readonly VaultText[]): Promise<void>;

  /**
   * Texts by id; one that was erased or never arrived is missing. It gives out every side's texts: the caller shows a
   * side-internal one to nobody but its `ownerSideId`.
   */
  abstract read(textIds: readonly string[]): Promise<ReadonlyMap<string, KeptText>>;
}

/**
 * Gives every free text of the command its id and hash, so that the decision can refer to it.
 * @returns the texts to put into the vault once the command is accepted
 */
export function takeTexts(command: CommandShape): VaultText[] {
  const fields = command as unknown as Record<string, FreeText | undefined>;
  return freeTextFields.of(command).flatMap((name) => {
    const value = fields[name];
    if (!value) return [];
    const text = { ...value, textId: uuid5('text', command.envelope.commandId, name), sha256: sha256(value.text) };
    fields[name] = text;
    return [{ ...text, ownerSideId: command.envelope.actor.sideId }];
  });
}
