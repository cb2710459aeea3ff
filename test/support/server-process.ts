import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The built output, whether this file runs from there or is a source that Jest compiles. */
const dist = import.meta.dirname.endsWith(join('dist', 'test', 'support'))
  ? join(import.meta.dirname, '../..')
  : join(import.meta.dirname, '../../dist');

/** What is running; killed when this process ends in whatever way, so that a failed run leaves nothing behind. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Settings of the surroundings that must not reach a server under test. */
const notInherited =
  /^(DATA_DIR|HOST|PORT|LOG_LEVEL|(EVENTSTORE|DATABASE|QUEUE|SMTP|PUBLIC)_URL(_FILE)?|NODE_OPTIONS)$/;

/** How long a process may take to end after SIGTERM, ms. */
const endsWithin = 15_000;

/** A line that a process wrote to stdout or stderr. */
export interface Said {
  /** `performance.now()` of this process. */
  readonly at: number;
  readonly text: string;
}

/** A program of the built output as a process of its own. */
export class ServerProcess {
  readonly said: Said[] = [];
  /** The exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  private readonly changes = new EventTarget();

  private constructor(
    private readonly child: ChildProcess,
    private readonly name: string,
  ) {
    running.add(child);
    this.exited = once(child, 'close').then(([code]) => {
      running.delete(child);
      this.changes.dispatchEvent(new Event('change'));
      return code as number | null;
    });
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface(stream).on('line', (text) => {
        this.said.push({ at: performance.now(), text });
        this.changes.dispatchEvent(new Event('change'));
      });
    }
  }

  /** @param program path below `dist`, such as `apps/worker/src/main.js` */
  static start(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): ServerProcess {
    const inherited = Object.entries(process.env).filter(([name]) => !notInherited.test(name));
    const child = spawn(process.execPath, [join(dist, program), ...args], {
      // Its stdin closes with this process.
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...Object.fromEntries(inherited), ...env },
    });
    return new ServerProcess(child, program);
  }

  get pid(): number {
    return this.child.pid!;
  }

  get isRunning(): boolean {
    return running.has(this.child);
  }

  /**
   * The first line that matches, of those since a moment; waits for it.
   * @throws Error with the last lines when the process ends, or says no such thing in time
   */
  async says(pattern: RegExp, { since = 0, within = 20_000 } = {}): Promise<Said> {
    const giveUp = AbortSignal.timeout(within);
    for (;;) {
      const found = this.said.find(({ at, text }) => at >= since && pattern.test(text));
      if (found) return found;
      if (giveUp.aborted || !this.isRunning)
        throw new Error(`${this.name} did not say ${pattern}:\n${this.lastWords()}`);
      // Either end of the wait leads to one more look.
      await once(this.changes, 'change', { signal: giveUp }).catch(() => undefined);
    }
  }

  lastWords(): string {
    return this.said
      .slice(-15)
      .map(({ text }) => text)
      .join('\n');
  }

  /** Writes a line to its stdin. */
  tell(line: string): void {
    this.child.stdin!.write(`${line}\n`);
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Ends it without a chance to finish anything. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** Ends it as an operator would. @throws Error when it does not end with 0 in time */
  async stop(): Promise<void> {
    if (!this.isRunning) return;
    this.child.kill('SIGTERM');
    const force = setTimeout(() => this.child.kill('SIGKILL'), endsWithin);
    const code = await this.exited;
    clearTimeout(force);
    if (code !== 0) throw new Error(`${this.name} ended with ${String(code)}:\n${this.lastWords()}`);
  }
}

/** A port of 127.0.0.1 that was free just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
