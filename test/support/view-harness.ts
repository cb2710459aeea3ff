import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { startPostgres } from '#embedded/postgres';
import { FixedClock } from '#kernel/clock';
import type { EventMetadata } from '#kernel/command';
import type { DomainEvent } from '#kernel/event';
import { streamOf, uuid5 } from '#kernel/ids';
import { Database } from '#read-models/database';
import { logIndex } from '#read-models/log-index.view';
import { migrate } from '#read-models/migrations';
import { readModelMigrations } from '#read-models/read-models.schema';
import { ReadPosition } from '#read-models/read-position';
import type { Placed, View } from '#read-models/view';
import { ViewRunner } from '#read-models/view-runner';
import type { ViewTable } from '#read-models/view-table';

/** When the first event of a test log was recorded; each further one a minute later. */
export const firstRecordedAt = '2019-09-11T12:00:00.000Z';

/** A version of a row with the positions between which it stood; `until` is null for the current one. */
export type RowVersion<R> = R & { readonly since: string; readonly until: string | null };

export interface ViewHarness {
  readonly db: Database;
  /** For query handlers: the log index holds what was applied. */
  readonly positions: ReadPosition;
  /** What `positions` takes for now; far behind every event of the log at first. */
  readonly clock: FixedClock;
  /**
   * Applies events as one batch, delivers them a second time, then builds the view anew with one event at a time.
   * @throws Error unless all three lead to the same rows, and when the view parks an event
   */
  apply(events: readonly Placed[]): Promise<void>;
  /** Current rows in the order of their identity; bigint columns as decimal strings. */
  rows<R extends object>(table: ViewTable<R>): Promise<R[]>;
  /** All versions of all rows in the order of identity and time. */
  versions<R extends object>(table: ViewTable<R>): Promise<RowVersion<R>[]>;
  close(): Promise<void>;
}

/** Runs one view on an embedded PostgreSQL of its own, as the worker does. */
export async function openViewHarness(view: View): Promise<ViewHarness> {
  const directory = await mkdtemp(join(tmpdir(), 'rapporteur-view-'));
  const server = await startPostgres({ directory });
  const db = new Database(server.url, 4);
  await migrate(db, readModelMigrations);
  const clock = new FixedClock('2100-01-01T00:00:00.000Z');
  const index = await ViewRunner.open(db, logIndex);
  let runner = await ViewRunner.open(db, view);
  const history: Placed[] = [];
  const dump = async () => Promise.all(view.tables.map((table) => versionsOf(db, table)));
  return {
    db,
    clock,
    positions: new ReadPosition(db, clock),
    async apply(events) {
      history.push(...events);
      await deliver(index, events);
      await deliver(runner, events);
      const once = await dump();
      await deliver(await ViewRunner.open(db, view), events);
      same('delivered twice', await dump(), once);
      await db.query('delete from views.checkpoint where name = $1', [view.name]);
      runner = await ViewRunner.open(db, view);
      for (const event of history) await deliver(runner, [event]);
      same('built anew event by event', await dump(), once);
    },
    async rows<R extends object>(table: ViewTable<R>) {
      const open = (await versionsOf(db, table)).filter(({ until }) => until === null);
      return open.map(({ since: _since, until: _until, ...row }) => row as unknown as R);
    },
    versions: (table) => versionsOf(db, table),
    async close() {
      await db.close();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A log in memory: gives events their places and metadata, in the order they are added. */
export class TestLog {
  private position = 0n;
  private readonly revisions = new Map<string, bigint>();

  /** Adds events of one aggregate; `part` overrides metadata, such as the actor. */
  add(category: string, id: string, events: readonly DomainEvent[], part: Partial<EventMetadata> = {}): Placed[] {
    const stream = streamOf(category, id);
    return events.map(({ type, data }) => {
      const n = Number(this.position / 100n);
      // Positions of a real log are bytes: they grow by more than one.
      this.position += 100n;
      const revision = (this.revisions.get(stream) ?? -1n) + 1n;
      this.revisions.set(stream, revision);
      const commandId = uuid5('test-log', n);
      const metadata: EventMetadata = {
        schemaVersion: 1,
        commandId,
        commandHash: '0'.repeat(64),
        correlationId: commandId,
        causationId: commandId,
        actor: { accountId: uuid5('test-account'), officeId: null, sideId: null },
        effectiveDate: '2019-09-11',
        recordedAt: new Date(Date.parse(firstRecordedAt) + n * 60_000).toISOString(),
        ...part,
      };
      // As it comes from the wire.
      const wire = JSON.parse(JSON.stringify(data)) as unknown;
      const eventId = uuid5('event', commandId, 0);
      return { type, data: wire, id, eventId, stream, revision, position: this.position, metadata };
    });
  }
}

async function deliver(runner: ViewRunner, events: readonly Placed[]): Promise<void> {
  const last = events.at(-1);
  if (last) await runner.advance(events, last.position);
  if (runner.parked) throw new Error(`${runner.view.name} parked ${runner.parked.eventType}: ${runner.parked.reason}`);
}

async function versionsOf<R extends object>(db: Database, table: ViewTable<R>): Promise<RowVersion<R>[]> {
  const until = table.spec.kind === 'temporal' ? 'until' : 'null::bigint as until';
  const columns = [...Object.keys(table.spec.columns), 'since', until].join(', ');
  const order = [...table.identity, 'since'].join(', ');
  const found = await db.query<Record<string, unknown>>(`select ${columns} from ${table.name} order by ${order}`);
  return found.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([column, value]) => [column, typeof value === 'bigint' ? String(value) : value]),
    ),
  ) as RowVersion<R>[];
}

function same(how: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`${how}: ${JSON.stringify(actual, null, 2)}\nexpected ${JSON.stringify(expected, null, 2)}`);
}
