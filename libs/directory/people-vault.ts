import { Injectable } from '@nestjs/common';
import type { Names, SideId } from '#kernel/values';
import { Database } from '#read-models/database';

/** How a person is written, per language, and whose person it is. */
export interface KeptPerson {
  readonly displayNames: Names;
  readonly sideId: SideId;
}

/**
 * Names and addresses of persons in PostgreSQL, schema `vault`: the only place that has them. It gives out every side's
 * persons: the caller shows a name to nobody but the person's own side. Every call throws DatabaseUnavailable when
 * PostgreSQL cannot be reached.
 */
@Injectable()
export class PeopleVault {
  constructor(private readonly db: Database) {}

  /** Keeps the names of a person, in place of those kept before. */
  async putPerson(personId: string, { displayNames, sideId }: KeptPerson): Promise<void> {
    await this.db.query(
      `insert into vault.person (person_id, side_id, display_names) values ($1, $2, $3::jsonb)
       on conflict (person_id) do update set side_id = excluded.side_id, display_names = excluded.display_names`,
      [personId, sideId, JSON.stringify(displayNames)],
    );
  }

  /** Keeps an address, in place of the one kept before under this endpoint. */
  async putAddress(endpointId: string, personId: string, address: string): Promise<void> {
    await this.db.query(
      `insert into vault.address (endpoint_id, person_id, address) values ($1, $2, $3)
       on conflict (endpoint_id) do update set person_id = excluded.person_id, address = excluded.address`,
      [endpointId, personId, address],
    );
  }

  /** By person id; a person who was erased or never kept is missing. */
  async names(personIds: readonly string[]): Promise<ReadonlyMap<string, KeptPerson>> {
    if (personIds.length === 0) return new Map();
    const rows = await this.db.query<{ person_id: string; side_id: SideId; display_names: Names }>(
      'select person_id, side_id, display_names from vault.person where person_id = any($1::uuid[])',
      [personIds],
    );
    return new Map(rows.map((row) => [row.person_id, { displayNames: row.display_names, sideId: row.side_id }]));
  }

  /** Null when it was erased or never kept. */
  async address(endpointId: string): Promise<string | null> {
    const [row] = await this.db.query<{ address: string }>('select address from vault.address where endpoint_id = $1', [
      endpointId,
    ]);
    return row?.address ?? null;
  }

  /** Every address kept for persons of a side, in lower case. */
  async addressesOf(sideId: SideId): Promise<ReadonlySet<string>> {
    const rows = await this.db.query<{ address: string }>(
      'select lower(a.address) as address from vault.address a join vault.person p using (person_id) where p.side_id = $1',
      [sideId],
    );
    return new Set(rows.map(({ address }) => address));
  }

  /** Forgets the person with all addresses. */
  async forgetPerson(personId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.query('delete from vault.address where person_id = $1', [personId]);
      await tx.query('delete from vault.person where person_id = $1', [personId]);
    });
  }

  async forgetAddress(endpointId: string): Promise<void> {
    await this.db.query('delete from vault.address where endpoint_id = $1', [endpointId]);
  }
}
