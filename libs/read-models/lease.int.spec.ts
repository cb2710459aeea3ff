import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPostgres, type PostgresHandle } from '#embedded/postgres';
import { Database } from './database.js';
import { Lease } from './lease.js';

let directory: string;
let server: PostgresHandle;
let db: Database;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rapporteur-lease-'));
  server = await startPostgres({ directory });
  db = new Database(server.url, 2);
});

afterAll(async () => {
  await db.close();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Somebody who wants the lease: tells when they have it and when they no longer do. */
function contender(name: string) {
  const stop = new AbortController();
  const had = Promise.withResolvers<void>();
  const hadAgain = Promise.withResolvers<void>();
  let times = 0;
  const over = Promise.withResolvers<void>();
  const finished = new Lease(db, name).whileHeld(stop.signal, async (signal) => {
    had.resolve();
    times += 1;
    if (times > 1) hadAgain.resolve();
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    over.resolve();
  });
  return { had: had.promise, hadAgain: hadAgain.promise, over: over.promise, finished, stop: () => stop.abort() };
}

describe('a lease', () => {
  it('is held by one; the other takes over when the first one stops', async () => {
    const first = contender('stopping');
    await first.had;
    const second = contender('stopping');
    expect(await Promise.race([second.had.then(() => 'both'), db.query('select 1').then(() => 'one')])).toBe('one');
    first.stop();
    await first.finished;
    await second.had;
    second.stop();
    await second.finished;
  });

  it('is lost with its connection, and then taken again', async () => {
    const first = contender('losing');
    await first.had;
    await db.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rapporteur losing'`,
    );
    await first.over;
    const second = contender('losing');
    // Whoever asks first has it again: the one that lost it, or the other.
    await expect(Promise.race([second.had, first.hadAgain])).resolves.toBeUndefined();
    first.stop();
    second.stop();
    await Promise.all([first.finished, second.finished]);
  });

  it('is let go of when it is recalled', async () => {
    const first = contender('recalled');
    await first.had;
    await db.recall('recalled');
    await expect(first.over).resolves.toBeUndefined();
    first.stop();
    await first.finished;
  });

  it('does not hinder another of a different name', async () => {
    const [one, other] = [contender('one'), contender('other')];
    await expect(Promise.all([one.had, other.had])).resolves.toHaveLength(2);
    one.stop();
    other.stop();
    await Promise.all([one.finished, other.finished]);
  });
});
