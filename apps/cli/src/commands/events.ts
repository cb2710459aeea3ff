import { InvalidArgumentError } from 'commander';
import { withExamples, type Registration } from '../command-line.js';
import type { EventsOptions } from '../operation/show-events.js';
import { Output } from '../terminal.js';

/** `events`: the log as it is. */
export function addEvents({ program, terminal, exitWith }: Registration): void {
  const events = program.command('events').summary('show the event log, and follow it');
  events.description('Events of the log, oldest first: position, time of recording, stream and revision, type, data.');
  withExamples(events, [
    ['rapporteur events --limit 20', 'the first 20'],
    ['rapporteur events --stream protocol- --type ProtocolSigned', 'every signature'],
    ['rapporteur events --since 2019-09-11 --until 2019-09-12T12:00Z', 'of a day and a half'],
    ['rapporteur events --follow --json | jq .type', 'what happens, for a program'],
  ]);
  events
    .option('--stream <name>', 'of one stream, or of all that begin so: action-item-')
    .option('--type <type...>', 'of these types')
    .option('--since <instant>', 'recorded at or after: 2019-09-11 or 2019-09-11T12:00Z', instantOf)
    .option('--until <instant>', 'recorded before', instantOf)
    .option('--limit <n>', 'at most so many', countOf)
    .option('-f, --follow', 'go on with what is recorded from now on, until it is interrupted')
    .option('--event-store-url <url>', 'the event store (EVENTSTORE_URL)')
    .option('--data <dir>', 'else: that of the server on this data directory (DATA_DIR, ./data)')
    .option('--json', 'a line of JSON per event');
  events.action(async (options: EventsOptions) => {
    const { showEvents } = await import('../operation/show-events.js');
    exitWith(await showEvents(options, terminal, new Output(terminal, options)));
  });
}

/** A day in UTC or a moment with its zone, as ISO instant. */
export function instantOf(text: string): string {
  const shape = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;
  const at = shape.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError('Say a day, or a moment with its zone: 2019-09-11T12:00Z.');
  return new Date(at).toISOString();
}

function countOf(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Say a whole number from 1.');
  return Number(text);
}
