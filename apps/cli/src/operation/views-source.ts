import { resolve } from 'node:path';
import { findServer, type ServerOptions } from '../server-client.js';
import { readServerFile } from '../server-file.js';
import type { Terminal } from '../terminal.js';
import { readInstallation } from '../up/installation.js';
import { viewsPath, type ViewsAnswer, type ViewsSource } from './views-answer.js';

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
  if (isStopped && readInstallation(directory)) {
    // Only now: the application takes as long to load as everything else together.
    const { stoppedViews } = await import('./stopped-views.js');
    return stoppedViews(options, env, stack);
  }
  const server = findServer(options, env);
  return {
    views: () => server.get<ViewsAnswer>(viewsPath),
    rebuild: (views) => server.post<ViewsAnswer>(`${viewsPath}/rebuild`, { views }),
  };
}
