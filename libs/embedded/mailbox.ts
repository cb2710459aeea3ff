import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { takeDirectory } from './directory-lock.js';
import { MailStore, type StoredMail, type StoredMailSummary } from './mail-store.js';

/**
 * The built-in mailbox: where mail goes when no SMTP_URL is given. A faithful SMTP server without relay: it accepts
 * everything for anybody, keeps it, delivers nothing. It stores what it is sent as often as it is sent it.
 */
export interface Mailbox {
  /** `smtp://127.0.0.1:port`, without login or TLS. */
  readonly smtpUrl: string;
  /** Newest first. `to` keeps mails to that envelope recipient, `before` continues after the mail with that id. */
  list(options: { to?: string; limit: number; before?: string }): Promise<StoredMailSummary[]>;
  /** Its text, HTML (raw: never show it as HTML) and headers; undefined when unknown. */
  read(id: string): Promise<StoredMail | undefined>;
  /** The bytes as received; undefined when unknown. */
  readRaw(id: string): Promise<Buffer | undefined>;
  count(): Promise<number>;
  /** Erases one mail for good; does nothing when unknown. */
  remove(id: string): Promise<void>;
  /** Lets transfers finish for up to a second. */
  stop(): Promise<void>;
}

export interface MailboxOptions {
  /** The mails stand in its folder `mailbox`. */
  readonly directory: string;
  /** Fixed TCP port on 127.0.0.1; a free one is taken when left out. */
  readonly port?: number;
}

/** Largest mail, in bytes. */
export const MAIL_SIZE_LIMIT = 10 * 1024 * 1024;

/**
 * Starts the mailbox. A mail is on disk before its 250 is sent.
 * @throws Error when another process has the directory or the port
 */
export async function startMailbox(options: MailboxOptions): Promise<Mailbox> {
  const directory = join(resolve(options.directory), 'mailbox');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = takeDirectory(join(directory, 'lock'));
  if (lock === undefined) throw new Error(`Another process already runs the mailbox in ${directory}.`);
  let store: MailStore | undefined;
  try {
    store = await MailStore.open(directory);
    const server = await listen(store, options.port ?? 0);
    return mailbox(store, server, () => lock.release());
  } catch (error) {
    store?.close();
    lock.release();
    throw error;
  }
}

async function listen(store: MailStore, port: number): Promise<SMTPServer> {
  const server = new SMTPServer({
    name: 'rapporteur',
    banner: 'Rapporteur mailbox',
    size: MAIL_SIZE_LIMIT,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 1_000,
    maxClients: 50,
    onData: (stream, session, answer) => {
      accept(store, stream, session).then(
        (id) => answer(null, `OK stored as ${id}`),
        (error: Error) => answer(error),
      );
    },
  });
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  server.on('error', () => undefined); // a client that went away; nothing of it was accepted
  return server;
}

async function accept(store: MailStore, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
  const raw = await buffer(stream);
  if (stream.sizeExceeded) {
    throw refusal(552, `Error: message exceeds fixed maximum message size ${MAIL_SIZE_LIMIT}`);
  }
  const { mailFrom, rcptTo } = session.envelope;
  try {
    return await store.add({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) }, raw);
  } catch {
    throw refusal(452, 'Error: the message could not be stored, try again later');
  }
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function mailbox(store: MailStore, server: SMTPServer, release: () => void): Mailbox {
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await new Promise<void>((closed) => server.close(closed));
    store.close();
    release();
  };
  return {
    smtpUrl: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    list: async (options) => store.list(options),
    read: (id) => store.read(id),
    readRaw: (id) => store.readRaw(id),
    count: async () => store.count(),
    remove: (id) => store.remove(id),
    stop: () => (stopping ??= stop()),
  };
}
