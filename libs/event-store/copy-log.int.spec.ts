import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuid5 } from '#kernel/ids';
import type { EventMetadata } from '#kernel/command';
import { startStore, type StoreFixture } from '../../test/support/store-fixture.js';
import { copyLog } from './copy-log.js';
import type { RecordedEvent } from './event-log.js';
import type { KurrentLog } from './kurrent-log.js';

let stores: StoreFixture[] = [];
let from: KurrentLog;
let to: KurrentLog;
const prefixes = ['copied-'];

const event = (name: string) => ({
  id: uuid5('copy', name),
  type: 'Happened',
  data: { name },
  metadata: { schemaVersion: 1, recordedAt: '2019-09-11T12:00:00.000Z' } as EventMetadata,
});
const without = ({ position: _own, ...rest }: RecordedEvent) => rest;
const all = async (log: KurrentLog) => (await log.readAll({ after: null, prefixes, limit: 5_000 })).map(without);

beforeAll(async () => {
  stores = [await startStore(), await startStore()];
  [from, to] = [stores[0]!.open(), stores[1]!.open()];
  // More than a page, in streams that take turns.
  for (let n = 0; n < 260; n += 1)
    for (const stream of ['copied-a', 'copied-b']) await from.append(stream, BigInt(n) - 1n, [event(`${stream} ${n}`)]);
  await from.append('kept-apart', -1n, [event('apart')]);
});
afterAll(async () => {
  for (const store of stores) await store.close();
});

describe('copying a log', () => {
  it('keeps ids, streams, revisions, contents and order', async () => {
    const told: number[] = [];
    expect(await copyLog(from, to, prefixes, (copied) => told.push(copied))).toBe(520);
    expect(told).toEqual([500, 520]);
    expect(await all(to)).toEqual(await all(from));
    expect(await to.read('kept-apart', 0n)).toEqual([]);
  });

  it('may be repeated, and takes up what came since', async () => {
    const head = await to.head();
    await copyLog(from, to, prefixes);
    expect(await to.head()).toBe(head);
    await from.append('copied-a', 259n, [event('later')]);
    expect(await copyLog(from, to, prefixes)).toBe(521);
    expect(await all(to)).toEqual(await all(from));
  });

  it('stops at a log that has gone another way', async () => {
    await to.append('copied-b', 259n, [event('elsewhere')]);
    await from.append('copied-b', 259n, [event('here')]);
    await expect(copyLog(from, to, prefixes)).rejects.toThrow('copied-b is not the same in both logs');
  });
});
