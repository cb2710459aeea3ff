import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { secrets, settings } from '#embedded/configuration';
import { takeDirectory } from '#embedded/directory-lock';
import type { Ready, SignIn } from '../../apps/cli/src/up/ready.js';
import { ProductClient } from './product-client.js';
import { ServerProcess } from './server-process.js';

const root = join(import.meta.dirname, '../..');
const program = 'apps/cli/src/main.js';

/** How long a start may take, with the demo to load and a machine that does much else, ms. */
const startsWithin = 120_000;
/** A build of the whole product, ms. */
const buildsWithin = 240_000;
/** Time for the first start in a test file: it may have to build. */
export const firstStart = buildsWithin + startsWithin;

/** An empty variable counts as absent, also over a file `.env` in the working directory: a test never meets real servers. */
const ownSettings = Object.fromEntries(
  [...settings, ...secrets.map((name) => `${name}_FILE`)].map((name) => [name, '']),
);

export interface ProductOptions {
  /** Data directory of an earlier start; a new temporary one when left out. */
  readonly data?: string;
  /** Any free one when left out; links in mails begin with it. */
  readonly port?: number;
  /** `--empty`: no demo. */
  readonly empty?: boolean;
}

/** What a command of the command line said. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The whole product as a user starts it: `rapporteur up`, built, in a process of its own. */
export class Product {
  private readyLine: Ready | undefined;

  private constructor(
    readonly data: string,
    private readonly process: ServerProcess,
  ) {}

  /** Starts it without waiting; builds it before when that is needed. */
  static async launch({ data, port = 0, empty = false }: ProductOptions = {}): Promise<Product> {
    await built();
    const directory = data ?? (await mkdtemp(join(tmpdir(), 'rapporteur-product-')));
    const args = ['up', '--data', directory, '--port', String(port), '--json', ...(empty ? ['--empty'] : [])];
    return new Product(directory, ServerProcess.start(program, args, ownSettings));
  }

  /** Waits for the line that says where it serves. @throws Error with its last words when there is none in time */
  async ready(): Promise<this> {
    const { text } = await this.process.says(/^\{"url":/, { within: startsWithin });
    this.readyLine = JSON.parse(text) as Ready;
    return this;
  }

  private get told(): Ready {
    if (!this.readyLine) throw new Error('the product has not said that it is ready');
    return this.readyLine;
  }

  get url(): string {
    return this.told.url;
  }

  get eventStoreUrl(): string {
    return this.told.eventStoreUrl;
  }

  get databaseUrl(): string {
    return this.told.databaseUrl;
  }

  get signIns(): readonly SignIn[] {
    return this.told.signIns;
  }

  /** Everything it has written so far, by lines. */
  get said(): readonly string[] {
    return this.process.said.map(({ text }) => text);
  }

  /** Where its event store listens, also before it is ready; waits until the store has begun to listen at all. */
  async eventStoreUrlEarly(): Promise<string> {
    const file = join(this.data, 'event-store/port');
    for (const giveUp = performance.now() + startsWithin; ; await delay(10)) {
      const port = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
      if (port) return `kurrentdb://127.0.0.1:${port}?tls=false&discoveryInterval=10&maxDiscoverAttempts=3`;
      if (performance.now() > giveUp || !this.process.isRunning)
        throw new Error(`no event store in ${this.data}:\n${this.process.lastWords()}`);
    }
  }

  /** Signs somebody of the demo in; `office` as the sign-in names it, needed where a side has several of a role. */
  async signInAs(role: string, side: string | null = null, office?: string): Promise<ProductClient> {
    const fits = (one: SignIn) => one.role === role && one.side === side && (!office || one.office === office);
    const found = this.signIns.find(fits);
    if (!found) throw new Error(`nobody signs in as ${role} of ${side}: ${JSON.stringify(this.signIns)}`);
    return ProductClient.signIn(found.url);
  }

  /** Somebody who has not signed in. */
  stranger(): ProductClient {
    return new ProductClient(this.url);
  }

  /** Runs the command line against it, such as `run('clock', 'advance', '7d')`. */
  async run(...args: string[]): Promise<CommandResult> {
    const line = [join(root, 'dist', program), ...args, '--data', this.data];
    return new Promise((resolve) => {
      execFile(process.execPath, line, { env: { ...process.env, ...ownSettings } }, (error, out, err) => {
        resolve({ code: error ? Number(error.code ?? -1) : 0, out, err });
      });
    });
  }

  /** Sends a signal and waits for the end. @returns the exit code; null when the signal itself ended it */
  async kill(signal: NodeJS.Signals): Promise<number | null> {
    if (this.process.isRunning) this.process.signal(signal);
    return this.process.exited;
  }

  /** Ends it as an operator would. @throws Error when it does not end with 0 in time */
  async stop(): Promise<void> {
    await this.process.stop();
  }

  /** Stops it, if it runs, and removes its data. */
  async dispose(): Promise<void> {
    try {
      await this.stop();
    } finally {
      await rm(this.data, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

/** Starts the product and waits until it serves; the demo is loaded then. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const product = await Product.launch(options);
  return product.ready();
}

let building: Promise<void> | undefined;

/** Builds once, when `dist` is missing or older than the sources; one process at a time. */
function built(): Promise<void> {
  return (building ??= build());
}

async function build(): Promise<void> {
  const giveUp = performance.now() + buildsWithin;
  let lock = takeDirectory(join(root, 'node_modules/.rapporteur-build'));
  while (!lock) {
    if (performance.now() > giveUp) throw new Error('another build does not end');
    await delay(100);
    lock = takeDirectory(join(root, 'node_modules/.rapporteur-build'));
  }
  try {
    const args = [join(root, 'apps/cli/build.mjs'), '--if-stale'];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2], timeout: buildsWithin });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`the build ended with ${String(code)}`);
  } finally {
    lock.release();
  }
}
