// `npm test`: every check and every test, in this order; with names of Jest projects, the tests of those alone. Each check
// counts as one test. Ends with "N passed, N failed".
import '../apps/cli/node-version.mjs';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = (name) => join(root, 'node_modules', name);
const typescript = bin('typescript-7/bin/tsc');

/** A step that hangs is a failure, not a test run that never ends; ms. */
const stepLimit = 20 * 60_000;

const checks = {
  lint: [[bin('oxlint/bin/oxlint'), '--type-aware']],
  format: [[bin('oxfmt/bin/oxfmt'), '--check']],
  types: ['.', 'apps/console'].map((folder) => [typescript, '-p', join(root, folder, 'tsconfig.json'), '--noEmit']),
  build: [[join(root, 'apps/cli/build.mjs')]],
};
const projects = ['unit', 'architecture', 'integration', 'acceptance'];

/** Runs a program under this Node. Resolves to whether it ended with 0 in time. */
function succeeds(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 1, 2], timeout: stepLimit });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
}

async function check(commands) {
  for (const command of commands) if (!(await succeeds(...command))) return { passed: 0, failed: 1, notes: [] };
  return { passed: 1, failed: 0, notes: [] };
}

async function jest(project) {
  const folder = mkdtempSync(join(tmpdir(), 'rapporteur-test-'));
  const outputFile = join(folder, 'result.json');
  try {
    const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    const options = ['--ci', '--maxWorkers', '2', '--selectProjects', project, '--json', '--outputFile', outputFile];
    const ended = await succeeds(...flags, bin('jest/bin/jest.js'), ...options);
    return counted(JSON.parse(readFileSync(outputFile, 'utf8')), ended);
  } catch (error) {
    return { passed: 0, failed: 1, notes: [`no result: ${error.message}`] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A test that did not run is a failure, and so is a file that could not be loaded. */
function counted(result, ended) {
  const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = result;
  const kinds = [
    [numFailedTests, 'failed'],
    [numPendingTests + numTodoTests, 'skipped or to do'],
    [numRuntimeErrorTestSuites, 'files that could not be run'],
  ];
  const failed = kinds.reduce((sum, [count]) => sum + count, 0);
  const notes = kinds.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  if (failed > 0) return { passed, failed, notes };
  if (!ended || passed === 0) return { passed, failed: 1, notes: [passed === 0 ? 'no test was run' : 'Jest failed'] };
  return { passed, failed, notes };
}

const asked = process.argv.slice(2);
const steps = [
  ...(asked.length > 0 ? [] : Object.entries(checks)).map(([name, commands]) => ({ name, run: () => check(commands) })),
  ...(asked.length > 0 ? asked : projects).map((project) => ({ name: `${project} tests`, run: () => jest(project) })),
];
const total = { passed: 0, failed: 0 };
const summary = [];
for (const { name, run } of steps) {
  console.log(`\n=== ${name}`);
  const started = performance.now();
  const { passed, failed, notes } = await run();
  total.passed += passed;
  total.failed += failed;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const outcome = [`${passed} passed`, ...(failed > 0 ? [`${failed} FAILED`] : []), ...notes].join(', ');
  summary.push(`${name.padEnd(20)} ${seconds.padStart(6)} s  ${outcome}`);
  console.log(summary.at(-1));
}

console.log(`\n${summary.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
