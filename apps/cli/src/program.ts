import { Command, CommanderError } from 'commander';
import { ConfigurationFaults } from '#embedded/configuration';
import { addClock } from './commands/clock.js';
import { addCompletion } from './commands/completion.js';
import { addDoctor } from './commands/doctor.js';
import { addEvents } from './commands/events.js';
import { addRebuild } from './commands/rebuild.js';
import { addSeed } from './commands/seed.js';
import { addUp } from './commands/up.js';
import { addViews } from './commands/views.js';
import { addWhy } from './commands/why.js';
import { withExamples, type Registration } from './command-line.js';
import { CliError, exitCode } from './exit-codes.js';
import type { Terminal } from './terminal.js';

/**
 * Runs one command line (without `node` and the script).
 * @param version of the product, for `--version`
 * @returns the exit code; see exit-codes.ts
 */
export async function run(argv: readonly string[], terminal: Terminal, version = 'development'): Promise<number> {
  let code: number = exitCode.ok;
  const program = programFor(terminal, (given) => (code = given)).version(version);
  if (argv.length === 0) {
    program.outputHelp({ error: true });
    return exitCode.usage;
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return explained(error, terminal);
  }
}

function programFor(terminal: Terminal, exitWith: Registration['exitWith']): Command {
  const program = new Command('rapporteur');
  program
    .description('Follows up what commissions agreed: protocols, action items, deadlines, reminders.')
    .helpOption('-h, --help', 'show help')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  withExamples(program, [
    ['rapporteur up', 'start everything, with the demo, on http://127.0.0.1:3000'],
    ['rapporteur up --empty --data /var/lib/rapporteur', 'start an installation of your own'],
    ['rapporteur clock advance 7d', 'demo: let a week pass, and see what falls due'],
    ['rapporteur why 2019-1-1', 'why a reminder was sent, or not'],
  ]);
  const registration = { program, terminal, exitWith };
  const commands = [addUp, addSeed, addClock, addWhy, addEvents, addViews, addRebuild, addDoctor, addCompletion];
  for (const add of commands) add(registration);
  return program;
}

function explained(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) {
    // Commander has written the message already.
    return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
  }
  if (error instanceof ConfigurationFaults) {
    terminal.err(`error: ${error.message}\n`);
    return exitCode.configuration;
  }
  if (error instanceof CliError) {
    terminal.err(`error: ${error.message}\n${error.hint ? `${error.hint}\n` : ''}`);
    return error.code;
  }
  terminal.err(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCode.failure;
}
