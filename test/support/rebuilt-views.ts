import { setTimeout as delay } from 'node:timers/promises';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventLog } from '#event-store/event-log';
import { ApplicationClock } from '#read-models/application-clock';
import { Database } from '#read-models/database';
import { prepare } from '#read-models/platform.module';
import { Projector } from '#read-models/projector';
import { Registry } from '#read-models/registry';
import { ApiModule } from '../../apps/api/src/api.module.js';

/** How long the rebuild may take, ms. */
const longest = 60_000;

interface Rebuild {
  readonly eventStoreUrl: string;
  /** An empty database. */
  readonly databaseUrl: string;
  /** Brings what the log holds beside the product's own events. */
  readonly modules?: readonly Type[];
}

/**
 * Projects the whole log into an empty database, by one process that nothing disturbs. Process managers react too: what
 * they command is in the log already, so it must not grow.
 * @throws Error when a view is parked or the end is not reached in time
 */
export async function rebuildViews({ eventStoreUrl, databaseUrl, modules = [] }: Rebuild): Promise<void> {
  class Rebuilding {}
  const module: DynamicModule = {
    module: Rebuilding,
    imports: [ApiModule.over({ eventStoreUrl, databaseUrl, publicUrl: 'http://127.0.0.1' }), ...modules],
  };
  const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  const projector = app.get(Projector);
  try {
    await prepare(app.get(Database), app.get(Registry), app.get(ApplicationClock));
    await projector.start();
    await atTheEnd(app.get(EventLog), app.get(Registry), projector);
  } finally {
    await projector.stop();
    await app.close();
  }
}

async function atTheEnd(log: EventLog, { prefixes }: Registry, projector: Projector): Promise<void> {
  const giveUp = performance.now() + longest;
  for (;;) {
    const states = projector.state();
    const parked = states.find((state) => state.parked);
    if (parked) throw new Error(`${parked.name} is parked: ${parked.parked!.reason}`);
    const slowest = states.some(({ position }) => position === null)
      ? null
      : states.map(({ position }) => BigInt(position!)).reduce((a, b) => (a < b ? a : b));
    const [ahead] = await log.readAll({ after: slowest, prefixes, limit: 1 });
    if (!ahead) return;
    if (performance.now() > giveUp) throw new Error(`the rebuild stands at ${String(slowest)} after ${longest} ms`);
    await delay(20);
  }
}
