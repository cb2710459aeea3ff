import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFile, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { startEventStore } from './host.js';
import { DATABASE_FILE } from './store.js';
import {
  collect,
  type Fixture,
  freshStream,
  numbered,
  numbersOf,
  Recording,
  startFixture,
} from '../../../test/support/embedded-store.js';

describe('a restart', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(() => fixture.stop());

  it('keeps events, order, metadata, deletes and tombstones', async () => {
    const [kept, limited, hidden, closed] = ['kept', 'limited', 'hidden', 'closed'].map((name) => freshStream(name));
    for (const stream of [kept!, limited!, hidden!, closed!]) {
      await fixture.client.appendToStream(stream, numbered(5));
    }
    await fixture.client.setStreamMetadata(limited!, { maxCount: 2 });
    await fixture.client.deleteStream(hidden!);
    await fixture.client.tombstoneStream(closed!);
    const before = await collect(fixture.client.readAll());
    await fixture.restart();
    expect(await collect(fixture.client.readAll())).toEqual(before);
    expect(numbersOf(await collect(fixture.client.readStream(limited!)))).toEqual([3, 4]);
    await expect(collect(fixture.client.readStream(hidden!))).rejects.toMatchObject({ type: 'stream-not-found' });
    await expect(collect(fixture.client.readStream(closed!))).rejects.toMatchObject({ type: 'stream-deleted' });
    const after = await fixture.client.appendToStream(kept!, numbered(1, 5), { streamState: 4n });
    expect(after.position!.commit).toBeGreaterThan(before.at(-1)!.event!.position!.commit);
  });

  it('still recognises repeats', async () => {
    const stream = freshStream();
    const [first, second] = [numbered(2), numbered(2, 2)];
    const exact = await fixture.client.appendToStream(stream, first, { streamState: 'no_stream' });
    const any = await fixture.client.appendToStream(stream, second);
    await fixture.restart();
    expect(await fixture.client.appendToStream(stream, first, { streamState: 'no_stream' })).toEqual(exact);
    expect(await fixture.client.appendToStream(stream, second)).toEqual(any);
    expect(await collect(fixture.client.readStream(stream))).toHaveLength(4);
  });

  it('keeps the address, and a subscription goes on from where it was', async () => {
    const stream = freshStream();
    await fixture.client.appendToStream(stream, numbered(3));
    const { url } = fixture.handle;
    const broken = new Recording(fixture.client.subscribeToAll({ fromPosition: 'start' }));
    await broken.until(() => broken.order.includes('caughtUp'));
    await fixture.handle.stop();
    await broken.until(() => broken.error !== undefined);
    expect(broken.error).toMatchObject({ type: 'unavailable' });
    await fixture.restart();
    expect(fixture.handle.url).toBe(url);
    await fixture.client.appendToStream(stream, numbered(1, 3));
    const resumed = new Recording(
      fixture.client.subscribeToAll({ fromPosition: broken.events.at(-1)!.event!.position! }),
    );
    await resumed.until(() => resumed.order.includes('caughtUp'));
    await resumed.stop();
    expect(numbersOf(resumed.events)).toEqual([3]);
  });

  it('loses nothing that was acknowledged while it was stopping', async () => {
    const acknowledged: unknown[] = [];
    const busy = Promise.withResolvers<void>();
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      const stream = freshStream();
      for (let round = 0; ; round++) {
        const n = writer * 1_000_000 + round;
        await fixture.client.appendToStream(stream, numbered(1, n));
        if (acknowledged.push(n) === 200) busy.resolve();
      }
    });
    const ended = Promise.allSettled(writers);
    await busy.promise;
    await fixture.handle.stop();
    for (const outcome of await ended) expect(outcome.status).toBe('rejected');
    await fixture.restart();
    const stored = new Set(numbersOf(await collect(fixture.client.readAll())));
    expect(acknowledged.filter((n) => !stored.has(n))).toEqual([]);
  });
});

describe('starting', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'event-store-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('is refused on a directory that is in use', async () => {
    const first = await startEventStore({ directory });
    await expect(startEventStore({ directory })).rejects.toMatchObject({
      name: 'EventStoreOpenError',
      reason: 'in_use',
      message: expect.stringContaining(directory),
    });
    const client = KurrentDBClient.connectionString(first.url);
    await client.appendToStream('still-works', numbered(1));
    await client.dispose();
    await first.stop();
    await (await startEventStore({ directory })).stop();
  });

  it('is refused on a file that is no event store, and leaves it alone', async () => {
    const file = join(directory, DATABASE_FILE);
    await writeFile(file, 'this is no database '.repeat(500));
    await expect(startEventStore({ directory })).rejects.toMatchObject({
      name: 'EventStoreOpenError',
      reason: 'damaged',
    });
    expect(await readFile(file, 'utf8')).toBe('this is no database '.repeat(500));
  });

  it.each(['overwritten', 'cut off'])('is refused on a file that was %s in the middle', async (damage) => {
    const handle = await startEventStore({ directory });
    const client = KurrentDBClient.connectionString(handle.url);
    await client.appendToStream('filled', numbered(2000));
    await client.dispose();
    await handle.stop();
    const file = join(directory, DATABASE_FILE);
    const { size } = await stat(file);
    const opened = await open(file, 'r+');
    if (damage === 'cut off') await opened.truncate(Math.floor(size / 8192) * 4096);
    else await opened.write(Buffer.alloc(8192, 0xa5), 0, 8192, Math.floor(size / 8192) * 4096);
    await opened.close();
    await expect(startEventStore({ directory })).rejects.toMatchObject({
      name: 'EventStoreOpenError',
      reason: 'damaged',
    });
  });

  it('takes another port when the remembered one is taken, and refuses a given one that is', async () => {
    const first = await startEventStore({ directory });
    await first.stop();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(first.port, '127.0.0.1', resolve));
    try {
      const second = await startEventStore({ directory });
      expect(second.port).not.toBe(first.port);
      await second.stop();
      await expect(startEventStore({ directory, port: first.port })).rejects.toThrow(`Port ${first.port}`);
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
    const given = await startEventStore({ directory, port: first.port });
    expect(given.port).toBe(first.port);
    await Promise.all([given.stop(), given.stop()]);
  });

  it('does not mind a port file that makes no sense', async () => {
    await appendFile(join(directory, 'port'), 'no port');
    const handle = await startEventStore({ directory });
    expect(handle.url).toMatch(/^kurrentdb:\/\/127\.0\.0\.1:\d+\?tls=false&discoveryInterval=10$/);
    await handle.stop();
  });
});
