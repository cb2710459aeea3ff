import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { readConfiguration, type Configuration } from '#embedded/configuration';
import type { Terminal } from '../terminal.js';

/** Flags of `up`, as they stand on the command line. */
export interface UpFlags {
  readonly data?: string;
  readonly port?: string;
  readonly host?: string;
  readonly empty?: boolean;
  readonly quiet?: boolean;
}

/** Settings of `up` from flags, else the environment, else the file `.env` of the working directory. */
export function settingsFrom(flags: UpFlags, env: Terminal['env']): Configuration {
  const { data: DATA_DIR, port: PORT, host: HOST } = flags;
  return readConfiguration({ ...fromFile(), ...env }, { DATA_DIR, PORT, HOST });
}

function fromFile(): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync('.env', 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
