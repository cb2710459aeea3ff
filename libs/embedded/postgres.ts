import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import type { ChildProcess } from 'node:child_process';
import pg from 'pg';
import { takeDirectory } from './directory-lock.js';
import { findPostgresBinaries, linkLibraries, type PostgresBinaries } from './postgres-binaries.js';
import { chooseLauncher, giveTo, launch, type Launcher } from './postgres-process.js';
import { clearRemains } from './postgres-remains.js';

/** A running embedded PostgreSQL server. */
export interface PostgresHandle {
  /** `postgres://rapporteur:password@127.0.0.1:port/rapporteur`; the user is the cluster's superuser. */
  readonly url: string;
  /** Pid of the postmaster, for diagnosis. */
  readonly pid: number;
  /** Resolves with the exit code (null: ended by a signal) when the server ends, whether asked to or not. */
  readonly exited: Promise<number | null>;
  /** Fast shutdown: open transactions are rolled back, the data is checkpointed. Forced after 10 s. Repeatable. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Folder of this server; holds `cluster`, `lib`, `password` (0600), `postgres.log`, `lock`. Made when missing. */
  readonly directory: string;
  /** Fixed TCP port on 127.0.0.1; a free one is taken when left out. */
  readonly port?: number;
}

interface Installation {
  readonly directory: string;
  readonly cluster: string;
  /** Value of LD_LIBRARY_PATH. */
  readonly libraries: string;
  readonly logFile: string;
  readonly binaries: PostgresBinaries;
  readonly launcher: Launcher;
}

const USER = 'rapporteur';
const DATABASE = 'rapporteur';
const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 10_000;

/**
 * Starts the embedded PostgreSQL on `directory`, creating cluster and database the first time.
 *
 * The server dies with this process: on Linux by a parent-death signal, also after SIGKILL. Elsewhere (macOS, or
 * without `setpriv`) a killed parent leaves it running until the next start, which stops it first.
 * @throws Error when another process uses the directory, the port is taken, the platform has no binaries, or the
 *   server ends while starting (the message holds the end of its log)
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresHandle> {
  // The death signal follows the thread that starts the server, not the process.
  if (!isMainThread) throw new Error('Start the embedded PostgreSQL from the main thread.');
  const directory = resolve(options.directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = takeDirectory(join(directory, 'lock'));
  if (lock === undefined) {
    throw new Error(
      `Another process already runs the embedded PostgreSQL in ${directory}. Stop it or choose another directory.`,
    );
  }
  try {
    const installation = await install(directory);
    await clearRemains(installation.cluster);
    const password = await initialise(installation);
    const { child, port } = await startServer(installation, options.port);
    const exited = exitOf(child);
    void exited.then(() => lock.release());
    const url = `postgres://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`;
    try {
      await ensureDatabase(url);
    } catch (error) {
      await stopServer(child, exited);
      throw error;
    }
    let stopping: Promise<void> | undefined;
    return { url, pid: child.pid!, exited, stop: () => (stopping ??= stopServer(child, exited)) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function install(directory: string): Promise<Installation> {
  const binaries = findPostgresBinaries();
  const cluster = join(directory, 'cluster');
  const links = join(directory, 'lib');
  const libraries = await linkLibraries(binaries, links);
  const launcher = await chooseLauncher(directory, cluster, binaries.postgres);
  for (const path of [links, join(directory, 'lock')]) await giveTo(path, launcher.owner);
  return { directory, cluster, libraries, logFile: join(directory, 'postgres.log'), binaries, launcher };
}

/** Makes the cluster when there is none. It is renamed into place when complete, so a crash half-way leaves none. */
async function initialise(installation: Installation): Promise<string> {
  const { directory, cluster, launcher } = installation;
  const passwordFile = join(directory, 'password');
  const exists = await access(cluster).then(
    () => true,
    () => false,
  );
  if (exists) {
    const kept = await readFile(passwordFile, 'utf8').catch((cause: unknown) => {
      throw new Error(`${passwordFile} is missing or unreadable; without it nobody can enter ${cluster}.`, { cause });
    });
    return kept.trim();
  }

  for (const name of await readdir(directory)) {
    if (name.startsWith('initdb-')) await rm(join(directory, name), { recursive: true, force: true });
  }
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flush: true });
  const fresh = await mkdtemp(join(directory, 'initdb-'));
  for (const path of [passwordFile, fresh]) await giveTo(path, launcher.owner);
  await runInitdb(installation, fresh, passwordFile);
  await rename(fresh, cluster);
  await flushDirectory(directory);
  return password;
}

