import { withExamples, withOutputOptions, type Registration } from '../command-line.js';
import type { OutputOptions } from '../terminal.js';

/** `seed`: loads the demo into a data directory and stops, so that the next start is a short one. */
export function addSeed({ program, terminal, exitWith }: Registration): void {
  const seed = withOutputOptions(program.command('seed').summary('load the demo into a data directory'));
  seed.description(
    'Loads the demo, or the rest of it after an interruption, and stops. `up` then starts on it at once.',
  );
  seed.option('--data <dir>', 'the data directory (DATA_DIR, ./data)');
  withExamples(seed, [['rapporteur seed --data /tmp/try', 'prepare a demo']]);
  seed.action(async (options: OutputOptions & { data?: string }) => {
    const { seed: load } = await import('../up/seed.js');
    exitWith(await load(options, terminal));
  });
}
