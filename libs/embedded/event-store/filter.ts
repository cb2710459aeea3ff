import { invalidArgument } from './errors.js';
import type { StoredEvent } from './types.js';
import type { FilterOptions } from './wire.js';

/** A filter on `$all`. */
export interface EventFilter {
  matches(event: StoredEvent): boolean;
  /** A subscription gets a checkpoint at least after so many considered events. */
  readonly checkpointEvery: number;
}

/** Search window when the request names none. */
const DEFAULT_WINDOW = 32;

/** @throws RpcError (INVALID_ARGUMENT) for a filter without expression, a bad regular expression or a checkpoint interval of 0 */
export function parseFilter(options: FilterOptions, subscription: boolean): EventFilter {
  const interval = options.getCheckpointintervalmultiplier();
  if (subscription && interval === 0)
    throw invalidArgument('The checkpoint interval multiplier must be greater than 0');
  const window = options.hasMax() ? options.getMax() : DEFAULT_WINDOW;
  const byStream = options.getStreamIdentifier();
  const expression = byStream ?? options.getEventType();
  if (!expression) throw invalidArgument('The filter has no expression');
  const test = textTest(expression.getRegex(), expression.getPrefixList());
  return {
    matches: byStream ? (event) => test(event.stream) : (event) => test(event.type),
    checkpointEvery: interval * window,
  };
}

function textTest(regex: string, prefixes: readonly string[]): (text: string) => boolean {
  if (prefixes.length > 0) return (text) => prefixes.some((prefix) => text.startsWith(prefix));
  if (regex === '') throw invalidArgument('The filter has neither prefixes nor a regular expression');
  try {
    const compiled = new RegExp(regex);
    return (text) => compiled.test(text);
  } catch {
    throw invalidArgument(`Not a regular expression: ${regex}`);
  }
}
