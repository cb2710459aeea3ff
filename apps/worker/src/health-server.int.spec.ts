import { afterEach, describe, expect, it } from '@jest/globals';
import type { Readiness } from '#read-models/readiness';
import { serveHealth } from './health-server.js';

let close: (() => void) | undefined;
afterEach(() => close?.());

const part = { ok: true, ms: 1 };
const ready: Readiness = { status: 'ready', eventStore: { ...part, head: '7' }, database: part, views: [] };

/** Asks all three addresses of a worker in that state. */
async function probe(readiness: () => Promise<Readiness | undefined>) {
  const server = await serveHealth({ host: '127.0.0.1', port: 0, readiness });
  close = () => server.close();
  const ask = async (path: string, method = 'GET') => {
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
    return [answer.status, (await answer.json()) as object];
  };
  return { ask, all: () => Promise.all(['live', 'started', 'ready'].map((what) => ask(`/health/${what}`))) };
}

describe('the health of a worker', () => {
  it('is live but not ready while it starts', async () => {
    const { all } = await probe(async () => undefined);
    expect(await all()).toEqual([
      [200, { status: 'live' }],
      [503, { status: 'starting' }],
      [503, { status: 'starting' }],
    ]);
  });

  it('is ready when both servers answer, also with a view that stands still', async () => {
    const degraded: Readiness = {
      ...ready,
      status: 'degraded',
      views: [{ name: 'board', position: '5', parked: { eventType: 'Unheard', position: '6' } }],
    };
    for (const state of [ready, degraded]) {
      const { all } = await probe(async () => state);
      expect(await all()).toEqual([
        [200, { status: 'live' }],
        [200, { status: 'started' }],
        [200, state],
      ]);
      close?.();
    }
  });

  it('is not ready when a server is away, or when it cannot tell', async () => {
    const unready: Readiness = { ...ready, status: 'unready', database: { ok: false, ms: 2, reason: 'unreachable' } };
    const { ask } = await probe(async () => unready);
    expect(await ask('/health/ready')).toEqual([503, unready]);
    expect((await ask('/health/started'))[0]).toBe(200);
    close?.();
    const { ask: askBroken } = await probe(() => Promise.reject(new Error('the password is hunter2')));
    expect(await askBroken('/health/ready')).toEqual([503, { status: 'unready' }]);
  });

  it('has nothing else to tell', async () => {
    const { ask } = await probe(async () => ready);
    expect(await ask('/')).toEqual([404, {}]);
    expect(await ask('/health/ready', 'POST')).toEqual([404, {}]);
  });
});