async function runInitdb(installation: Installation, target: string, passwordFile: string): Promise<void> {
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--lc-ctype=C.UTF-8'];
  const access = ['--auth=scram-sha-256', `--pwfile=${passwordFile}`, '-U', USER];
  const command = [installation.binaries.initdb, '-D', target, '-E', 'UTF8', ...locale, '--data-checksums', ...access];
  const child = await launchLogged(installation, command);
  if ((await exitOf(child)) !== 0) throw new Error(`initdb failed:\n${await logTail(installation.logFile)}`);
}

async function flushDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Starts the server and waits until it accepts connections; a free port that was snatched away is replaced. */
async function startServer(installation: Installation, fixed?: number): Promise<{ child: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = fixed ?? (await freePort());
    const child = await launchLogged(installation, serverCommand(installation, port));
    if (await isReady(child, installation.cluster)) return { child, port };
    const log = await logTail(installation.logFile);
    const portTaken = /could not (bind|create any TCP)|Address already in use/.test(log);
    if (portTaken && fixed === undefined && attempt < 5) continue;
    if (portTaken) throw new Error(`Port ${port} on 127.0.0.1 is in use, the embedded PostgreSQL cannot take it.`);
    throw new Error(`The embedded PostgreSQL did not start:\n${log}`);
  }
}

function serverCommand({ binaries, cluster }: Installation, port: number): string[] {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: '64MB',
    min_wal_size: '32MB',
    max_wal_size: '256MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // The log must not hold personal data: no statements, no DETAIL lines such as "Key (email)=(…) already exists".
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  };
  return [
    binaries.postgres,
    '-D',
    cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

async function launchLogged({ launcher, libraries, logFile }: Installation, command: string[]): Promise<ChildProcess> {
  await rename(logFile, `${logFile}.1`).catch(() => undefined);
  const log = await open(logFile, 'w', 0o600);
  try {
    const child = launch(launcher, command, { libraries, log: log.fd });
    await once(child, 'spawn');
    return child;
  } finally {
    await log.close();
  }
}

/** Reads the state the postmaster keeps in the 8th line of its pid file, as pg_ctl does. False when it ended instead. */
async function isReady(child: ChildProcess, cluster: string): Promise<boolean> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (child.exitCode === null && child.signalCode === null) {
    const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return true;
    if (Date.now() > deadline) {
      await stopServer(child, exitOf(child));
      return false;
    }
    await delay(5);
  }
  return false;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((done) => child.once('exit', done));
}

async function stopServer(child: ChildProcess, exited: Promise<number | null>): Promise<void> {
  child.kill('SIGINT');
  for (const [force, limit] of [
    ['SIGQUIT', STOP_LIMIT_MS],
    ['SIGKILL', 2_000],
  ] as const) {
    const timer = new AbortController();
    const late = delay(limit, 'late', { signal: timer.signal }).catch(() => undefined);
    const outcome = await Promise.race([exited, late]);
    timer.abort();
    if (outcome !== 'late') return;
    child.kill(force);
  }
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Creates the database when it is missing; also the proof that the server answers with our password. */
async function ensureDatabase(url: string): Promise<void> {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = new pg.Client({ connectionString: maintenance.href });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function logTail(logFile: string): Promise<string> {
  const log = await readFile(logFile, 'utf8').catch(() => '');
  return log.trim().split('\n').slice(-15).join('\n');
}
