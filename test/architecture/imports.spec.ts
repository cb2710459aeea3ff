import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allowed, devPackages, forbidden, packages, targets, undeclaredPackages } from './planted.js';

const root = join(import.meta.dirname, '../..');
const rulesFile = '.dependency-cruiser.mjs';

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}
interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly Violation[];
    readonly ruleSetUsed: { forbidden: { name: string }[] };
  };
}

/** Runs dependency-cruiser with the repository's rules in a directory. */
async function cruise(directory: string): Promise<Cruise> {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, '--config', rulesFile, '--output-type', 'json', 'libs', 'apps', 'test'],
    { cwd: directory, maxBuffer: 1 << 28 },
  );
  return JSON.parse(stdout) as Cruise;
}

const broken = (run: Cruise) => run.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);

async function write(directory: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
}

/** A model of the repository with the real rules, the real compiler settings and the real `#*` imports. */
async function model(...trees: Record<string, string>[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'rapporteur-imports-'));
  const { imports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { imports: unknown };
  const versions = (names: string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
  const manifest = {
    name: 'model',
    type: 'module',
    imports,
    dependencies: versions(packages),
    devDependencies: versions(devPackages),
  };
  await write(directory, { 'package.json': JSON.stringify(manifest) });
  for (const name of [...packages, ...devPackages, ...undeclaredPackages]) {
    await write(directory, {
      [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'main.js' }),
      [`node_modules/${name}/main.js`]: '',
    });
  }
  for (const file of [rulesFile, 'tsconfig.json']) await cp(join(root, file), join(directory, file));
  for (const tree of trees) await write(directory, tree);
  return directory;
}

describe('who may import whom', () => {
  it('holds in the repository', async () => {
    const run = await cruise(root);
    expect(run.modules.filter(({ source }) => source.startsWith('libs/')).length).toBeGreaterThan(0);
    expect(broken(run)).toEqual([]);
  });

  describe('as rules that can fail', () => {
    const made: string[] = [];
    let clean: Cruise;
    let dirty: Cruise;

    beforeAll(async () => {
      made.push(await model(allowed));
      made.push(await model(allowed, targets, Object.fromEntries(forbidden.map(([, file, text]) => [file, text]))));
      clean = await cruise(made[0]!);
      dirty = await cruise(made[1]!);
    });

    afterAll(async () => {
      for (const directory of made) await rm(directory, { recursive: true, force: true });
    });

    it('lets everything through that is meant to pass', () => {
      expect(broken(clean)).toEqual([]);
      const seen = new Set(clean.modules.map(({ source }) => source));
      expect(Object.keys(allowed).filter((path) => !seen.has(path))).toEqual([]);
    });

    it.each(forbidden)('%s stops %s', (rule, file) => {
      const fired = dirty.summary.violations
        .filter(({ from }) => from === file)
        .map((violation) => violation.rule.name);
      expect(fired).toContain(rule);
    });

    it('accuses only the planted files', () => {
      const planted = new Set(forbidden.map(([, file]) => file));
      expect(dirty.summary.violations.filter(({ from }) => !planted.has(from))).toEqual([]);
    });

    it('has a planted violation for every rule', () => {
      const planted = new Set(forbidden.map(([rule]) => rule));
      expect(dirty.summary.ruleSetUsed.forbidden.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual(
        [],
      );
    });
  });
});
