import type { Configuration } from '#embedded/configuration';
import { DirectoryInUse, startParts, type Parts } from '#embedded/parts';
import { CliError, exitCode, type ExitCode } from '../exit-codes.js';
import { readServerFile } from '../server-file.js';
import { Output, type Terminal } from '../terminal.js';
import { portFor } from './port.js';
import type { Ready } from './ready.js';
import { settingsFrom, type UpFlags } from './settings.js';
import { StopRequest } from './stop-request.js';

/** Called when everything serves. */
export type WhenReady = (ready: Ready, settings: Configuration, stop: StopRequest) => void;

/**
 * Starts everything in this process, and serves until it is asked to stop: by a signal, or by `whenReady`.
 * @returns 0 after a clean stop, 1 when an embedded part ended by itself
 * @throws ConfigurationFaults, CliError
 */
export async function everything(flags: UpFlags, terminal: Terminal, whenReady: WhenReady): Promise<ExitCode> {
  const output = new Output(terminal, { quiet: flags.quiet });
  const configured = settingsFrom(flags, terminal.env);
  const settings = { ...configured, port: await portFor(configured.host, configured.port) };
  using stop = new StopRequest(terminal);
  await using stack = new AsyncDisposableStack();
  const starting = partsOf(settings);
  // Also when something else fails before they have started.
  stack.defer(() =>
    starting.then(
      (started) => started.stop(),
      () => undefined,
    ),
  );
  // Loading Nest and the capabilities takes as long as PostgreSQL takes to start.
  const [parts, { serve }] = await Promise.all([starting, import('./serve.js')]);
  void parts.broken.then((reason) => stop.stop(reason));
  const served = await serve({ settings, parts, empty: flags.empty ?? false, stop, output }, stack);
  if (served) whenReady({ ...served, ...parts }, settings, stop);
  const reason = await stop.requested;
  if (reason instanceof Error) {
    terminal.err(`error: ${reason.message}\n`);
    return exitCode.failure;
  }
  output.note(`${String(reason)}: stopping`);
  return exitCode.ok;
}

/** @throws CliError when another process works on the directory */
async function partsOf(settings: Configuration): Promise<Parts> {
  try {
    return await startParts(settings);
  } catch (error) {
    if (!(error instanceof DirectoryInUse)) throw error;
    const running = readServerFile(error.directory);
    const where = running ? ` It serves ${running.url} (process ${running.pid}).` : '';
    const hint = 'Stop it, or give another directory with --data.';
    throw new CliError(`${error.message}${where}`, exitCode.precondition, hint);
  }
}
