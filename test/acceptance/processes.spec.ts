import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DemoSignIns } from '#access/access.module';
import { ApplicationClock } from '#read-models/application-clock';
import { Database } from '#read-models/database';
import { prepare } from '#read-models/platform.module';
import { Registry } from '#read-models/registry';
import { ApiModule } from '../../apps/api/src/api.module.js';
import { cast } from '../../apps/cli/src/demo/cast.js';
import { commitments } from '../../apps/cli/src/demo/commitments.js';
import { loadDemo } from '../../apps/cli/src/demo/load-demo.js';
import { sessionDay } from '../../apps/cli/src/demo/session-day.js';
import { settingUp } from '../../apps/cli/src/demo/setting-up.js';
import type { Resource } from '../../apps/cli/src/demo/story.js';
import { runStory } from '../../apps/cli/src/demo/story-runner.js';
import { auditCheckpoints, auditedMoves, leaseHolder } from '../faults/audit.js';
import { differencesOf, effectsTwice, gapsAndRepeats, headOf, readLog } from '../faults/checker.js';
import { rebuildViews } from '../support/rebuilt-views.js';
import { Servers, type ApiProcess, type WorkerProcess } from '../support/servers.js';

/** Where the clock stands: all of the story so far has been, and nothing has fallen due. */
const now = '2019-09-13T12:00:00.000Z';
/** The story up to there. */
const story = [...settingUp, ...sessionDay, ...commitments];

let servers: Servers;
let db: pg.Pool;
let apis: readonly ApiProcess[];
let workers: WorkerProcess[];
/** Sign-in links by login, as paths. */
let links: ReadonlyMap<string, string>;
let named: ReadonlyMap<string, Resource>;
let killed: string;

beforeAll(async () => {
  servers = await Servers.start();
  await servers.startEventStore();
  db = new pg.Pool({ connectionString: servers.databaseUrl('test'), max: 3 });
  links = await beginDemo();
  await auditCheckpoints(db);
  workers = ['worker-1', 'worker-2'].map((name) => servers.startWorker(name));
  apis = await Promise.all(['api-1', 'api-2'].map((name) => servers.startApi(name)));
  let killing = Promise.resolve('nobody');
  named = await runStory(story, {
    url: '',
    fetch: atEitherApi,
    headersOf,
    clock: { now: () => now, moveTo: () => Promise.resolve() },
    settled,
    onStep: (done, total) => {
      if (done === total >> 1) killing = killTheOneThatWorks();
    },
  });
  killed = await killing;
});

afterAll(async () => {
  await db?.end();
  await servers?.close();
});

/** The tables, the demo's clock at its place, and the accounts of the story. */
async function beginDemo(): Promise<ReadonlyMap<string, string>> {
  const reach = { eventStoreUrl: servers.eventStoreUrl(), databaseUrl: servers.databaseUrl('set-up') };
  const module = ApiModule.over({ ...reach, publicUrl: 'http://127.0.0.1' });
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  const clock = app.get(ApplicationClock);
  await prepare(app.get(Database), app.get(Registry), clock);
  const nothing = () => Promise.resolve();
  const signIns = await loadDemo({
    clock,
    signIns: app.get(DemoSignIns),
    publicUrl: '',
    loaded: true,
    url: '',
    advance: nothing,
    settled: nothing,
  });
  await clock.moveTo(now);
  await app.close();
  return new Map(cast.map(({ login }, n) => [login, signIns[n]!.url]));
}

let turn = 0;
/** For paths, as the story has them. */
const atEitherApi: typeof fetch = (path, init) =>
  fetch(`${apis[(turn += 1) % apis.length]!.url}${path as string}`, init);

const cookies = new Map<string, Promise<string>>();
async function headersOf(who: string): Promise<{ Cookie: string }> {
  const signIn = async () => {
    const answer = await atEitherApi(links.get(who)!, { redirect: 'manual' });
    return answer.headers.getSetCookie()[0]!.split(';')[0]!;
  };
  const cookie = cookies.get(who) ?? signIn();
  cookies.set(who, cookie);
  return { Cookie: await cookie };
}

async function killTheOneThatWorks(): Promise<string> {
  const holder = await until(() => leaseHolder(db));
  await workers.find(({ name }) => name === holder.client)!.process.kill();
  return holder.client;
}

