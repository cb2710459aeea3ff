import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres, type PostgresHandle, type PostgresOptions } from './postgres.js';
import { postgresProcessesOn } from './postgres-remains.js';

let directory: string;
let running: PostgresHandle[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rapporteur-pg-'));
  running = [];
});

afterEach(async () => {
  for (const server of running) await server.stop();
  await rm(directory, { recursive: true, force: true });
});

async function start(options: Partial<PostgresOptions> = {}): Promise<PostgresHandle> {
  const server = await startPostgres({ directory, ...options });
  running.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // the server may be killed under it
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('startPostgres', () => {
  it('starts with UTF-8, Cyrillic-aware trigrams, UTC, checksums and a private password file', async () => {
    const { url } = await start();
    expect(new URL(url).hostname).toBe('127.0.0.1');
    await query(url, 'CREATE EXTENSION pg_trgm');
    const [row] = await query(
      url,
      `SELECT current_database() AS database, current_setting('server_encoding') AS encoding, current_setting('TimeZone') AS zone,
         current_setting('data_checksums') AS checksums, similarity('комиссия', 'комиссии') > 0.6 AS cyrillic,
         array_agg(w ORDER BY w COLLATE "ru-x-icu") AS sorted FROM unnest(array['жук','Ёлка','абрикос']) w`,
    );
    expect(row).toEqual({
      database: 'rapporteur',
      encoding: 'UTF8',
      zone: 'UTC',
      checksums: 'on',
      cyrillic: true,
      sorted: ['абрикос', 'Ёлка', 'жук'],
    });
    expect((await stat(join(directory, 'password'))).mode & 0o777).toBe(0o600);
    await expect(query(url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(
      /password authentication failed/,
    );
  });

  it('keeps data and password over a clean stop, whose exit code is 0', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(await first.exited).toBe(0);
    const second = await start();
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('has every committed row after the postmaster is killed during inserts', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE entry (n int PRIMARY KEY)');
    const client = new pg.Client({ connectionString: first.url });
    client.on('error', () => undefined);
    await client.connect();
    let acknowledged = 0;
    const writing = (async () => {
      for (;;) {
        await client.query('INSERT INTO entry VALUES ($1)', [acknowledged]);
        acknowledged += 1;
        if (acknowledged === 300) process.kill(first.pid, 'SIGKILL');
      }
    })();
    await expect(writing).rejects.toThrow(/terminat|ECONN|closed|connection error/i);
    expect(await first.exited).toBeNull();
    const second = await start();
    const [row] = await query(
      second.url,
      'SELECT count(*)::int AS rows, count(DISTINCT n)::int AS distinct FROM entry',
    );
    expect(row!['rows']).toBeGreaterThanOrEqual(acknowledged);
    expect(row!['rows']).toBeLessThanOrEqual(acknowledged + 1); // one commit may have lost its answer
  });

  it('starts over a stale postmaster.pid whose pid now belongs to another process', async () => {
    await (await start()).stop();
    // The pid must not be one PostgreSQL ignores (its own or its parent's), so an unrelated live process lends its.
    const other = spawn('sleep', ['60'], { stdio: 'ignore' });
    await once(other, 'spawn');
    try {
      const lines = [other.pid, join(directory, 'cluster'), 1, 5432, '', '127.0.0.1', '0 0', 'ready'];
      await writeFile(join(directory, 'cluster', 'postmaster.pid'), `${lines.join('\n')}\n`);
      const again = await start();
      expect(await query(again.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      other.kill();
      await once(other, 'exit');
    }
  });

  it('refuses a second instance on the same directory and leaves the first one working', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(/Another process already runs the embedded PostgreSQL/);
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('says so when the wanted port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    await expect(start({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use`);
    taken.close();
  });

  it('writes no personal data to its log', async () => {
    const { url } = await start();
    await query(url, 'CREATE TABLE person (name text PRIMARY KEY)');
    await query(url, `INSERT INTO person VALUES ('Ада Canary')`);
    await expect(query(url, `INSERT INTO person VALUES ('Ада Canary')`)).rejects.toThrow(/duplicate key/);
    const log = await readFile(join(directory, 'postgres.log'), 'utf8');
    expect(log).toContain('duplicate key');
    expect(log).not.toContain('Canary');
  });
});

/** Starts a server in a Node process of its own, so that the process can be killed or run as another user. */
async function startInChild(wrapper: string[]): Promise<{ url: string; child: ReturnType<typeof spawn> }> {
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, context, next) => next(name.startsWith('.') && context.parentURL.endsWith('.ts') ? name.replace(/\\.js$/, '.ts') : name, context) });
    const { startPostgres } = await import(${JSON.stringify(`${import.meta.dirname}/postgres.ts`)});
    const server = await startPostgres({ directory: process.argv[1] });
    process.send(server.url);
    process.once('message', async () => { await server.stop(); process.disconnect(); });`;
  const [file, ...args] = [...wrapper, process.execPath, '--input-type=module', '-e', script, directory];
  const child = spawn(file!, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], cwd: '/' });
  let errors = '';
  child.stderr!.on('data', (chunk) => (errors += String(chunk)));
  const outcome = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (typeof outcome[0] !== 'string') throw new Error(`child ended: ${errors}`);
  return { url: outcome[0], child };
}

const isRoot = process.getuid?.() === 0;
const asUser = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

describe('the server of another process', () => {
  it('ends when that process is killed, and a start right afterwards waits for it', async () => {
    const { url, child } = await startInChild([]);
    await query(url, 'CREATE TABLE kept AS SELECT 7 AS answer');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const again = await start();
    expect(await query(again.url, 'SELECT answer FROM kept')).toEqual([{ answer: 7 }]);
    expect(await postgresProcessesOn(join(directory, 'cluster'))).toContain(again.pid);
  });

  it('is refused to a second process', async () => {
    await start();
    await expect(startInChild([])).rejects.toThrow(/Another process already runs the embedded PostgreSQL/);
  });

  it('works as a normal user, and root then continues with the data of that user', async () => {
    // Only root can become another user; a normal user runs the same path as itself.
    await chmod(directory, 0o777);
    const { url, child } = await startInChild(isRoot ? asUser : []);
    await query(url, 'CREATE TABLE kept AS SELECT 9 AS answer');
    child.send('stop');
    expect((await once(child, 'exit'))[0]).toBe(0);
    const owner = isRoot ? 65534 : process.getuid!();
    expect((await stat(join(directory, 'cluster'))).uid).toBe(owner);
    const again = await start();
    expect(await query(again.url, 'SELECT answer FROM kept')).toEqual([{ answer: 9 }]);
    expect((await stat(join(directory, 'cluster', 'PG_VERSION'))).uid).toBe(owner);
  });
});
