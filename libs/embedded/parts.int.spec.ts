import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jsonEvent, KurrentDBClient } from '@kurrent/kurrentdb-client';
import pg from 'pg';
import { readConfiguration, type Configuration } from './configuration.js';
import { DirectoryInUse, startParts, type Parts } from './parts.js';

let folder: string;
let running: Parts[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapporteur-parts-'));
  running = [];
});
afterEach(async () => {
  for (const parts of running) await parts.stop();
  await rm(folder, { recursive: true });
});

const configuration = (settings: Record<string, string> = {}): Configuration =>
  readConfiguration({ DATA_DIR: folder, ...settings });

async function start(of: Configuration): Promise<Parts> {
  const parts = await startParts(of, { inThread: true });
  running.push(parts);
  return parts;
}

/** Whether something accepts connections behind the URL. */
function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });
}

async function select(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('startParts', () => {
  it('starts every part that has no URL, keeps their data over a restart, and stops them', async () => {
    const first = await start(configuration());
    expect(first.queueUrl).toBe(first.databaseUrl);
    expect(first.mailbox?.smtpUrl).toBe(first.smtpUrl);
    await select(first.databaseUrl, 'create table kept as select 42 as answer');
    const client = KurrentDBClient.connectionString(first.eventStoreUrl);
    await client.appendToStream('kept-1', [jsonEvent({ type: 'Kept', data: { answer: 42 } })]);
    await client.dispose();
    await first.stop();
    for (const url of [first.eventStoreUrl, first.databaseUrl, first.smtpUrl]) expect(await answers(url)).toBe(false);

    const second = await start(configuration());
    expect(await select(second.databaseUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
    const again = KurrentDBClient.connectionString(second.eventStoreUrl);
    const types = [];
    for await (const { event } of again.readStream('kept-1')) types.push(event?.type);
    await again.dispose();
    expect(types).toEqual(['Kept']);
  });

  it('starts nothing for what has a URL', async () => {
    const urls = {
      EVENTSTORE_URL: 'kurrentdb://store:2113?tls=false',
      DATABASE_URL: 'postgres://database/rapporteur',
      QUEUE_URL: 'redis://queue',
      SMTP_URL: 'smtp://mail',
      MAIL_FROM: 'office@example.org',
    };
    const parts = await start(configuration(urls));
    expect(parts).toMatchObject({
      eventStoreUrl: urls.EVENTSTORE_URL,
      databaseUrl: urls.DATABASE_URL,
      queueUrl: urls.QUEUE_URL,
      smtpUrl: urls.SMTP_URL,
    });
    expect(parts.mailbox).toBeUndefined();
    for (const name of ['postgres', 'event-store', 'mailbox']) expect(existsSync(join(folder, name))).toBe(false);
  });

  it('refuses a second one on the same data directory, until the first has stopped', async () => {
    const only = { DATABASE_URL: 'postgres://database/rapporteur', EVENTSTORE_URL: 'kurrentdb://store:2113' };
    const first = await start(configuration(only));
    await expect(startParts(configuration(only), { inThread: true })).rejects.toThrow(DirectoryInUse);
    await first.stop();
    await start(configuration(only));
  });

  it('stops what has started when one part cannot, and lets the directory go', async () => {
    await writeFile(join(folder, 'postgres'), 'not a directory');
    await expect(startParts(configuration(), { inThread: true })).rejects.toThrow('postgres');
    await rm(join(folder, 'postgres'));
    const parts = await start(configuration());
    expect(await answers(parts.smtpUrl)).toBe(true);
  });
});
