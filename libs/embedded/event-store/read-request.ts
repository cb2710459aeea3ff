import { invalidArgument } from './errors.js';
import { type EventFilter, parseFilter } from './filter.js';
import { streamName, wireNumber } from './messages.js';
import { type ReadOptions, type ReadReq, streams } from './wire.js';

/** Where a read starts: a revision of the stream, or a position in `$all`. */
export type Start = 'start' | 'end' | number;

/** What Streams/Read was asked. */
export interface ReadRequest {
  /** Absent: all streams. */
  readonly stream?: string;
  readonly start: Start;
  readonly forwards: boolean;
  readonly resolveLinks: boolean;
  /** Absent: a subscription, without end. */
  readonly count?: number;
  readonly filter?: EventFilter;
  /** Event ids as two numbers instead of text. */
  readonly structuredIds: boolean;
  /** The reader understands the messages that tell the ends of the stream. */
  readonly tellsEnds: boolean;
}

/** @throws RpcError (INVALID_ARGUMENT) for everything that the protocol leaves open but no reader can mean */
export function parseRead(message: ReadReq): ReadRequest {
  const options = message.getOptions();
  if (!options) throw invalidArgument('The read has no options');
  const subscription = options.hasSubscription();
  if (!subscription && !options.hasCount()) throw invalidArgument('The read has neither a count nor a subscription');
  const ids = options.getUuidOption();
  if (!ids?.hasString() && !ids?.hasStructured()) throw invalidArgument('The read does not say how ids are written');
  const forwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.FORWARDS;
  if (subscription && !forwards) throw invalidArgument('A subscription cannot read backwards');
  const filter = options.getFilter();
  const source = options.hasStream() ? streamSource(options) : allSource(options);
  if (filter && source.stream !== undefined) throw invalidArgument('Only a read of all streams can have a filter');
  return {
    ...source,
    forwards,
    resolveLinks: options.getResolveLinks(),
    count: subscription ? undefined : wireNumber(options.getCount()),
    filter: filter && parseFilter(filter, subscription),
    structuredIds: ids.hasStructured(),
    tellsEnds: (options.getControlOption()?.getCompatibility() ?? 0) >= 1,
  };
}

function streamSource(options: ReadOptions): { stream: string; start: Start } {
  const source = options.getStream();
  const stream = streamName(source?.getStreamIdentifier());
  if (source?.hasRevision()) return { stream, start: wireNumber(source.getRevision()) };
  if (!source?.hasStart() && !source?.hasEnd()) throw invalidArgument('The read of a stream has no start');
  return { stream, start: source.hasEnd() ? 'end' : 'start' };
}

function allSource(options: ReadOptions): { stream: undefined; start: Start } {
  const source = options.getAll();
  const position = source?.getPosition();
  if (position) return { stream: undefined, start: wireNumber(position.getCommitPosition()) };
  if (!source?.hasStart() && !source?.hasEnd()) throw invalidArgument('The read of all streams has no start');
  return { stream: undefined, start: source.hasEnd() ? 'end' : 'start' };
}
