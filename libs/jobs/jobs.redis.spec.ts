import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { testJobQueue } from '../../test/support/job-queue-tests.js';
import { connectJobs } from './job-queue.js';

const url = process.env['REDIS_URL'];
let admin: Redis;

beforeAll(() => {
  if (!url) throw new Error('REDIS_URL must name a Redis for the tests; `.ci/run` starts one.');
  admin = new Redis(url);
});
afterAll(async () => {
  for (const key of await admin.keys(`jobs_${process.pid}_*`)) await admin.del(key);
  await admin.quit();
});

const cutConnections = async (): Promise<void> => void (await admin.client('KILL', 'TYPE', 'normal'));

describe('the queue on Redis', () => {
  testJobQueue(() => ({ url: url!, cutConnections }));

  it('says so when nobody answers', async () => {
    const nobody = createServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as AddressInfo;
    nobody.close();
    await once(nobody, 'close');
    await expect(connectJobs({ url: `redis://127.0.0.1:${port}` })).rejects.toThrow(/ECONNREFUSED/);
  });
});
