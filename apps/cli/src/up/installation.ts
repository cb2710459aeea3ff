import { readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError, exitCode } from '../exit-codes.js';

/** What a data directory is for, remembered in its `installation.json` from the first start on. */
export interface Installation {
  readonly demo: boolean;
  /** Whether the demo story has been told to its end; an interrupted one is continued. */
  readonly loaded: boolean;
}

const fileIn = (dataDir: string): string => join(dataDir, 'installation.json');

/** Undefined before the first start. */
export function readInstallation(dataDir: string): Installation | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Installation;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** On disk when it resolves, whole or not at all. */
export async function writeInstallation(dataDir: string, installation: Installation): Promise<void> {
  const written = `${fileIn(dataDir)}.new`;
  const file = await open(written, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(installation)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(written, fileIn(dataDir));
}

export interface Findings {
  readonly remembered: Installation | undefined;
  /** `--empty` was given. */
  readonly empty: boolean;
  /** Whether the database has a demo clock. */
  readonly demoClock: boolean;
  /** Whether the log has no event of the product. */
  readonly logIsEmpty: boolean;
}

/**
 * What this start is to be. A log with events but without a demo clock is somebody's work (a server of their own with a
 * new data directory): no demo is ever told into it.
 * @throws CliError (precondition) for `--empty` on a demo
 */
export function installationFor({ remembered, empty, demoClock, logIsEmpty }: Findings): Installation {
  if (empty && (remembered?.demo || demoClock)) {
    const hint = 'Give another directory with --data, or leave --empty out.';
    throw new CliError('This data holds the demo; it cannot be used with --empty.', exitCode.precondition, hint);
  }
  if (remembered) return remembered;
  return { demo: !empty && (demoClock || logIsEmpty), loaded: false };
}
