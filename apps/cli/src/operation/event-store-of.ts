import { resolve } from 'node:path';
import { KurrentLog } from '#event-store/kurrent-log';
import { CliError, exitCode } from '../exit-codes.js';
import { readServerFile } from '../server-file.js';
import type { Terminal } from '../terminal.js';
import { settingsFrom } from '../up/settings.js';

/**
 * The log to read: that of the URL given or configured, else that of the server which runs on the data directory.
 * @throws CliError when none is known, ConfigurationFaults
 */
export function logOf(options: { eventStoreUrl?: string; data?: string }, env: Terminal['env']): KurrentLog {
  const url = options.eventStoreUrl ?? urlFrom(options, env);
  try {
    return new KurrentLog(url);
  } catch {
    // What the client says may repeat the password.
    throw new CliError('This is not a connection string of an event store.', exitCode.usage);
  }
}

function urlFrom({ data }: { data?: string }, env: Terminal['env']): string {
  const running = readServerFile(resolve(data ?? (env['DATA_DIR'] || './data')));
  const url =
    data === undefined ? (settingsFrom({}, env).eventStoreUrl ?? running?.eventStoreUrl) : running?.eventStoreUrl;
  if (url) return url;
  throw new CliError(
    'No event store is known: no server runs on the data directory.',
    exitCode.failure,
    'Start it with `npm start`, or say where it is: --event-store-url URL, or --data DIR.',
  );
}
