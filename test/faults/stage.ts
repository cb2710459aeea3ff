import { setTimeout as delay } from 'node:timers/promises';
import type { Type } from '@nestjs/common';
import pg from 'pg';
import { rebuildViews } from '../support/rebuilt-views.js';
import { Servers, type ApiProcess, type Reach, type WorkerProcess } from '../support/servers.js';
import {
  acknowledgedAndMissing,
  differencesOf,
  effectsTwice,
  gapsAndRepeats,
  headOf,
  readLog,
  rowsApart,
  type Violations,
} from './checker.js';
import type { Outcome } from './client.js';
import { found, type Commission } from './commission.js';
import { Observer } from './observer.js';

/** After healing, views and process managers must be at the end of the log within this time, ms. */
export const healsWithin = 30_000;
/** A fault must be seen within this time, ms. */
export const seenWithin = 10_000;

interface Setting {
  readonly apis?: number;
  readonly workers?: number;
  /** How many items can be derived. */
  readonly clauses?: number;
  /** How the workers reach the servers. */
  readonly reach?: (servers: Servers) => Promise<Reach>;
  /** `later`: APIs and workers start without it, and `begin` starts it. */
  readonly eventStore?: 'first' | 'later';
}

/** An installation in processes of its own with a working group in it, and somebody who watches it. */
export class Stage implements AsyncDisposable {
  readonly apis: ApiProcess[] = [];
  readonly workers: WorkerProcess[] = [];
  readonly db: pg.Pool;
  commission!: Commission;
  observer!: Observer;
  private databases = 0;

  private constructor(
    readonly servers: Servers,
    private readonly clauses: number,
  ) {
    this.db = new pg.Pool({ connectionString: servers.databaseUrl('harness'), max: 4 });
    this.db.on('error', () => undefined);
  }

  /** Starts everything; unless the event store comes later, the working group is there too. */
  static async open({
    apis = 1,
    workers = 1,
    clauses = 600,
    reach,
    eventStore = 'first',
  }: Setting = {}): Promise<Stage> {
    const stage = new Stage(await Servers.start(), clauses);
    try {
      if (eventStore === 'first') await stage.servers.startEventStore();
      for (let n = 1; n <= apis; n += 1) stage.apis.push(await stage.servers.startApi(`api-${n}`));
      for (let n = 1; n <= workers; n += 1)
        stage.workers.push(stage.servers.startWorker(`worker-${n}`, await reach?.(stage.servers)));
      stage.observer = new Observer(stage.servers.databaseUrl('observer'), stage.apis[0]!.url);
      if (eventStore === 'first') await stage.begin();
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Sets the working group up through the APIs. */
  async begin(): Promise<void> {
    this.commission = await found(this.db, () => this.apis.map(({ url }) => url), this.clauses);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.observer?.stop();
    await this.db.end();
    await this.servers.close();
  }

  /**
   * Waits until every view and process manager has dealt with what the log holds now.
   * @param except names of those that are meant to stand still
   * @returns ms since the moment
   * @throws Error when they do not get there within 30 s of it
   */
  async caughtUp(since = performance.now(), except: readonly string[] = []): Promise<number> {
    const head = await headOf(this.servers.eventStoreUrl());
    for (;;) {
      const behind = await this.behind(head, except).catch((error: unknown) => [String(error)]);
      if (behind.length === 0) return performance.now() - since;
      if (performance.now() > since + healsWithin) throw new Error(`behind after healing: ${behind.join(', ')}`);
      await delay(10);
    }
  }

  /** As `caughtUp`, until process managers add nothing to the log any more. */
  async settled(): Promise<void> {
    for (;;) {
      const head = await headOf(this.servers.eventStoreUrl());
      await this.caughtUp();
      if ((await headOf(this.servers.eventStoreUrl())) === head) return;
    }
  }

  /** @returns the name of an empty database */
  async newDatabase(): Promise<string> {
    const name = `faults_${(this.databases += 1)}`;
    await this.db.query(`create database ${name}`);
    return name;
  }

  /** Compares log, answers and views by invariant. The load must have been stopped. */
  async violations(outcomes: readonly Outcome[], modules: readonly Type[] = []): Promise<Violations> {
    await this.settled();
    const eventStoreUrl = this.servers.eventStoreUrl();
    const log = await readLog(eventStoreUrl);
    const url = this.servers.databaseUrl('checker');
    const freshUrl = this.servers.databaseUrl('rebuild', await this.newDatabase());
    await rebuildViews({ eventStoreUrl, databaseUrl: freshUrl, modules });
    const grown = (await readLog(eventStoreUrl)).slice(log.length);
    return {
      I1: acknowledgedAndMissing(log, outcomes),
      I2: [
        ...effectsTwice(log, outcomes),
        ...grown.map(({ type, stream }) => `a process manager repeated ${type} in ${stream}`),
      ],
      I3: gapsAndRepeats(log),
      I4: await differencesOf(url, freshUrl),
      I5: await rowsApart(url, log, this.observer.samples),
    };
  }

  /** Views and process managers whose checkpoint is before a position. */
  private async behind(head: bigint, except: readonly string[]): Promise<string[]> {
    const { rows } = await this.db.query<{ name: string; position: string | null }>(
      'select name, position from views.checkpoint where not name = any($1)',
      [except],
    );
    return rows
      .filter(({ position }) => position === null || BigInt(position) < head)
      .map(({ name, position }) => `${name} at ${position} of ${head}`);
  }
}
