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
    const fields: string[] = [];
    // A field may be declared on a base class.
    for (let at: unknown = Object.getPrototypeOf(command); at; at = Object.getPrototypeOf(at)) {
      fields.push(...(this.byPrototype.get(at) ?? []));
    }
    return fields;
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
 * Gives every free text of the command its id and hash, so that the decision can refer to it. The command itself stays
 * as it was issued: issued again, it has the same hash.
 * @returns the command to decide on, and the texts to put into the vault once it is accepted
 */
export function takeTexts<C extends CommandShape>(command: C): { command: C; texts: VaultText[] } {
  const fields = command as unknown as Record<string, FreeText | undefined>;
  const taken = freeTextFields.of(command).flatMap((name) => {
    const value = fields[name];
    if (!value) return [];
    const hash = sha256(value.text);
    // Of this very text: the vault keeps what it has, and a client may use its key again elsewhere or for a correction.
    const textId = uuid5('text', command.envelope.commandId, command.id, name, value.lang, hash);
    return [{ name, text: { ...value, textId, sha256: hash } }];
  });
  if (taken.length === 0) return { command, texts: [] };
  const withRefs = Object.assign(Object.create(Object.getPrototypeOf(command) as object) as C, command);
  for (const { name, text } of taken) Object.assign(withRefs, { [name]: text });
  const ownerSideId = command.envelope.actor.sideId;
  return { command: withRefs, texts: taken.map(({ text }) => ({ ...text, ownerSideId })) };
}
