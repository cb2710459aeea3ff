import 'reflect-metadata';
import { resolve } from 'node:path';
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
import { viewsPath, type ViewsAnswer } from '../commands/views.js';
import { findServer, type ServerOptions } from '../server-client.js';
import { readServerFile } from '../server-file.js';
import type { Terminal } from '../terminal.js';
import { readInstallation } from '../up/installation.js';
import { settingsFrom } from '../up/settings.js';

/** The views of an installation, whether its server runs or not. */
export interface ViewsSource {
  views(): Promise<ViewsAnswer>;
  /** Empties views; they are then built anew until the source is closed, by a running server to the end. */
  rebuild(names: readonly string[]): Promise<ViewsAnswer>;
}

/**
 * The server that runs; else the parts of the stopped one, started for as long as `stack` is not disposed.
 * @throws CliError when there is neither, ConfigurationFaults, DirectoryInUse
 */
export async function viewsOf(
  options: ServerOptions,
  env: Terminal['env'],
  stack: AsyncDisposableStack,
): Promise<ViewsSource> {
  const directory = resolve(options.data ?? (env['DATA_DIR'] || './data'));
  const isStopped = !options.url && !env['RAPPORTEUR_URL'] && !readServerFile(directory);
  if (isStopped && readInstallation(directory)) return stopped(options, env, stack);
  const server = findServer(options, env);
  return {
    views: () => server.get<ViewsAnswer>(viewsPath),
    rebuild: (views) => server.post<ViewsAnswer>(`${viewsPath}/rebuild`, { views }),
  };
}

async function stopped(
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
