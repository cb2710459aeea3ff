import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEventStore } from '#embedded/event-store/host';
import { KurrentLog } from '#event-store/kurrent-log';
import { anAppend } from '../../../../test/support/tally.js';
import { exitCode } from '../exit-codes.js';
import { run } from '../program.js';
import { writeServerFile } from '../server-file.js';

let folder: string;
let store: Awaited<ReturnType<typeof startEventStore>>;
let log: KurrentLog;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapporteur-events-'));
  store = await startEventStore({ directory: join(folder, 'store') });
  log = new KurrentLog(store.url);
  for (const [stream, day] of [
    ['tally-1', '11'],
    ['tally-2', '12'],
    ['other-1', '13'],
  ] as const) {
    const event = anAppend(1);
    const metadata = { ...event.metadata, recordedAt: `2019-09-${day}T12:00:00.000Z` };
    await log.append(stream, -1n, [
      { ...event, metadata },
      { ...event, id: randomUUID(), type: 'Odd', metadata },
    ]);
  }
});
afterAll(async () => {
  await log.close();
  await store.stop();
  await rm(folder, { recursive: true });
});

/** Runs `events`; `seen` is told of each line. */
async function events(line: string, env: Record<string, string> = {}, seen?: (line: string) => void) {
  let [out, err] = ['', ''];
  const terminal = {
    out: (text: string) => {
      out += text;
      seen?.(text);
    },
    err: (text: string) => void (err += text),
    env: { EVENTSTORE_URL: store.url, DATA_DIR: folder, ...env },
    colour: false,
  };
  const code = await run(['events', ...line.split(' ').filter(Boolean)], terminal);
  return { code, out, err };
}
const places = async (line: string) =>
  (await events(`${line} --json`)).out
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((each) => JSON.parse(each) as { stream: string; revision: string; type: string })
    .map(({ stream, revision }) => `${stream}@${revision}`);

describe('events', () => {
  it.each([
    ['', ['tally-1@0', 'tally-1@1', 'tally-2@0', 'tally-2@1', 'other-1@0', 'other-1@1']],
    ['--stream tally-', ['tally-1@0', 'tally-1@1', 'tally-2@0', 'tally-2@1']],
    ['--stream tally-2', ['tally-2@0', 'tally-2@1']],
    ['--type Odd', ['tally-1@1', 'tally-2@1', 'other-1@1']],
    ['--since 2019-09-12 --until 2019-09-13T12:00Z', ['tally-2@0', 'tally-2@1']],
    ['--limit 3', ['tally-1@0', 'tally-1@1', 'tally-2@0']],
    ['--type Nothing', []],
  ])('with "%s" shows %j', async (line, shown) => {
    expect(await places(line)).toEqual(shown);
  });

  it('is a line for people', async () => {
    const { code, out } = await events('--stream other- --type Odd');
    expect(code).toBe(exitCode.ok);
    expect(out).toMatch(/^ *\d+ {2}2019-09-13T12:00:00\.000Z {2}other-1@1 {2}Odd {2}\{.*\}\n$/);
  });

  it('goes on with what is recorded, up to the limit', async () => {
    const first = Promise.withResolvers<void>();
    const following = events('--stream followed- --limit 2 --follow', {}, () => first.resolve());
    await log.append('followed-1', -1n, [anAppend(1)]);
    await first.promise;
    await log.append('followed-2', -1n, [anAppend(1)]);
    const { code, out } = await following;
    expect([code, out.trim().split('\n').length]).toEqual([exitCode.ok, 2]);
  });

  it('finds the event store of the server on the data directory; says so when there is none', async () => {
    expect(await events('', { EVENTSTORE_URL: '' })).toMatchObject({
      code: exitCode.failure,
      err: expect.stringContaining('No event store is known'),
    });
    const server = { url: 'http://127.0.0.1:9', pid: process.pid, operatorToken: 'x', eventStoreUrl: store.url };
    await writeServerFile(folder, server);
    const { out } = await events('--stream other- --type Odd', { EVENTSTORE_URL: '' });
    expect(out).toContain('other-1@1');
  });

  it('does not repeat a URL that cannot be used', async () => {
    const { code, err } = await events('--event-store-url http://someone:secret@127.0.0.1');
    expect(code).toBe(exitCode.usage);
    expect(err).not.toContain('secret');
  });
});
