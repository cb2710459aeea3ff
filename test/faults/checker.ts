import { createHash } from 'node:crypto';
import { BACKWARDS, END, KurrentDBClient, START, streamNameFilter } from '@kurrent/kurrentdb-client';
import pg from 'pg';
import type { Outcome } from './client.js';

/** An event as the official client gives it. */
export interface Logged {
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: { readonly commandId: string; readonly recordedAt: string };
}

/** What one look at the database found, in one snapshot. */
export interface Sample {
  /** Checkpoint of the view of all events; null before the first. */
  readonly checkpoint: bigint | null;
  readonly rows: number;
  readonly newestRow: bigint | null;
}

/** Violations by invariant, in words. */
export type Violations = Readonly<Record<'I1' | 'I2' | 'I3' | 'I4' | 'I5', readonly string[]>>;

/** Names at most so many of what is missing. */
const shown = 5;

/** Streams that are not the store's own. */
const filter = streamNameFilter({ regex: '^[^$]' });

/** All events of the product, in log order. This file uses the official client and SQL, and no code of the server. */
export async function readLog(url: string): Promise<Logged[]> {
  return withLog(url, async (client) => {
    const events: Logged[] = [];
    for await (const { event } of client.readAll({ fromPosition: START, filter })) {
      if (!event) continue;
      const { streamId: stream, revision, id, type, data, position } = event;
      const metadata = event.metadata as unknown as Logged['metadata'];
      events.push({ stream, revision: Number(revision), position: position!.commit, id, type, data, metadata });
    }
    return events;
  });
}

/** Position of the newest event of the product; -1 when there is none. */
export async function headOf(url: string): Promise<bigint> {
  return withLog(url, async (client) => {
    const newest = client.readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 1, filter });
    for await (const { event } of newest) return event?.position?.commit ?? -1n;
    return -1n;
  });
}

async function withLog<T>(url: string, work: (client: KurrentDBClient) => Promise<T>): Promise<T> {
  const client = KurrentDBClient.connectionString(url);
  try {
    return await work(client);
  } finally {
    await client.dispose();
  }
}

/** I1: every acknowledged command stands where its answer said, with the events it named. */
export function acknowledgedAndMissing(log: readonly Logged[], outcomes: readonly Outcome[]): string[] {
  const byPosition = new Map(log.map((event) => [String(event.position), event]));
  return outcomes.flatMap(({ receipt }) => {
    if (!receipt || receipt.recorded.length === 0) return [];
    const last = byPosition.get(receipt.position);
    const isThere =
      last?.stream.endsWith(receipt.id) &&
      String(last.revision) === receipt.revision &&
      last.type === receipt.recorded.at(-1);
    return isThere ? [] : [`${receipt.recorded.join(', ')} of ${receipt.id} at position ${receipt.position}`];
  });
}

/** I2: one command id, one decision; and the text of a command stands in no more than one decision. */
export function effectsTwice(log: readonly Logged[], outcomes: readonly Outcome[]): string[] {
  const faults = [...grouped(log.filter(isDecision), ({ metadata }) => metadata.commandId)].flatMap(([id, events]) =>
    isOneDecision(events) ? [] : [`command ${id} recorded ${events.map(placeOf).join(', ')}`],
  );
  const ids = grouped(log, ({ id }) => id);
  for (const [id, events] of ids)
    if (events.length > 1) faults.push(`event id ${id} at ${events.map(placeOf).join(', ')}`);
  const commandsBy = commandsByText(log);
  for (const { command, receipt } of outcomes) {
    const found = commandsBy(command.marker);
    const least = receipt && receipt.recorded.length > 0 ? 1 : 0;
    if (found.size < least || found.size > 1) faults.push(`${command.marker} stands in ${found.size} decisions`);
  }
  return faults;
}

/** A key that is reserved for a command stands in a stream of its own, beside what the command decides. */
const isDecision = ({ type }: Logged): boolean => type !== 'KeyReserved';
const placeOf = ({ stream, revision, type }: Logged): string => `${type} (${stream}@${revision})`;

function isOneDecision(events: readonly Logged[]): boolean {
  const [first] = events;
  return events.every(
    ({ stream, revision, metadata }, n) =>
      stream === first!.stream &&
      revision === first!.revision + n &&
      metadata.recordedAt === first!.metadata.recordedAt,
  );
}

