import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '#embedded/postgres';
import { Database } from '#read-models/database';
import { migrate } from '#read-models/migrations';
import { readModelMigrations } from '#read-models/read-models.schema';

/** An embedded PostgreSQL of its own with the projector's bookkeeping in it. */
export interface DatabaseFixture {
  readonly db: Database;
  /** Another pool on it, as another process has; closed with the fixture. */
  another(): Database;
  close(): Promise<void>;
}

export async function startDatabase(): Promise<DatabaseFixture> {
  const directory = await mkdtemp(join(tmpdir(), 'rapporteur-postgres-'));
  const server = await startPostgres({ directory });
  const pools: Database[] = [];
  const another = () => {
    const pool = new Database(server.url, 4);
    pools.push(pool);
    return pool;
  };
  const db = another();
  await migrate(db, readModelMigrations);
  return {
    db,
    another,
    async close() {
      await Promise.all(pools.map((pool) => pool.close()));
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
