import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { startParts } from '#embedded/parts';
import { EventLog } from '#event-store/event-log';
import { ApplicationClock } from '#read-models/application-clock';
import { Database } from '#read-models/database';
import { prepare } from '#read-models/platform.module';
import { Projector } from '#read-models/projector';
import { Registry } from '#read-models/registry';
import { ViewRebuilds } from '#read-models/view-rebuilds';
import { ApiModule } from '../../../api/src/api.module.js';
import type { ServerOptions } from '../server-client.js';
import type { Terminal } from '../terminal.js';
import { settingsFrom } from '../up/settings.js';
import type { ViewsSource } from './views-answer.js';

/** The views of a stopped server: its parts and its projector, started for as long as `stack` is not disposed. */
export async function stoppedViews(
  { data }: ServerOptions,
  env: Terminal['env'],
  stack: AsyncDisposableStack,
): Promise<ViewsSource> {
  const parts = await startParts(settingsFrom({ data }, env));
  stack.defer(() => parts.stop());
  const { eventStoreUrl, databaseUrl } = parts;
  // Nothing is served, so no link is made with the address.
  const module = ApiModule.over({ eventStoreUrl, databaseUrl, publicUrl: 'http://127.0.0.1' });
  const app = await NestFactory.createApplicationContext(module, { abortOnError: false, logger: false });
  stack.defer(() => app.close());
  await prepare(app.get(Database), app.get(Registry), app.get(ApplicationClock));
  const projector = app.get(Projector);
  stack.defer(() => projector.stop());
  const rebuilds = app.get(ViewRebuilds);
  const views = async () => {
    const [head, events, standings] = await Promise.all([
      app.get(EventLog).head(),
      rebuilds.eventCount(),
      rebuilds.standings(),
    ]);
    return { head: String(head), events, views: standings };
  };
  return {
    views,
    async rebuild(names) {
      const { events } = await views();
      await rebuilds.rebuild(names);
      const emptied = await views();
      await projector.start();
      return { ...emptied, events };
    },
  };
}
