import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

/** Pids of live PostgreSQL processes (postmaster and its children) working in the data directory `cluster`. */
export async function postgresProcessesOn(cluster: string): Promise<number[]> {
  const real = await realpath(cluster).catch(() => cluster);
  if (process.platform !== 'linux') return processesByCommandLine(real);
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    // Every PostgreSQL process has its data directory as working directory. A zombie has none, so it does not count.
    const cwd = await readlink(`/proc/${entry}/cwd`).catch(() => undefined);
    if (cwd !== real) continue;
    const title = await readFile(`/proc/${entry}/cmdline`, 'latin1').catch(() => '');
    if (/postgres/.test(title.split('\0')[0]!)) found.push(Number(entry));
  }
  return found;
}

/** Without /proc: the postmaster is known by the data directory in its command line. */
async function processesByCommandLine(cluster: string): Promise<number[]> {
  const ps = spawn('ps', ['-axo', 'pid=,command='], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [output] = await Promise.all([text(ps.stdout), once(ps, 'exit')]);
  return output
    .split('\n')
    .filter((line) => line.includes('postgres') && line.includes(cluster))
    .map((line) => Number.parseInt(line, 10));
}

async function pidInFile(file: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it ended in between
  }
}

/**
 * Makes the data directory free for a new server. Call it only while holding the directory's lock: any server still
 * on it has then lost its parent, is shutting down (or does not know yet: it is told) and is waited for.
 * Removes a postmaster.pid whose pid now belongs to an unrelated process, which PostgreSQL itself would take for a
 * running server. A file whose pid is dead stays: PostgreSQL uses it to check that no old backend is attached.
 * @throws Error when the old server does not end within about 15 s
 */
export async function clearRemains(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const deadline = Date.now() + 10_000;
  let told = false;
  let forced = false;
  for (;;) {
    const left = await postgresProcessesOn(cluster);
    if (left.length === 0) break;
    const postmaster = await pidInFile(file);
    if (!told && postmaster !== undefined && left.includes(postmaster)) {
      signal(postmaster, 'SIGINT');
      told = true;
    }
    if (!forced && Date.now() > deadline) {
      for (const pid of left) signal(pid, 'SIGQUIT');
      forced = true;
    }
    if (Date.now() > deadline + 5_000) {
      throw new Error(`PostgreSQL processes ${left.join(', ')} of an earlier run still use ${cluster} and do not end.`);
    }
    await delay(20);
  }
  const pid = await pidInFile(file);
  if (pid !== undefined && isAlive(pid)) await rm(file, { force: true });
}
