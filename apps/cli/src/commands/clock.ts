import { CliError, exitCode } from '../exit-codes.js';
import { withExamples, withOutputOptions, withServerOptions, type Registration } from '../command-line.js';
import { findServer, type ServerOptions } from '../server-client.js';
import { minuteOf, Output, table, type OutputOptions } from '../terminal.js';

const path = '/api/v1/demo/clock';

interface ClockAnswer {
  /** ISO instant. */
  readonly now: string;
}
interface AdvanceAnswer extends ClockAnswer {
  /** What was done at the moments on the way at which something fell due, oldest first: how many reminders of each outcome. */
  readonly steps: readonly ({ readonly at: string } & Readonly<Record<string, unknown>>)[];
}
type Options = ServerOptions & OutputOptions;

/** `clock`: the demo's time, shown or moved forward. */
export function addClock({ program, terminal }: Registration): void {
  const clock = program.command('clock').summary('show or advance the clock of a demo');
  clock.description('The clock of a demo: only moves forward, and what falls due on the way is sent.');
  withExamples(clock, [
    ['rapporteur clock', 'what time it is in the demo'],
    ['rapporteur clock advance 7d', 'let seven days pass'],
    ['rapporteur clock advance to 2019-12-09T09:00Z', 'go to a moment'],
  ]);
  const show = withOutputOptions(withServerOptions(clock.command('show', { isDefault: true }).allowExcessArguments()));
  show.description('what time it is in the demo').action(async (options: Options) => {
    // The default command also gets what was meant to be another one.
    const [unknown] = show.args;
    if (unknown)
      throw new CliError(`unknown command 'clock ${unknown}'`, exitCode.usage, '(Did you mean clock advance?)');
    const answer = await findServer(options, terminal.env).get<ClockAnswer>(path);
    new Output(terminal, options).data(answer, [[answer.now]], () => answer.now);
  });

  const advance = withOutputOptions(withServerOptions(clock.command('advance')));
  advance.description('move it forward: by 7d, 36h, 90m, 2w, an ISO duration, or to an instant in UTC');
  advance.argument('<by...>', 'such as 7d, or: to 2019-12-09T09:00Z');
  advance.action(async (words: string[], options: Options) => {
    const answer = await findServer(options, terminal.env).post<AdvanceAnswer>(`${path}/advance`, moveOf(words));
    new Output(terminal, options).data(answer, rowsOf(answer), () => described(answer));
  });
}

/**
 * What to ask the server for: `7d` → `{ by: 'P7D' }`, `to 2019-12-09T09:00Z` → `{ to: '2019-12-09T09:00:00.000Z' }`.
 * @throws CliError (usage) for anything else
 */
export function moveOf(words: readonly string[]): { by: string } | { to: string } {
  const text = words.filter((word, at) => at > 0 || word !== 'to').join(' ');
  const short = /^([1-9]\d{0,3})([mhdw])$/.exec(text);
  if (words[0] !== 'to' && short) {
    const [, n, unit] = short;
    if (unit === 'w') return { by: `P${Number(n) * 7}D` };
    return { by: unit === 'd' ? `P${n}D` : `PT${n}${unit!.toUpperCase()}` };
  }
  if (words[0] !== 'to' && /^P(?=\d|T\d)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?)?$/.test(text)) return { by: text };
  const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
  const at = moment.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) {
    const hint = 'Say 7d, 36h, 90m, 2w, P1DT12H, or: to 2019-12-09T09:00Z';
    throw new CliError(
      `“${words.join(' ')}” is neither a length of time nor a moment with a zone.`,
      exitCode.usage,
      hint,
    );
  }
  return { to: new Date(at).toISOString() };
}

/** What was done at a moment, such as `2 decided, 2 sent`; outcomes that did not occur are left out. */
const doneAt = (step: AdvanceAnswer['steps'][number]): string =>
  Object.entries(step)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] > 0)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');

const rowsOf = ({ now, steps }: AdvanceAnswer): string[][] => [
  ...steps.map((step) => [step.at, doneAt(step)]),
  [now, 'now'],
];

function described({ now, steps }: AdvanceAnswer): string {
  const lines = steps.map((step) => [minuteOf(step.at), doneAt(step)]);
  return table([...lines, [minuteOf(now), steps.length === 0 ? 'now; nothing fell due on the way' : 'now']]);
}