/** Asks again until there is an answer; the test's own time limit ends a wait in vain. */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    await delay(10);
  }
}

/** Resolves when every view and process manager is at the end of the log, which grows no more. */
async function settled(): Promise<void> {
  await until(async () => {
    const head = await headOf(servers.eventStoreUrl());
    const { rows } = await db.query<{ position: string | null }>('select position from views.checkpoint');
    const isThere = rows.length > 0 && rows.every(({ position }) => position !== null && BigInt(position) >= head);
    return isThere && (await headOf(servers.eventStoreUrl())) === head ? true : undefined;
  });
}

describe('two APIs and two workers on one event store and one database', () => {
  it('tell the story to its end though the worker that works is killed in the middle of it', async () => {
    const log = await readLog(servers.eventStoreUrl());
    expect(gapsAndRepeats(log)).toEqual([]);
    expect(effectsTwice(log, [])).toEqual([]);
    const { rows } = await db.query('select reaction, code from views.parked_command');
    expect(rows).toEqual([]);
    // One by a person, and one by the process manager for each of the five items.
    expect(log.filter(({ type }) => type === 'ClauseDisposed')).toHaveLength(6);
  });

  it('never write one view at the same time', async () => {
    const { faults, clients } = await auditedMoves(db);
    expect(faults).toEqual([]);
    expect(clients[0]).toBe(killed);
    expect(clients.toSorted()).toEqual(['worker-1', 'worker-2']);
  });

  it('hold what one process makes of the log alone', async () => {
    const before = await headOf(servers.eventStoreUrl());
    await db.query('create database alone');
    const databaseUrl = servers.databaseUrl('alone', 'alone');
    await rebuildViews({ eventStoreUrl: servers.eventStoreUrl(), databaseUrl });
    expect(await differencesOf(servers.databaseUrl('test'), databaseUrl)).toEqual([]);
    // What its process managers commanded was in the log already.
    expect(await headOf(servers.eventStoreUrl())).toBe(before);
  });

  it('command once what a process manager commanded before it died, and its successor commands again', async () => {
    const [working] = workers.filter(({ process }) => process.isRunning);
    const successor = servers.startWorker('worker-3');
    const clauseId = named.get('clause-2')!.id;
    const disposals = async () =>
      (await readLog(servers.eventStoreUrl())).filter(
        ({ type, data }) => type === 'ClauseDisposed' && (data as { clauseId: string }).clauseId === clauseId,
      );
    const holder = await db.connect();
    await holder.query(lockCheckpoint);
    await deriveItem(clauseId);
    // Its checkpoint stands before each batch that it has dealt with: batches without the event are let through.
    await until(async () => {
      await until(() => waitingFor(working!));
      if ((await disposals()).length > 0) return true;
      await holder.query(`rollback; ${lockCheckpoint}`);
      return undefined;
    });
    await working!.process.kill();
    await db.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
      working!.name,
    ]);
    await holder.query('rollback');
    holder.release();
    await settled();
    expect(await disposals()).toHaveLength(1);
    expect(effectsTwice(await readLog(servers.eventStoreUrl()), [])).toEqual([]);
    expect(await leaseHolder(db)).toMatchObject({ client: successor.name });
  });
});

const lockCheckpoint = `begin; select 1 from views.checkpoint where name = 'action-item-activation' for update`;

/** Whether a session of the worker waits for a lock. */
async function waitingFor({ name }: WorkerProcess): Promise<true | undefined> {
  const { rows } = await db.query(
    `select 1 from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'`,
    [name],
  );
  return rows.length > 0 ? true : undefined;
}

async function deriveItem(clauseId: string): Promise<void> {
  const { body } = commitments.find((step) => 'key' in step && step.key === 'item-1') as {
    body: (id: unknown) => object;
  };
  const like = body((name: string) => (name === 'clause-1' ? clauseId : named.get(name)!.id));
  const answer = await atEitherApi('/api/v1/action-items', {
    method: 'POST',
    headers: {
      ...(await headersOf('ru-secretary')),
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    },
    body: JSON.stringify({ ...like, number: '2019-1-2' }),
  });
  expect([answer.status, await answer.text()]).toEqual([201, expect.any(String)]);
}
