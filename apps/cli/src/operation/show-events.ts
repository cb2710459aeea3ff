import { once } from 'node:events';
import { LogUnavailable, type EventLog, type RecordedEvent } from '#event-store/event-log';
import { CliError, exitCode, type ExitCode } from '../exit-codes.js';
import type { Output, OutputOptions, Terminal } from '../terminal.js';
import { StopRequest } from '../up/stop-request.js';
import { logOf } from './event-store-of.js';

export interface EventsOptions extends Pick<OutputOptions, 'json'> {
  readonly stream?: string;
  readonly type?: readonly string[];
  /** ISO instants. */
  readonly since?: string;
  readonly until?: string;
  readonly limit?: number;
  readonly follow?: boolean;
  readonly eventStoreUrl?: string;
  readonly data?: string;
}

/** Categories begin with a small letter; the store's own streams, with `$`, stay out. */
const everyStream = Array.from('abcdefghijklmnopqrstuvwxyz');
/** Events asked for at a time. */
const page = 500;

/** Writes the events that are asked for. @returns 0, or 130 when it was interrupted @throws CliError */
export async function showEvents(options: EventsOptions, terminal: Terminal, output: Output): Promise<ExitCode> {
  const log = logOf(options, terminal.env);
  using stop = new StopRequest(terminal);
  try {
    const chosen = new Chosen(options, (event) => terminal.out(`${lineOf(event, options.json ?? false)}\n`));
    const last = await past(log, chosen, stop.signal);
    if (options.follow && !chosen.isEnough && !stop.signal.aborted) await coming(log, chosen, last, stop, output);
    return stop.signal.aborted ? exitCode.interrupted : exitCode.ok;
  } catch (error) {
    if (error instanceof LogUnavailable) throw new CliError(`Cannot reach the event store: ${error.message}`);
    throw error;
  } finally {
    await log.close();
  }
}

/** The filter of the command line: what passes is written, up to the limit. */
class Chosen {
  private written = 0;

  constructor(
    private readonly options: EventsOptions,
    private readonly write: (event: RecordedEvent) => void,
  ) {}

  get prefixes(): readonly string[] {
    return this.options.stream ? [this.options.stream] : everyStream;
  }

  get isEnough(): boolean {
    return this.options.limit !== undefined && this.written >= this.options.limit;
  }

  take(event: RecordedEvent): void {
    if (this.isEnough || !this.passes(event)) return;
    this.written += 1;
    this.write(event);
  }

  private passes({ type, metadata }: RecordedEvent): boolean {
    const { since, until, type: types } = this.options;
    if (types && !types.includes(type)) return false;
    const { recordedAt } = metadata;
    return (!since || recordedAt >= since) && (!until || recordedAt < until);
  }
}

/** @returns position of the last event looked at; null when there is none */
async function past(log: EventLog, chosen: Chosen, stopped: AbortSignal): Promise<bigint | null> {
  let after: bigint | null = null;
  while (!chosen.isEnough && !stopped.aborted) {
    const events: RecordedEvent[] = await log.readAll({ after, prefixes: chosen.prefixes, limit: page });
    for (const event of events) chosen.take(event);
    after = events.at(-1)?.position ?? after;
    if (events.length < page) break;
  }
  return after;
}

/** Until the limit is reached or it is asked to stop. */
async function coming(
  log: EventLog,
  chosen: Chosen,
  last: bigint | null,
  stop: StopRequest,
  output: Output,
): Promise<void> {
  let after = last;
  const enough = new AbortController();
  const subscription = log.subscribe({
    after: () => after,
    prefixes: chosen.prefixes,
    handle: async (events) => {
      for (const event of events) chosen.take(event);
      after = events.at(-1)?.position ?? after;
      if (chosen.isEnough) enough.abort();
    },
    onInterrupted: (reason) => output.note(`interrupted, goes on by itself: ${reason.message}`),
  });
  const ending = AbortSignal.any([stop.signal, enough.signal]);
  if (!ending.aborted) await once(ending, 'abort');
  await subscription.stop();
}

/** One line: for a program everything, for people `position  moment  stream@revision  Type  data`. */
function lineOf(event: RecordedEvent, asJson: boolean): string {
  const { stream, revision, position, id, type, data, metadata } = event;
  if (asJson) {
    const place = { position: String(position), stream, revision: String(revision), id };
    return JSON.stringify({ ...place, type, data, metadata });
  }
  return [String(position).padStart(8), metadata.recordedAt, `${stream}@${revision}`, type, JSON.stringify(data)].join(
    '  ',
  );
}
