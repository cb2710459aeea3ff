import { withExamples, withOutputOptions, withServerOptions, type Registration } from '../command-line.js';
import { exitCode } from '../exit-codes.js';
import { viewsPath, type ViewsAnswer, type ViewStanding } from '../operation/views-answer.js';
import { findServer, type ServerOptions } from '../server-client.js';
import { Output, table, type OutputOptions } from '../terminal.js';

/** `views`: where each view and process manager stands, and why one stands still. */
export function addViews({ program, terminal, exitWith }: Registration): void {
  const views = withOutputOptions(withServerOptions(program.command('views')));
  views.summary('where views stand, and why one stands still');
  views.description('Where each view and process manager stands. Ends with 6 when one stands still.');
  withExamples(views, [
    ['rapporteur views', 'all of them'],
    ['rapporteur views --json | jq .views', 'for a program'],
  ]);
  views.action(async (options: ServerOptions & OutputOptions) => {
    const answer = await findServer(options, terminal.env).get<ViewsAnswer>(viewsPath);
    const rows = answer.views.map((view) => [view.name, view.kind, view.position ?? '', conditionOf(view, answer)]);
    const shown = () => table([['NAME', 'KIND', 'POSITION', ''], ...rows]);
    new Output(terminal, options).data(answer, rows, shown);
    if (answer.views.some(({ parked }) => parked)) exitWith(exitCode.findings);
  });
}

function conditionOf({ position, buildingTo, parked }: ViewStanding, { head }: ViewsAnswer): string {
  if (parked) return `stands still at ${parked.position} (${parked.eventType}): ${parked.reason}`;
  if (buildingTo) return `is being rebuilt, up to ${buildingTo}`;
  return BigInt(position ?? -1) < BigInt(head) ? `behind ${head}` : '';
}
