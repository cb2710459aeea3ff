import { withExamples, withOutputOptions, withServerOptions, type Registration } from '../command-line.js';
import { CliError, exitCode } from '../exit-codes.js';
import type { RebuildOptions } from '../operation/rebuild-views.js';

/** `rebuild`: views emptied and built anew from the log. */
export function addRebuild({ program, terminal, exitWith }: Registration): void {
  const rebuild = withOutputOptions(withServerOptions(program.command('rebuild')));
  rebuild.summary('build views anew from the event log');
  rebuild.description(
    'Empties views and replays the log into them; one that stood still tries again. Meanwhile they answer 503, and no reminder is sent. Works on a running server, or on the data directory of a stopped one.',
  );
  rebuild.argument('[views...]', 'names, as `rapporteur views` shows them').option('--all', 'every view');
  withExamples(rebuild, [
    ['rapporteur rebuild status-board', 'one view'],
    ['rapporteur rebuild --all --data /var/lib/rapporteur', 'all, running or stopped'],
  ]);
  rebuild.action(async (names: string[], options: RebuildOptions) => {
    if (names.length > 0 === (options.all ?? false))
      throw new CliError('Name the views to rebuild, or say --all.', exitCode.usage);
    const { rebuildViews } = await import('../operation/rebuild-views.js');
    exitWith(await rebuildViews(names, options, terminal));
  });
}
