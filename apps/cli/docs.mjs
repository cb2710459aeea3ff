// Writes what is generated from the code, or with --check only compares: docs/events.md, docs/views.sql, docs/permissions.md,
// docs/api/openapi.json, the console's API types, the schema lock and the golden samples. Needs a build.
import { globSync, mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import 'reflect-metadata';

const root = join(import.meta.dirname, '../..');
const check = process.argv.includes('--check');
/** Before a release a version may still change shape: the lock and its sample are then rewritten. */
const unreleased = process.argv.includes('--unreleased');
const problems = [];

const { describeEvents, describeViews, describeApi, apiTypes } =
  await import('../../dist/apps/cli/src/docs/describe.js');
const { describePermissions } = await import('../../dist/apps/cli/src/docs/permissions.js');
const types = [];
for (const file of globSync('dist/libs/*/*.events.js', { cwd: root }).sort()) {
  const exported = await import(join(root, file));
  for (const value of Object.values(exported))
    if (typeof value === 'function' && 'schema' in value) types.push({ value, file });
}
const { lock, golden, markdown } = describeEvents(types);

put('docs/events.md', markdown);
put('docs/views.sql', await describeViews());
put('docs/permissions.md', await describePermissions());
const openapi = await describeApi();
put('docs/api/openapi.json', openapi);
put('apps/console/src/api.gen.ts', await apiTypes(JSON.parse(openapi)));
putLock('test/architecture/events.lock.json', lock);
for (const [name, sample] of Object.entries(golden)) putGolden(`test/architecture/golden/${name}.json`, sample);

if (problems.length > 0) {
  process.stderr.write(problems.map((problem) => `${problem}\n`).join(''));
  process.exit(1);
}
process.exit(0);

function put(path, text) {
  const before = read(path);
  if (before === text) return;
  if (check) problems.push(`${path} is not what the code says: run npm run docs`);
  else write(path, text);
}

/** A version that is locked keeps its hash for ever. */
function putLock(path, next) {
  const known = JSON.parse(read(path) ?? '{}');
  for (const [name, hash] of Object.entries(known)) {
    const now = next[name];
    if (now !== undefined && now !== hash && !unreleased)
      problems.push(`${name}: the schema changed without a new version`);
  }
  const kept = Object.entries(unreleased ? next : { ...known, ...next }).sort(([a], [b]) => (a < b ? -1 : 1));
  if (problems.length === 0) put(path, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}

/** A sample is written once per version and never again. */
function putGolden(path, sample) {
  if (existsSync(join(root, path)) && !unreleased) return;
  put(path, sample);
}

function read(path) {
  const absolute = join(root, path);
  return existsSync(absolute) ? readFileSync(absolute, 'utf8') : undefined;
}

function write(path, text) {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
  process.stderr.write(`wrote ${path}\n`);
}
