import { pause } from '#read-models/lease';
import { CliError, exitCode, type ExitCode } from '../exit-codes.js';
import { ProgressBar } from '../progress-bar.js';
import type { ServerOptions } from '../server-client.js';
import { nearest } from '../suggestion.js';
import { Output, type OutputOptions, type Terminal } from '../terminal.js';
import { StopRequest } from '../up/stop-request.js';
import type { ViewsAnswer, ViewsSource, ViewStanding } from './views-answer.js';
import { viewsOf } from './views-source.js';

export type RebuildOptions = ServerOptions & OutputOptions & { readonly all?: boolean };

/** How often it is asked how far the views are, ms. */
const askEvery = 200;

/**
 * Rebuilds views and waits until they are as far as they were.
 * @returns 6 when one stands still at an event, 130 when it was interrupted
 * @throws CliError (not found) for a view that does not exist
 */
export async function rebuildViews(
  names: readonly string[],
  options: RebuildOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  using stop = new StopRequest(terminal);
  await using stack = new AsyncDisposableStack();
  const source = await viewsOf(options, terminal.env, stack);
  const known = (await source.views()).views.filter(({ kind }) => kind === 'view').map(({ name }) => name);
  const asked = options.all ? known : [...new Set(names)];
  for (const name of asked) if (!known.includes(name)) throw unknownView(name, known);
  const started = performance.now();
  const answer = await source.rebuild(asked);
  const bar = new ProgressBar(terminal, asked.length === 1 ? asked[0]! : `${asked.length} views`, answer.events);
  const built = await followed(source, asked, bar, stop.signal, answer);
  const ms = Math.round(performance.now() - started);
  const output = new Output(terminal, options);
  if (!built) {
    output.note('Interrupted: a running server goes on with it, a stopped one at its next start.');
    return exitCode.interrupted;
  }
  const rows = built.map(({ name, position, parked }) => [name, position ?? '', parked?.reason ?? '']);
  output.data({ views: built, ms }, rows, () => built.map((view) => described(view)).join('\n'));
  output.note(`Took ${(ms / 1_000).toFixed(1)} s.`);
  return built.some(({ parked }) => parked) ? exitCode.findings : exitCode.ok;
}

/** @returns the views once each is built or stands still; undefined when it was interrupted */
async function followed(
  source: ViewsSource,
  asked: readonly string[],
  bar: ProgressBar,
  signal: AbortSignal,
  first: ViewsAnswer,
): Promise<readonly ViewStanding[] | undefined> {
  try {
    for (let answer = first; ; answer = await source.views()) {
      const standings = answer.views.filter(({ name }) => asked.includes(name));
      if (standings.every(({ buildingTo, parked }) => buildingTo === null || parked !== null)) return standings;
      const shares = standings.map(shareOf);
      bar.show(shares.reduce((sum, share) => sum + share, 0) / shares.length);
      await pause(askEvery, signal);
      if (signal.aborted) return undefined;
    }
  } finally {
    bar.clear();
  }
}

function shareOf({ position, buildingTo, parked }: ViewStanding): number {
  if (buildingTo === null || parked) return 1;
  return Number(position ?? 0) / Math.max(1, Number(buildingTo));
}

const described = ({ name, position, parked }: ViewStanding): string =>
  parked
    ? `${name} stands still at ${parked.position} (${parked.eventType}): ${parked.reason}`
    : `${name} is built, up to ${position ?? 'nothing: the log is empty'}.`;

function unknownView(name: string, known: readonly string[]): CliError {
  const meant = nearest(name, known);
  const hint = meant ? `(Did you mean ${meant}?)` : `There are: ${known.join(', ')}.`;
  return new CliError(`There is no view “${name}”.`, exitCode.notFound, hint);
}
