import { TextVault, type KeptText, type VaultText } from '#event-store/free-text';

/** A vault in memory. */
export class MemoryVault extends TextVault {
  readonly texts = new Map<string, VaultText>();

  override put(texts: readonly VaultText[]): Promise<void> {
    for (const text of texts) if (!this.texts.has(text.textId)) this.texts.set(text.textId, text);
    return Promise.resolve();
  }

  override read(textIds: readonly string[]): Promise<ReadonlyMap<string, KeptText>> {
    const wanted = textIds.flatMap((id) => this.texts.get(id) ?? []);
    return Promise.resolve(new Map(wanted.map((text) => [text.textId, text])));
  }
}
