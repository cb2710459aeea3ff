import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { EventStoreServer, HOST } from './server.js';
import { EventStoreOpenError } from './store-errors.js';

/** A running event store. */
export interface EventStoreHandle {
  /** Connection string for the official client. */
  readonly url: string;
  readonly port: number;
  /** Stops it gracefully and waits until the file is closed. Safe to call twice. */
  stop(): Promise<void>;
}

export interface EventStoreOptions {
  /** Data directory, created as needed. One process at a time may use it. */
  readonly directory: string;
  /** 0 or absent: the port of the last time when it is free, else any. */
  readonly port?: number;
}

/** Remembers the port, so that addresses in use elsewhere stay good over a restart. */
const PORT_FILE = 'port';

/**
 * Starts the event store in this thread. Storage is synchronous, so production uses `startEventStoreThread`.
 *
 * Clients of the same machine need `no_proxy=127.0.0.1` when a proxy is set in the environment: grpc-js would go through it.
 * @throws EventStoreOpenError when the directory is in use or damaged
 */
export async function startEventStore(options: EventStoreOptions): Promise<EventStoreHandle> {
  const server = new EventStoreServer(options.directory);
  try {
    const port = await listen(server, options);
    writeFileSync(join(options.directory, PORT_FILE), `${port}\n`);
    return { url: urlOf(port), port, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** What the worker thread reports. */
export type ThreadMessage =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'failed'; readonly reason?: EventStoreOpenError['reason']; readonly message: string };

/**
 * Starts the event store in a worker thread. Works from built output only: Node does not compile the thread's file.
 * @throws EventStoreOpenError when the directory is in use or damaged
 */
export async function startEventStoreThread(options: EventStoreOptions): Promise<EventStoreHandle> {
  const { directory, port: wanted } = options;
  const worker = new Worker(new URL('./thread.js', import.meta.url), {
    name: 'event-store',
    workerData: { directory, port: wanted },
  });
  const exited = new Promise<number>((resolve) => worker.once('exit', resolve));
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', (message: ThreadMessage) => {
      if (message.kind === 'ready') resolve(message.port);
      else if (message.reason) reject(new EventStoreOpenError(message.reason, message.message));
      else reject(new Error(message.message));
    });
    worker.on('error', reject);
    void exited.then((code) =>
      reject(new Error(`The event store's thread ended with code ${code} before it was ready`)),
    );
  });
  // From here on an error of the thread ends the process, as one of the main thread does: without its store it could only pretend to work.
  worker.removeAllListeners('error');
  const stop = async () => {
    worker.postMessage('stop');
    await exited;
  };
  return { url: urlOf(port), port, stop };
}

/** `discoveryInterval`: the client's first read waits one interval, 500 ms by default. */
function urlOf(port: number): string {
  return `kurrentdb://${HOST}:${port}?tls=false&discoveryInterval=10`;
}

async function listen(server: EventStoreServer, { directory, port }: EventStoreOptions): Promise<number> {
  if (port) {
    if (!(await isFree(port))) throw new Error(`Port ${port} of ${HOST} is taken by another program`);
    return server.listen(port);
  }
  const remembered = rememberedPort(directory);
  return server.listen(remembered !== undefined && (await isFree(remembered)) ? remembered : 0);
}

/** Asked before, because grpc-js writes to the console when it cannot bind. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, HOST, () => probe.close(() => resolve(true)));
  });
}

function rememberedPort(directory: string): number | undefined {
  const file = join(directory, PORT_FILE);
  const port = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN;
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}
