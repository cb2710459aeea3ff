import { CliError, exitCode, type ExitCode } from '../exit-codes.js';
import { Output, type OutputOptions, type Terminal } from '../terminal.js';
import { everything } from './everything.js';
import { readInstallation } from './installation.js';
import { settingsFrom } from './settings.js';

/**
 * Loads the demo into a data directory, or the rest of it, and stops.
 * @throws ConfigurationFaults; CliError when the directory is somebody's own installation
 */
export async function seed(options: OutputOptions & { readonly data?: string }, terminal: Terminal): Promise<ExitCode> {
  const flags = { ...options, port: '0' };
  const { dataDir } = settingsFrom(flags, terminal.env);
  if (readInstallation(dataDir)?.demo === false) {
    const hint = 'Give another directory with --data.';
    throw new CliError(`${dataDir} is an installation of its own, not a demo.`, exitCode.precondition, hint);
  }
  let told = false;
  const code = await everything(flags, terminal, (_ready, _settings, stop) => {
    told = true;
    new Output(terminal, options).data({ dataDir }, [[dataDir]], () => `The demo stands in ${dataDir}.`);
    stop.stop('loaded');
  });
  return code === exitCode.ok && !told ? exitCode.interrupted : code;
}
