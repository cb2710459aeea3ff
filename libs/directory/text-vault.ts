import { Injectable } from '@nestjs/common';
import type { SideId } from '#kernel/values';
import { TextVault, type KeptText, type VaultText } from '#event-store/free-text';
import { Database } from '#read-models/database';

interface TextRow {
  readonly text_id: string;
  readonly lang: string;
  readonly text: string;
  readonly owner_side_id: SideId | null;
}

/** Free texts in PostgreSQL, schema `vault`. */
@Injectable()
export class PgTextVault extends TextVault {
  constructor(private readonly db: Database) {
    super();
  }

  /** @throws DatabaseUnavailable */
  async put(texts: readonly VaultText[]): Promise<void> {
    const rows = texts.map(({ textId, sha256, lang, text, ownerSideId }) => ({
      text_id: textId,
      sha256,
      lang,
      text,
      owner_side_id: ownerSideId,
    }));
    await this.db.query(
      `insert into vault.text (text_id, sha256, lang, text, owner_side_id)
       select text_id, sha256, lang, text, owner_side_id
       from jsonb_to_recordset($1::jsonb) as t(text_id uuid, sha256 text, lang text, text text, owner_side_id uuid)
       on conflict (text_id) do nothing`,
      [JSON.stringify(rows)],
    );
  }

  /** @throws DatabaseUnavailable */
  async read(textIds: readonly string[]): Promise<ReadonlyMap<string, KeptText>> {
    if (textIds.length === 0) return new Map();
    const rows = await this.db.query<TextRow>(
      'select text_id, lang, text, owner_side_id from vault.text where text_id = any($1::uuid[])',
      [textIds],
    );
    return new Map(
      rows.map((row) => [row.text_id, { lang: row.lang, text: row.text, ownerSideId: row.owner_side_id }]),
    );
  }
}
