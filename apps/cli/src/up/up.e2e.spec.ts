import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { exitCode } from '../exit-codes.js';
import type { Ready } from './ready.js';

/** The built file, because a worker thread is part of it, which Jest does not compile. */
const program = join(import.meta.dirname, '../../../../dist/apps/cli/src/main.js');

let folder: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  if (!existsSync(program)) throw new Error('This test runs the built program: npm run build');
  folder = await mkdtemp(join(tmpdir(), 'rapporteur-up-'));
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function rapporteur(...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  const ended = once(child, 'close') as Promise<[number | null]>;
  return { child, code: ended.then(([code]) => code), err: text(child.stderr) };
}

/** Starts an empty installation and waits for its line. */
async function up(data: string) {
  const started = rapporteur('up', '--empty', '--json', '--port', '0', '--data', data);
  const lines: string[] = [];
  const reader = createInterface({ input: started.child.stdout }).on('line', (line) => lines.push(line));
  const ready = await Promise.race([once(reader, 'line'), started.code.then(async () => new Error(await started.err))]);
  if (ready instanceof Error) throw ready;
  return { ...started, lines, ready: JSON.parse(lines[0]!) as Ready };
}

describe('rapporteur up --empty', () => {
  it('says one line when it serves, and ends with 0 after SIGTERM, leaving nothing behind', async () => {
    const data = join(folder, 'tidy');
    const { child, code, lines, ready } = await up(data);
    expect(Object.keys(ready)).toEqual(['url', 'eventStoreUrl', 'databaseUrl', 'signIns']);
    expect(ready.signIns).toEqual([
      {
        role: 'administrator',
        office: null,
        side: null,
        url: expect.stringMatching(`^${ready.url}/setup/[\\w-]{43}$`),
      },
    ]);
    const health = await fetch(`${ready.url}/health/ready`);
    expect([health.status, await health.json()]).toEqual([200, expect.objectContaining({ status: 'ready' })]);
    child.kill('SIGTERM');
    expect(await code).toBe(exitCode.ok);
    expect(lines).toHaveLength(1);
    expect(existsSync(join(data, 'server.json'))).toBe(false);
    expect(existsSync(join(data, 'postgres/cluster/postmaster.pid'))).toBe(false);
  });

  it('starts again after SIGKILL with what it had, and still knows that it is no demo', async () => {
    const data = join(folder, 'killed');
    const first = await up(data);
    const token = first.ready.signIns[0]!.url.split('/').at(-1)!;
    const set = await fetch(`${first.ready.url}/api/v1/setup`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'first' },
      body: JSON.stringify({ token, login: 'olga', password: 'a long enough sentence' }),
    });
    expect(set.status).toBeLessThan(300);
    first.child.kill('SIGKILL');
    await first.code;
    const second = rapporteur('up', '--json', '--port', '0', '--data', data);
    const [line] = (await once(createInterface({ input: second.child.stdout }), 'line')) as [string];
    // The administrator is there, so there is nothing to set up; and no demo was told.
    expect((JSON.parse(line) as Ready).signIns).toEqual([]);
    expect(JSON.parse(await readFile(join(data, 'installation.json'), 'utf8'))).toMatchObject({ demo: false });
  });

  it('refuses a second one on the same data directory and says where the first one serves', async () => {
    const data = join(folder, 'twice');
    const { ready } = await up(data);
    const second = rapporteur('up', '--empty', '--port', '0', '--data', data);
    expect(await second.code).toBe(exitCode.precondition);
    expect(await second.err).toContain(`It serves ${ready.url}`);
    // Which also shows that the other commands find it, with its token; its clock is the system's.
    expect(await rapporteur('clock', '--data', data).code).toBe(exitCode.ok);
    expect(await rapporteur('clock', 'advance', '1d', '--data', data).code).toBe(exitCode.precondition);
  });

  it('ends when PostgreSQL ends by itself, and says so', async () => {
    const data = join(folder, 'broken');
    const { code, err } = await up(data);
    const [pid] = (await readFile(join(data, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGQUIT');
    expect(await code).toBe(exitCode.failure);
    expect(await err).toContain('error: The embedded PostgreSQL ended by itself');
  });
});
