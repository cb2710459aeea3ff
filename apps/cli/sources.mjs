import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Root of the repository. */
export const root = join(import.meta.dirname, '../..');
export const dist = join(root, 'dist');
/** Holds the fingerprint of the sources that dist was built from; written last. */
export const stampFile = join(dist, '.built');
/** TypeScript 7 has no bin of its own name: TypeScript 6 owns `tsc`. */
export const compiler = join(root, 'node_modules/typescript-7/bin/tsc');

const folders = ['apps', 'libs', 'test/support', 'test/bench', 'test/faults'];
const files = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const source = /\.(ts|tsx|mjs|js|json|css|html|svg|ttf|woff2|sql)$/;
const skipped = /^(node_modules|dist|\..*)$|\.spec\.tsx?$/;

/**
 * A hash of names and contents of everything the build reads. Contents, not times: a clone, a copy or a container layer
 * changes the times only.
 */
export function fingerprint() {
  const hash = createHash('sha256');
  const read = (path) =>
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  const walk = (folder) => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (skipped.test(entry.name)) continue;
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (source.test(entry.name)) read(path);
    }
  };
  for (const folder of folders) if (existsSync(join(root, folder))) walk(folder);
  for (const file of files) read(file);
  return hash.digest('hex');
}

/** Why dist has to be built, or undefined when it is up to date. */
export function staleness() {
  if (!existsSync(stampFile)) return 'not built yet';
  // An installation without development packages brings its dist along.
  if (!existsSync(compiler)) return undefined;
  const built = JSON.parse(readFileSync(stampFile, 'utf8'));
  if (built.sources !== fingerprint()) return 'sources changed since the last build';
  return built.console ? undefined : 'the console is not built yet';
}
