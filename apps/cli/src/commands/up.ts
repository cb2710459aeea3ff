import { withExamples, type Registration } from '../command-line.js';
import type { UpFlags } from '../up/settings.js';

/** `up`: everything in one process. */
export function addUp({ program, terminal, exitWith }: Registration): void {
  const up = program.command('up').summary('start everything in one process');
  up.description(
    'Starts the API, the worker and the console, and each part without a URL in the environment: event store, PostgreSQL, mailbox.',
  );
  withExamples(up, [
    ['rapporteur up', 'with the demo, on http://127.0.0.1:3000'],
    ['rapporteur up --empty', 'without the demo: prints the link that sets up the administrator'],
    ['rapporteur up --port 0 --data /tmp/try --json', 'any free port; one line of JSON when ready'],
  ]);
  up.option('--data <dir>', 'where the embedded parts keep their data (DATA_DIR, ./data)')
    .option('--port <n>', 'port to listen on, 0 = any free one (PORT, 3000)')
    .option('--host <address>', 'address to listen on (HOST, 127.0.0.1)')
    .option('--empty', 'no demo: system clock, and a link that sets up the administrator')
    .option('--json', 'print one line of JSON when ready: url, eventStoreUrl, databaseUrl, signIns')
    .option('-q, --quiet', 'no messages until ready');
  up.action(async (options: UpFlags & { json?: boolean }) => {
    const { up: start } = await import('../up/up.js');
    exitWith(await start(options, terminal));
  });
}
