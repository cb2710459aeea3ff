import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel/domain-error';
import type { LocalDate } from '#kernel/values';
import { localDateAt } from '#deadlines/local-time';
import { pageOf, type Page } from '#read-models/answers';
import { Database } from '#read-models/database';
import type { ReadAt } from '#read-models/read-at';
import { ReadPosition, type Reading } from '#read-models/read-position';
import { standing } from '#read-models/view-table';
import {
  directoryTable,
  directoryView,
  type DirectoryDocs,
  type DirectoryKind,
  type DirectoryRow,
} from './directory.view.js';

const unknown: Readonly<Record<DirectoryKind, string>> = {
  side: 'directory/unknownSide',
  body: 'directory/unknownBody',
  institution: 'directory/unknownInstitution',
  office: 'directory/unknownOffice',
};

/** What the answer of a list is made from. */
export interface EntryPage<Kind extends DirectoryKind> {
  readonly read: Reading;
  readonly items: readonly DirectoryRow<DirectoryDocs[Kind]>[];
  readonly next: string | null;
}

/** Reads rows of the directory at a moment. */
@Injectable()
export class DirectoryEntries {
  constructor(
    private readonly db: Database,
    private readonly positions: ReadPosition,
  ) {}

  async page<Kind extends DirectoryKind>(
    kind: Kind,
    at: ReadAt,
    page: Page,
    sideId: string | null = null,
  ): Promise<EntryPage<Kind>> {
    const read = await this.positions.resolve(directoryView.name, at);
    const rows = await this.db.query<DirectoryRow<DirectoryDocs[Kind]>>(
      `select id, kind, side_id, sort_key, revision, doc from ${directoryTable.name}
       where ${standing(1)} and kind = $2 and ($3::uuid is null or side_id = $3)
         and ($4::text is null or (sort_key, id) > ($4::text, $5::uuid))
       order by sort_key, id limit $6`,
      [read.position, kind, sideId, page.after?.[0] ?? null, page.after?.[1] ?? null, page.limit + 1],
    );
    return { read, ...pageOf(rows, page, (row) => [row.sort_key, row.id]) };
  }

  /** @throws DomainError `directory/unknownSide` … `unknownOffice` (404) */
  async one<Kind extends DirectoryKind>(
    kind: Kind,
    at: ReadAt,
    id: string,
  ): Promise<{ read: Reading; row: DirectoryRow<DirectoryDocs[Kind]> }> {
    const read = await this.positions.resolve(directoryView.name, at);
    const [row] = await this.db.query<DirectoryRow<DirectoryDocs[Kind]>>(
      `select id, kind, side_id, sort_key, revision, doc from ${directoryTable.name}
       where id = $2 and kind = $3 and ${standing(1)}`,
      [read.position, id, kind],
    );
    if (!row) throw new DomainError(unknown[kind], 'missing');
    return { read, row };
  }

  /** The local day of every side at the moment that is read. */
  async days({ position, asOf }: Reading): Promise<ReadonlyMap<string, LocalDate>> {
    const sides = await this.db.query<{ id: string; zone: string }>(
      `select id, doc->>'timeZone' as zone from ${directoryTable.name} where kind = 'side' and ${standing(1)}`,
      [position],
    );
    return new Map(sides.map(({ id, zone }) => [id, localDateAt(asOf, zone)]));
  }
}
