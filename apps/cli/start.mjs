// `npm start -- FLAGS`: builds when needed, then runs `rapporteur up FLAGS` in this process, so that signals reach it.
import './node-version.mjs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { dist, staleness } from './sources.mjs';

const why = staleness();
if (why) {
  process.stderr.write(`Building (${why}) …\n`);
  const build = spawnSync(process.execPath, [join(import.meta.dirname, 'build.mjs')], { stdio: ['ignore', 2, 2] });
  if (build.signal) process.kill(process.pid, build.signal);
  if (build.status !== 0) process.exit(1);
}

const main = join(dist, 'apps/cli/src/main.js');
process.argv = [process.argv[0], main, 'up', ...process.argv.slice(2)];
await import(main);
