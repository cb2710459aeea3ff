// `npm run faults -- F1 F5 [--json] [--quick]`: builds when needed, then does harm to the built output under this Node.
import '../../apps/cli/node-version.mjs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { dist, root, staleness } from '../../apps/cli/sources.mjs';

const why = staleness();
if (why) {
  process.stderr.write(`Building (${why}) …\n`);
  const build = spawnSync(process.execPath, [join(root, 'apps/cli/build.mjs')], { stdio: ['ignore', 2, 2] });
  if (build.status !== 0) process.exit(1);
}

const { main } = await import(join(dist, 'test/faults/main.js'));
process.exitCode = await main(process.argv.slice(2));
