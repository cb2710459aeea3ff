import { Option, type Command } from 'commander';
import type { Terminal } from './terminal.js';

/** What every command is registered with. */
export interface Registration {
  readonly program: Command;
  readonly terminal: Terminal;
  /** Ends the run with a code other than 0 without an error message. */
  readonly exitWith: (code: number) => void;
}

/** Examples stand first in the help: most people look for one to copy. */
export function withExamples(command: Command, examples: readonly (readonly [line: string, what: string])[]): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) => `  ${line.padEnd(width)}  # ${what}`);
  return command.addHelpText('before', `Examples:\n${lines.join('\n')}\n`);
}

export function withOutputOptions(command: Command): Command {
  return command
    .addOption(new Option('--json', 'answer with one line of JSON').conflicts('plain'))
    .option('--plain', 'answer with tab-separated rows')
    .option('-q, --quiet', 'no messages, only data');
}

export function withServerOptions(command: Command): Command {
  return command
    .option('--url <url>', 'address of the server (RAPPORTEUR_URL)')
    .option('--token <token>', 'token to authenticate with (RAPPORTEUR_TOKEN)')
    .option('--data <dir>', 'else: the server that runs on this data directory (DATA_DIR, ./data)')
    .addOption(new Option('--lang <language>', 'language of messages').choices(['en', 'ru', 'es']));
}
