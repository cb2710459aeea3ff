import { withExamples, withOutputOptions, withServerOptions, type Registration } from '../command-line.js';
import { findServer, type ServerOptions } from '../server-client.js';
import { heading, minuteOf, Output, table, type OutputOptions } from '../terminal.js';

/** What the server answers, as far as it is shown. */
interface WhyAnswer {
  readonly number: string;
  /** ISO instant. */
  readonly asOf: string;
  readonly position: string;
  readonly entries: readonly {
    readonly dueOn: string;
    readonly plannedAt: string;
    readonly decidedAt: string | null;
    readonly outcome: string;
    /** In the language asked for. */
    readonly sentence: string;
    /** Of the decision in the log; null while it is planned. */
    readonly position: string | null;
  }[];
}

/** `why`: the reminders of an action item, each with the rule, facts and position behind it. */
export function addWhy({ program, terminal }: Registration): void {
  const why = withOutputOptions(withServerOptions(program.command('why')));
  why.summary('why a reminder of an action item was sent, or not');
  why.description('The reminders of an action item: planned, sent and not sent, each with the reason.');
  why.argument('<item>', 'number or id of the action item');
  withExamples(why, [
    ['rapporteur why 2019-1-1', 'by number'],
    ['rapporteur why 2019-1-1 --json | jq .', 'for a program'],
  ]);
  why.action(async (item: string, options: ServerOptions & OutputOptions) => {
    const path = `/api/v1/action-items/${encodeURIComponent(item)}/why`;
    const answer = await findServer(options, terminal.env).get<WhyAnswer>(path);
    new Output(terminal, options).data(answer, rowsOf(answer), () => described(answer));
  });
}

const rowsOf = ({ entries }: WhyAnswer): string[][] =>
  entries.map(({ plannedAt, dueOn, outcome, position, sentence }) => [
    plannedAt,
    dueOn,
    outcome,
    position ?? '',
    sentence,
  ]);

function described({ number, asOf, position, entries }: WhyAnswer): string {
  const title = `${heading(number)}  as of ${minuteOf(asOf)}, position ${position}`;
  if (entries.length === 0) return `${title}\n\nNo reminder is planned, and none was decided on.`;
  const rows = entries.map((entry) => [
    minuteOf(entry.decidedAt ?? entry.plannedAt),
    `due ${entry.dueOn}`,
    entry.outcome,
    entry.position === null ? '' : `position ${entry.position}`,
    entry.sentence,
  ]);
  return `${title}\n\n${table(rows)}`;
}