/** Finds the commands whose events hold a text, or its hash. */
export function commandsByText(log: readonly Logged[]): (marker: string) => ReadonlySet<string> {
  const words = new Map<string, Set<string>>();
  for (const event of log.filter(isDecision)) {
    for (const word of stringsIn(event.data)) {
      const commands = words.get(word) ?? new Set<string>();
      words.set(word, commands.add(event.metadata.commandId));
    }
  }
  const none: ReadonlySet<string> = new Set();
  return (marker) => words.get(marker) ?? words.get(createHash('sha256').update(marker).digest('hex')) ?? none;
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value && typeof value === 'object' ? Object.values(value).flatMap(stringsIn) : [];
}

/** I3: revisions of each stream count from 0 without a gap or a repetition, and positions grow. */
export function gapsAndRepeats(log: readonly Logged[]): string[] {
  const next = new Map<string, number>();
  let before = -1n;
  return log.flatMap(({ stream, revision, position }) => {
    const expected = next.get(stream) ?? 0;
    next.set(stream, revision + 1);
    const previous = before;
    before = position;
    if (position <= previous) return [`position ${position} comes after ${previous}`];
    return revision === expected ? [] : [`${stream}: ${revision} instead of ${expected}`];
  });
}

/** I4: every table of the views holds what a fresh rebuild holds. */
export async function differencesOf(url: string, freshUrl: string): Promise<string[]> {
  const [live, fresh] = await Promise.all([sumsOf(url), sumsOf(freshUrl)]);
  const tables = new Set([...live.keys(), ...fresh.keys()]);
  return [...tables].flatMap((table) => {
    const [here, there] = [live.get(table), fresh.get(table)];
    return here === there ? [] : [`${table}: ${here ?? 'missing'} live, ${there ?? 'missing'} rebuilt`];
  });
}

/** Number of rows and checksum of every table of the views. */
async function sumsOf(url: string): Promise<Map<string, string>> {
  return withDatabase(url, async (db) => {
    const tables = await db.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'views'::regnamespace and relkind = 'r'
       and relname not in ('checkpoint', 'parked_command') order by relname`,
    );
    const sums = new Map<string, string>();
    for (const { name } of tables.rows) {
      const { rows } = await db.query<{ sum: string }>(
        `select count(*) || ' rows ' || coalesce(md5(string_agg(row, '' order by row)), '') as sum
         from (select md5(t::text) as row from views."${name}" t) as hashed`,
      );
      sums.set(name, rows[0]!.sum);
    }
    return sums;
  });
}

/** I5: at every moment that was looked at, the rows were those of the events up to the checkpoint, one for one. */
export async function rowsApart(url: string, log: readonly Logged[], samples: readonly Sample[]): Promise<string[]> {
  const positions = log.map(({ position }) => position);
  const upTo = (position: bigint) => countUpTo(positions, position);
  const faults = samples.flatMap(({ checkpoint, rows, newestRow }) => {
    const expected = checkpoint === null ? 0 : upTo(checkpoint);
    const ahead = newestRow !== null && (checkpoint === null || newestRow > checkpoint);
    return rows === expected && !ahead ? [] : [`checkpoint ${checkpoint}: ${rows} rows instead of ${expected}`];
  });
  const stored = await withDatabase(url, (db) =>
    db.query<{ since: string; event_id: string }>('select since, event_id from views.log_index order by since'),
  );
  const rows = new Set(stored.rows.map(({ since, event_id: id }) => `${since} ${id}`));
  const skipped = log.filter(({ position, id }) => !rows.has(`${position} ${id}`));
  if (stored.rows.length !== log.length || skipped.length > 0) {
    const some = skipped.slice(0, shown).map(placeOf);
    faults.push(`${stored.rows.length} rows for ${log.length} events; missing: ${some.join(', ')}`);
  }
  return faults;
}

/** How many of the growing positions are not beyond one. */
function countUpTo(positions: readonly bigint[], position: bigint): number {
  let [low, high] = [0, positions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positions[middle]! <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

async function withDatabase<T>(url: string, work: (db: pg.Client) => Promise<T>): Promise<T> {
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  try {
    return await work(db);
  } finally {
    await db.end();
  }
}
