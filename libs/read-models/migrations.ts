import { createHash } from 'node:crypto';
import type { Database } from './database.js';

/** A change of a lasting schema (vault, access, installation). View tables are not migrated but rebuilt. */
export interface Migration {
  /** Sorted by name within a run, such as `access-001`. */
  readonly name: string;
  readonly sql: string;
}

/** One number that all processes lock on while they change the schema. */
const lock = 4_715_001;

/**
 * Applies what is missing, in name order, each in the same transaction as its record.
 * @throws Error when an applied migration was changed afterwards
 */
export async function migrate(db: Database, migrations: readonly Migration[]): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [lock]);
    await tx.query(
      'create table if not exists migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    );
    const applied = new Map(
      (await tx.query<{ name: string; checksum: string }>('select name, checksum from migration')).map((row) => [
        row.name,
        row.checksum,
      ]),
    );
    for (const { name, sql } of migrations.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const checksum = createHash('sha256').update(sql).digest('hex');
      const known = applied.get(name);
      if (known === checksum) continue;
      if (known) throw new Error(`migration ${name} was changed after it had been applied`);
      await tx.query(sql);
      await tx.query('insert into migration (name, checksum) values ($1, $2)', [name, checksum]);
    }
  });
}
