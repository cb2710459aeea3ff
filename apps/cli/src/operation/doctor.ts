import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { reachQueueServer } from '#jobs/job-backend';
import type { Configuration } from '#embedded/configuration';
import { KurrentLog } from '#event-store/kurrent-log';
import { Database } from '#read-models/database';
import { exitCode, type ExitCode } from '../exit-codes.js';
import { findServer } from '../server-client.js';
import { readServerFile, type RunningServer } from '../server-file.js';
import { Output, table, type OutputOptions, type Terminal } from '../terminal.js';
import { settingsFrom } from '../up/settings.js';
import { viewsPath, type ViewsAnswer } from './views-answer.js';

export type DoctorOptions = OutputOptions & { readonly data?: string };

export interface Check {
  readonly name: string;
  readonly outcome: 'ok' | 'warn' | 'fail';
  /** What was found, and what to do about it. */
  readonly detail: string;
}
type Finding = Omit<Check, 'name'>;

/** Free disk space below which nothing more should be recorded, and below which it is time to see to it; bytes. */
const [tooLittle, little] = [200 * 1024 ** 2, 2 * 1024 ** 3];
/** How long a server may take to answer, ms. */
const patience = 5_000;
/** Versions on which the product stands, as installed. */
const packages = ['@nestjs/core', '@nestjs/cqrs', '@kurrent/kurrentdb-client', 'bullmq', 'pg'];

const ok = (detail: string): Finding => ({ outcome: 'ok', detail });
const warn = (detail: string): Finding => ({ outcome: 'warn', detail });
const fail = (detail: string): Finding => ({ outcome: 'fail', detail });

/** Looks at everything and tells it in lines. @returns 0, or 6 when not all is well @throws ConfigurationFaults */
export async function examine(options: DoctorOptions, terminal: Terminal): Promise<ExitCode> {
  const settings = settingsFrom({ data: options.data }, terminal.env);
  const running = readServerFile(settings.dataDir);
  const looks: readonly (readonly [string, () => Finding | Promise<Finding>])[] = [
    ['configuration', () => ok(`data in ${settings.dataDir}, log level ${settings.logLevel}`)],
    ['node', () => nodeVersion()],
    ['packages', () => ok(packages.map((name) => `${name} ${versionOf(name)}`).join(', '))],
    ['disk', () => diskSpace(settings.dataDir)],
    ['server', () => (running ? ok(`${running.url}, process ${running.pid}`) : warn('does not run on this directory'))],
    ['event store', () => eventStore(settings.eventStoreUrl ?? running?.eventStoreUrl)],
    ['PostgreSQL', () => postgres(settings.databaseUrl)],
    ['queue', () => queue(settings)],
    ['mail', () => mail(settings.smtpUrl)],
    ['views', () => views(options, running, terminal.env)],
  ];
  const checks = await Promise.all(
    looks.map(async ([name, look]): Promise<Check> => {
      // What a client says may repeat the URL with its password: only the code is told.
      const found = await (async () => look())().catch((error: unknown) =>
        fail(`cannot be reached (${reasonOf(error)})`),
      );
      return { name, ...found };
    }),
  );
  const rows = checks.map(({ outcome, name, detail }) => [outcome, name, detail]);
  new Output(terminal, options).data({ checks }, rows, () => table(rows));
  return checks.every(({ outcome }) => outcome === 'ok') ? exitCode.ok : exitCode.findings;
}

const reasonOf = (error: unknown): string => (error as { code?: string }).code ?? (error as Error).name;

function nodeVersion(): Finding {
  const [major] = process.versions.node.split('.').map(Number);
  return major! >= 24 ? ok(process.version) : fail(`${process.version}; 24 or later is needed`);
}

function versionOf(name: string): string {
  const manifest = findPackageJSON(name, import.meta.url);
  return manifest ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version : 'missing';
}

async function diskSpace(directory: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(directory).catch(() => statfs(dirname(directory)));
  const free = bavail * bsize;
  const detail = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
  if (free < tooLittle) return fail(`${detail}: make room before the event store cannot write`);
  return free < little ? warn(detail) : ok(detail);
}

async function eventStore(url: string | undefined): Promise<Finding> {
  if (!url) return ok('embedded; starts with the server');
  const log = new KurrentLog(url);
  try {
    return ok(`answers, newest position ${await log.head()}`);
  } finally {
    await log.close();
  }
}

async function postgres(url: string | undefined): Promise<Finding> {
  if (!url) return ok('embedded; starts with the server');
  const db = new Database(url, 1);
  try {
    const [row] = await db.query<{ server_version: string }>('show server_version');
    return ok(`answers, version ${row!.server_version}`);
  } finally {
    await db.close();
  }
}

async function queue({ queueUrl, databaseUrl }: Configuration): Promise<Finding> {
  const url = queueUrl ?? databaseUrl;
  if (!url) return ok('in the embedded PostgreSQL');
  await reachQueueServer(url);
  return ok(`answers, ${url.startsWith('redis') ? 'Redis' : 'PostgreSQL'}`);
}

/** Whether somebody listens: what may be sent is for the mail server to say. */
async function mail(url: string | undefined): Promise<Finding> {
  if (!url) return ok('built-in mailbox: nothing leaves this machine');
  const { hostname, port, protocol } = new URL(url);
  const at = Number(port) || (protocol === 'smtps:' ? 465 : 25);
  const socket = connect({ host: hostname, port: at, timeout: patience });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', () => resolve());
      socket.once('error', reject);
      socket.once('timeout', () => reject(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    });
    return ok(`${hostname}:${at} listens`);
  } finally {
    socket.destroy();
  }
}

async function views(
  { data }: DoctorOptions,
  running: RunningServer | undefined,
  env: Terminal['env'],
): Promise<Finding> {
  if (!running && !env['RAPPORTEUR_URL']) return warn('not looked at: no server runs');
  const { head, views: all } = await findServer({ data }, env).get<ViewsAnswer>(viewsPath);
  const parked = all.filter((view) => view.parked).map(({ name, parked: at }) => `${name} at ${at!.position}`);
  if (parked.length > 0) return fail(`stand still: ${parked.join(', ')}; see \`rapporteur views\``);
  const building = all.filter(({ buildingTo }) => buildingTo !== null).map(({ name }) => name);
  if (building.length > 0) return warn(`are being rebuilt: ${building.join(', ')}`);
  const behind = all.filter(({ position }) => BigInt(position ?? -1) < BigInt(head)).map(({ name }) => name);
  return behind.length > 0 ? warn(`behind position ${head}: ${behind.join(', ')}`) : ok(`all at position ${head}`);
}
