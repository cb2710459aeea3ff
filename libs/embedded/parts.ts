import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from './configuration.js';
import { takeDirectory } from './directory-lock.js';
import type { Mailbox } from './mailbox.js';

/** The servers an installation stands on, embedded or its own. */
export interface Parts {
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  readonly queueUrl: string;
  readonly smtpUrl: string;
  /** The built-in mailbox; undefined when mail goes to a server of the installation's own. */
  readonly mailbox?: Mailbox;
  /** Resolves with the reason when an embedded part ends by itself; means nothing any more once `stop` was called. */
  readonly broken: Promise<Error>;
  /** Stops what was started here; to be called when nothing uses it any more. Repeatable. */
  stop(): Promise<void>;
}

/** Another process works on the data directory. */
export class DirectoryInUse extends Error {
  constructor(readonly directory: string) {
    super(`Another process already works on ${directory}.`);
    this.name = 'DirectoryInUse';
  }
}

/** A part that was started, or is the installation's own and needs no stop. */
interface Part {
  readonly url: string;
  readonly stop?: () => Promise<void>;
  readonly ended?: Promise<Error>;
}

export interface PartsOptions {
  /** Runs the event store in this thread: under Jest, which does not compile what a worker thread loads. */
  readonly inThread?: boolean;
}

/**
 * Starts each part that has no URL, all at once, and takes the data directory for this process until `stop`.
 * @throws DirectoryInUse, or the error of the part that could not start; the others are stopped again
 */
export async function startParts(configuration: Configuration, options: PartsOptions = {}): Promise<Parts> {
  const { dataDir } = configuration;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = takeDirectory(join(dataDir, 'lock'));
  if (!lock) throw new DirectoryInUse(dataDir);
  let mailbox: Mailbox | undefined;
  const starting: Promise<Part>[] = [
    partOf(configuration.eventStoreUrl, () => eventStoreIn(dataDir, options)),
    partOf(configuration.databaseUrl, () => postgresIn(dataDir)),
    partOf(configuration.smtpUrl, async () => {
      mailbox = await mailboxIn(dataDir);
      return { url: mailbox.smtpUrl, stop: () => mailbox!.stop() };
    }),
  ];
  // The store before PostgreSQL: nothing is recorded any more when the views go.
  const stopAll = async (started: readonly Part[]) => {
    try {
      for (const part of started) await part.stop?.();
    } finally {
      lock.release();
    }
  };
  const settled = await Promise.allSettled(starting);
  const started = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed) {
    await stopAll(started);
    throw failed.reason;
  }
  const [eventStore, database, smtp] = started as [Part, Part, Part];
  let stopping: Promise<void> | undefined;
  return {
    eventStoreUrl: eventStore.url,
    databaseUrl: database.url,
    queueUrl: configuration.queueUrl ?? database.url,
    smtpUrl: smtp.url,
    mailbox,
    broken: Promise.race(started.flatMap(({ ended }) => ended ?? [])),
    stop: () => (stopping ??= stopAll(started)),
  };
}

const partOf = async (url: string | undefined, start: () => Promise<Part>): Promise<Part> => (url ? { url } : start());

// Each embedded part is loaded only when it is needed: they are a good deal of the start.

async function postgresIn(dataDir: string): Promise<Part> {
  const { startPostgres } = await import('./postgres.js');
  const server = await startPostgres({ directory: join(dataDir, 'postgres') });
  const ended = server.exited.then(
    (code) => new Error(`The embedded PostgreSQL ended by itself (${code === null ? 'by a signal' : `code ${code}`}).`),
  );
  return { url: server.url, stop: () => server.stop(), ended };
}

async function mailboxIn(dataDir: string): Promise<Mailbox> {
  const { startMailbox } = await import('./mailbox.js');
  return startMailbox({ directory: dataDir });
}

async function eventStoreIn(dataDir: string, { inThread }: PartsOptions): Promise<Part> {
  const host = await import('#embedded/event-store/host');
  const directory = join(dataDir, 'event-store');
  return inThread ? host.startEventStore({ directory }) : host.startEventStoreThread({ directory });
}
