// `npm run build [-- --server-only | --if-stale]`: server (TypeScript 7) and console (Vite), in parallel, into dist. Says what it does on stderr.
import './node-version.mjs';
import { spawn } from 'node:child_process';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compiler, dist, fingerprint, root, staleness, stampFile } from './sources.mjs';

/** Runs one tool under this Node; its output goes to stderr. Resolves to whether it succeeded. */
function run(name, cwd, program, ...args) {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    // Also under a test runner, which says `test`: React would come in its development build.
    const env = { ...process.env, NODE_ENV: 'production' };
    const child = spawn(process.execPath, [program, ...args], { cwd, env, stdio: ['ignore', 2, 2] });
    child.once('error', reject);
    child.once('exit', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stderr.write(`build: ${name} ${code === 0 ? 'done' : 'failed'} in ${seconds} s\n`);
      resolve(code === 0);
    });
  });
}

const flag = { type: 'boolean', default: false };
const { values } = parseArgs({ options: { 'server-only': flag, 'if-stale': flag } });
if (values['if-stale'] && !staleness()) process.exit(0);
const withConsole = !values['server-only'];

// Before the build: what changes while it runs makes the result stale.
const sources = fingerprint();
// All of it: a compiled file whose source is gone would still be found by an import.
await rm(dist, { recursive: true, force: true });
await mkdir(dist);

const done = await Promise.all([
  run('server', root, compiler, '-p', 'tsconfig.build.json'),
  ...(withConsole
    ? [
        run(
          'console',
          join(root, 'apps/console'),
          join(root, 'node_modules/vite/bin/vite.js'),
          'build',
          '--logLevel=warn',
        ),
      ]
    : []),
]);
if (done.includes(false)) process.exit(1);

await chmod(join(dist, 'apps/cli/src/main.js'), 0o755);
await writeFile(stampFile, `${JSON.stringify({ sources, console: withConsole })}\n`);
