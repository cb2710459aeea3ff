import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startPostgres, type PostgresHandle } from '#embedded/postgres';
import { freePort, ServerProcess } from './server-process.js';

/** How long a started process may take until it serves, ms. */
const startsWithin = 30_000;

/** An API as a process of its own. */
export interface ApiProcess {
  readonly name: string;
  readonly url: string;
  readonly process: ServerProcess;
}

export interface WorkerProcess {
  readonly name: string;
  readonly process: ServerProcess;
}

/** How a started process reaches the servers. */
export interface Reach {
  /** Port of the event store, such as a proxy's in front of it. */
  readonly eventStorePort?: number;
  /** Name of the database; the installation's own when left out. */
  readonly database?: string;
  /** Another program than the worker's own, below `dist`. */
  readonly program?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Everything an installation is made of, each part a process of its own on 127.0.0.1: the embedded event store, the
 * embedded PostgreSQL, APIs and workers. Each client's name is the `application_name` of its database sessions.
 */
export class Servers {
  private readonly clients: ServerProcess[] = [];
  private store: ServerProcess | undefined;

  private constructor(
    private readonly directory: string,
    readonly eventStorePort: number,
    private postgres: PostgresHandle,
  ) {}

  /** Starts PostgreSQL; the event store is started by `startEventStore`. */
  static async start(): Promise<Servers> {
    const directory = await mkdtemp(join(tmpdir(), 'rapporteur-servers-'));
    const [port, postgres] = await Promise.all([freePort(), startPostgres({ directory: join(directory, 'postgres') })]);
    return new Servers(directory, port, postgres);
  }

  /** Resolves when it listens. On its port there must be nothing. */
  async startEventStore(): Promise<void> {
    const args = [join(this.directory, 'event-store'), String(this.eventStorePort)];
    this.store = ServerProcess.start('test/support/event-store-process.js', args);
    await this.store.says(/^listening/);
  }

  /** SIGKILL; what was acknowledged is on disk. */
  async killEventStore(): Promise<void> {
    await this.store?.kill();
  }

  eventStoreUrl(port = this.eventStorePort): string {
    return `kurrentdb://127.0.0.1:${port}?tls=false&discoveryInterval=10`;
  }

  /** @param client the name that its sessions bear */
  databaseUrl(client: string, database?: string): string {
    const url = new URL(this.postgres.url);
    if (database) url.pathname = `/${database}`;
    url.searchParams.set('application_name', client);
    return url.href;
  }

  async stopPostgres(): Promise<void> {
    await this.postgres.stop();
  }

  /** Starts PostgreSQL again on its directory and port. */
  async startPostgresAgain(): Promise<void> {
    const port = Number(new URL(this.postgres.url).port);
    this.postgres = await startPostgres({ directory: join(this.directory, 'postgres'), port });
  }

  async startApi(name: string, reach: Reach = {}): Promise<ApiProcess> {
    const port = await freePort();
    const env = { ...this.environment(name, reach), HOST: '127.0.0.1', PORT: String(port) };
    const process = this.launch('apps/api/src/main.js', env);
    const api = { name, url: `http://127.0.0.1:${port}`, process };
    await this.answers(`${api.url}/health/started`, process);
    return api;
  }

  /** Resolves at once: a worker that has to wait for a server is a worker too. */
  startWorker(name: string, reach: Reach = {}): WorkerProcess {
    return { name, process: this.launch(reach.program ?? 'apps/worker/src/main.js', this.environment(name, reach)) };
  }

  /** Starts `rapporteur up --empty` over the same servers, on a data directory of its own. Resolves at once. */
  startEverything(name: string, reach: Reach = {}): ServerProcess {
    const args = ['up', '--empty', '--json', '--port', '0', '--data', join(this.directory, name)];
    return this.launch('apps/cli/src/main.js', this.environment(name, reach), args);
  }

  /** Ends everything, clients first, and removes the data. */
  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.kill()));
    await this.store?.kill();
    await this.postgres.stop();
    await rm(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  private launch(program: string, env: Record<string, string>, args: readonly string[] = []): ServerProcess {
    const process = ServerProcess.start(program, args, env);
    this.clients.push(process);
    return process;
  }

  private environment(name: string, { eventStorePort, database, env }: Reach): Record<string, string> {
    return {
      EVENTSTORE_URL: this.eventStoreUrl(eventStorePort),
      DATABASE_URL: this.databaseUrl(name, database),
      DATA_DIR: this.directory,
      ...env,
    };
  }

  private async answers(url: string, process: ServerProcess): Promise<void> {
    const giveUp = performance.now() + startsWithin;
    while (process.isRunning && performance.now() < giveUp) {
      const ok = await fetch(url).then(
        (answer) => answer.ok,
        () => false,
      );
      if (ok) return;
      await delay(20);
    }
    throw new Error(`${url} does not answer:\n${process.lastWords()}`);
  }
}
