import { withExamples, withOutputOptions, withServerOptions, type Registration } from '../command-line.js';
import { findServer, type ServerOptions } from '../server-client.js';
import { leaves, Output, outline, type OutputOptions } from '../terminal.js';

/** `why`: the reminders of an action item, each with the rule, facts and position behind it. */
export function addWhy({ program, terminal }: Registration): void {
  const why = withOutputOptions(withServerOptions(program.command('why')));
  why.summary('why a reminder of an action item was sent, or not');
  why.description('The reminders of an action item: planned, sent and not sent, each with the reason.');
  why.argument('<item>', 'number or id of the action item');
  withExamples(why, [
    ['rapporteur why 1.1', 'by number'],
    ['rapporteur why 1.1 --json | jq .', 'for a program'],
  ]);
  why.action(async (item: string, options: ServerOptions & OutputOptions) => {
    const path = `/api/v1/action-items/${encodeURIComponent(item)}/why`;
    const answer = await findServer(options, terminal.env).get<object>(path);
    new Output(terminal, options).data(answer, leaves(answer), () => outline(answer));
  });
}
