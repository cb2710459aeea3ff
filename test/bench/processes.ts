import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, closeSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The built output: `dist`. */
export const dist = join(import.meta.dirname, '../..');

/** What is running; killed when this process ends in whatever way, so that a failed bench leaves nothing behind. */
const running = new Set<ChildProcess>();
const directories = new Set<string>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

/** A directory that lasts as long as the bench. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'rapporteur-bench-'));
  directories.add(directory);
  return directory;
}

/** A started program of the built output. */
export class Program implements AsyncDisposable {
  private constructor(
    private readonly child: ChildProcess,
    /** Its first line on stdout. */
    readonly firstLine: string,
    /** ms from starting it to its first line. */
    readonly startedIn: number,
  ) {}

  /**
   * Starts a program and waits for its first line on stdout; what it writes to stderr is kept in a file, for the next
   * reader must not become part of the figure.
   * @throws Error with the end of stderr when it ends before
   */
  static async start(path: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Program> {
    const started = performance.now();
    const { child, ended } = launch(path, args, env);
    const [line] = (await Promise.race([once(createInterface(child.stdout!), 'line'), ended])) as [string];
    return new Program(child, line, performance.now() - started);
  }

  /** Starts a program that says nothing; `whenReady` resolves when it serves. @throws as `start` */
  static async startSilent(path: string, env: NodeJS.ProcessEnv, whenReady: () => Promise<void>): Promise<Program> {
    const started = performance.now();
    const { child, ended } = launch(path, [], env);
    await Promise.race([whenReady(), ended]);
    return new Program(child, '', performance.now() - started);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Ends it as an operator would. @throws Error when it does not end with 0 */
  async stop(): Promise<void> {
    if (!running.has(this.child)) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const force = setTimeout(() => this.child.kill('SIGKILL'), 20_000);
    const [code] = (await exit) as [number | null];
    clearTimeout(force);
    running.delete(this.child);
    if (code !== 0) throw new Error(`${this.child.spawnargs.join(' ')} ended with ${String(code)}`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

function launch(path: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const log = join(temporaryDirectory(), 'stderr');
  const file = openSync(log, 'w');
  const child = spawn(process.execPath, [...profiling(), join(dist, path), ...args], {
    stdio: ['ignore', 'pipe', file],
    env: { ...process.env, ...env },
  });
  closeSync(file);
  running.add(child);
  const ended = once(child, 'exit').then(([code]): never => {
    running.delete(child);
    throw new Error(`${path} ended with ${String(code)}:\n${endOf(log)}`);
  });
  // Whoever waits for it is told; later it may end when it likes.
  ended.catch(() => undefined);
  return { child, ended };
}

/** BENCH_PROFILE=DIR has every program write a CPU profile there. */
function profiling(): string[] {
  const directory = process.env['BENCH_PROFILE'];
  return directory ? ['--cpu-prof', `--cpu-prof-dir=${directory}`] : [];
}

const endOf = (log: string): string => readFileSync(log, 'utf8').slice(-2_000);

/** A port of 127.0.0.1 that was free just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Megabytes: resident set of Node, and the proportional part of PostgreSQL, whose processes share their buffers. */
export interface Memory {
  readonly node: number;
  readonly postgres: number;
}

/** Memory of a process and of the PostgreSQL under it; undefined where there is no /proc. */
export function memoryOf(pid: number): Memory | undefined {
  if (process.platform !== 'linux') return undefined;
  const node = kilobytes(`/proc/${pid}/status`, /^VmRSS:\s+(\d+)/m);
  const below = descendantsOf(pid).map((child) => kilobytes(`/proc/${child}/smaps_rollup`, /^Pss:\s+(\d+)/m));
  return { node: node / 1024, postgres: below.reduce((sum, part) => sum + part, 0) / 1024 };
}

/** Hundredths of a second, as Linux counts on every machine that Node runs on. */
const ticksPerSecond = 100;

/**
 * Seconds of processor time that a process, what it has started and what of that has ended have taken: on a busy machine
 * a firmer figure than the time on the clock. Undefined where there is no /proc.
 */
export function cpuSecondsOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const ticks = [pid, ...descendantsOf(pid)].map((one) => {
    const stat = contentsOf(`/proc/${one}/stat`);
    // After the name, which may hold anything: user, system, and the same of ended children.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  });
  return ticks.reduce((sum, part) => sum + part, 0) / ticksPerSecond;
}

const kilobytes = (file: string, field: RegExp): number => Number(field.exec(contentsOf(file))?.[1] ?? 0);

/** Empty for a process that has ended meanwhile. */
function contentsOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    parents.set(Number(name), kilobytes(`/proc/${name}/status`, /^PPid:\s+(\d+)/m));
  }
  const isBelow = (one: number): boolean => {
    const parent = parents.get(one);
    return parent !== undefined && parent !== 0 && (parent === pid || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow);
}
