import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { openingError } from './store-errors.js';
import type { AllRange, EventLog, StoredEvent, StreamEnd, StreamRange } from './types.js';

/** Name of the database file inside the data directory. */
export const DATABASE_FILE = 'events.sqlite';

/** Marks the file as ours ("EvSt"), so that another program's database is not taken for a store. */
const APPLICATION_ID = 0x45765374;
const SCHEMA_VERSION = 1;

const SCHEMA = `
  CREATE TABLE streams (sid INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE types (tid INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE events (
    pos INTEGER PRIMARY KEY, sid INTEGER NOT NULL, rev INTEGER NOT NULL, tid INTEGER NOT NULL,
    created INTEGER NOT NULL, json INTEGER NOT NULL, id BLOB NOT NULL, meta BLOB NOT NULL, data BLOB NOT NULL,
    UNIQUE (sid, rev)
  ) STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** The exclusive lock must be asked for before the first access, or a second process could open the file too. */
const SETTINGS = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 2000;
  PRAGMA journal_size_limit = 67108864;
  PRAGMA cache_size = -32768;
  PRAGMA temp_store = MEMORY;
`;

const EVENT = `SELECT e.pos, e.rev, e.created, e.json, e.id, e.meta, e.data, s.name AS stream, t.name AS type
  FROM events e JOIN streams s ON s.sid = e.sid JOIN types t ON t.tid = e.tid`;

/** A page ends early when its contents reach this size, so that big events do not fill the memory. */
const PAGE_BYTES = 1024 * 1024;

interface EventRow {
  readonly pos: number;
  readonly rev: number;
  readonly created: number;
  readonly json: number;
  readonly id: Uint8Array;
  readonly meta: Uint8Array;
  readonly data: Uint8Array;
  readonly stream: string;
  readonly type: string;
}

/**
 * The log in one SQLite file (write-ahead log, every commit reaches the disk). One process at a time: opening takes an exclusive lock that ends
 * with the process.
 */
export class SqliteStore implements EventLog {
  readonly #db: DatabaseSync;
  readonly #names = new Map<string, StatementSync>();

  /** @throws EventStoreOpenError when another process has the file, or it is damaged, or not an event store. */
  constructor(directory: string, options: { readonly lockTimeoutMs?: number } = {}) {
    const file = join(directory, DATABASE_FILE);
    let db: DatabaseSync | undefined;
    try {
      db = new DatabaseSync(file, { timeout: options.lockTimeoutMs ?? 1000 });
      prepareFile(db);
    } catch (error) {
      db?.close();
      throw openingError(error, directory);
    }
    this.#db = db;
  }

  begin(): void {
    this.#db.exec('BEGIN IMMEDIATE');
  }

  commit(): void {
    this.#db.exec('COMMIT');
  }

  /** Some errors (a full disk, for one) have rolled back already. */
  rollback(): void {
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
  }

  close(): void {
    this.#names.clear();
    this.#db.close();
  }

  end(stream: string): StreamEnd {
    const row = this.#get<{ rev: number; pos: number }>(
      'SELECT rev, pos FROM events WHERE sid = (SELECT sid FROM streams WHERE name = ?) ORDER BY rev DESC LIMIT 1',
      stream,
    );
    return row ? { last: row.rev, position: row.pos } : { last: -1, position: 0 };
  }

  lastPosition(): number {
    return this.#get<{ pos: number | null }>('SELECT max(pos) AS pos FROM events')?.pos ?? 0;
  }

  insert(event: StoredEvent): void {
    const sid = this.#key('streams', 'sid', event.stream);
    const tid = this.#key('types', 'tid', event.type);
    const { position, revision, created, json, data, metadata } = event;
    this.#statement(
      'INSERT INTO events (pos, sid, rev, tid, created, json, id, meta, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(position, sid, revision, tid, created, json ? 1 : 0, idToBytes(event.id), metadata, data);
  }

  ids(stream: string, revision: number, limit: number): { id: string; position: number }[] {
    const rows = this.#all<{ id: Uint8Array; pos: number }>(
      `SELECT id, pos FROM events WHERE sid = (SELECT sid FROM streams WHERE name = ?) AND rev >= ? ORDER BY rev LIMIT ?`,
      stream,
      revision,
      limit,
    );
    return rows.map((row) => ({ id: idToText(row.id), position: row.pos }));
  }

  *newest(limit: number): Generator<{ id: string; stream: string; revision: number; position: number }> {
    const rows = this.#statement(
      `SELECT e.id, s.name AS stream, e.rev, e.pos FROM events e JOIN streams s ON s.sid = e.sid
       WHERE e.pos > (SELECT max(pos) FROM events) - ? ORDER BY e.pos`,
    ).iterate(limit) as unknown as Iterable<{ id: Uint8Array; stream: string; rev: number; pos: number }>;
    for (const row of rows) {
      yield { id: idToText(row.id), stream: row.stream, revision: row.rev, position: row.pos };
    }
  }

  event(stream: string, revision: number): StoredEvent | undefined {
    const row = this.#get<EventRow>(`${EVENT} WHERE s.name = ? AND e.rev = ?`, stream, revision);
    return row && toEvent(row);
  }

  streamPage({ stream, low, high, createdFrom, forwards, limit }: StreamRange): StoredEvent[] {
    const order = forwards ? 'ASC' : 'DESC';
    return this.#page(
      `${EVENT} WHERE e.sid = (SELECT sid FROM streams WHERE name = ?) AND e.rev BETWEEN ? AND ? AND e.created >= ?
       ORDER BY e.rev ${order} LIMIT ?`,
      [stream, low, high, createdFrom, limit],
    );
  }

  allPage({ from, forwards, limit }: AllRange): StoredEvent[] {
    const where = forwards ? 'e.pos > ? ORDER BY e.pos ASC' : 'e.pos < ? ORDER BY e.pos DESC';
    return this.#page(`${EVENT} WHERE ${where} LIMIT ?`, [from, limit]);
  }

  #page(sql: string, values: (string | number)[]): StoredEvent[] {
    const events: StoredEvent[] = [];
    let bytes = 0;
    for (const row of this.#statement(sql).iterate(...values)) {
      const event = toEvent(row as unknown as EventRow);
      events.push(event);
      bytes += event.data.length + event.metadata.length;
      if (bytes >= PAGE_BYTES) break;
    }
    return events;
  }

  /** The number that stands for a name, given out at its first use. Looked up each time: names are few per transaction and the index is cached. */
  #key(table: 'streams' | 'types', column: 'sid' | 'tid', name: string): number {
    const known = this.#get<{ key: number }>(`SELECT ${column} AS key FROM ${table} WHERE name = ?`, name);
    if (known) return known.key;
    return Number(this.#statement(`INSERT INTO ${table} (name) VALUES (?)`).run(name).lastInsertRowid);
  }

  #get<T>(sql: string, ...values: (string | number)[]): T | undefined {
    return this.#statement(sql).get(...values) as T | undefined;
  }

  #all<T>(sql: string, ...values: (string | number)[]): T[] {
    return this.#statement(sql).all(...values) as T[];
  }

  #statement(sql: string): StatementSync {
    let statement = this.#names.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      this.#names.set(sql, statement);
    }
    return statement;
  }
}

function prepareFile(db: DatabaseSync): void {
  db.exec(SETTINGS);
  const version = pragma(db, 'user_version');
  if (version === 0 && db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n === 0) {
    db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
  } else if (pragma(db, 'application_id') !== APPLICATION_ID || version !== SCHEMA_VERSION) {
    throw new Error(`the file is not an event store of format ${SCHEMA_VERSION}`);
  }
  // Also takes the write lock, which a locked-out second process must not get.
  db.exec('BEGIN EXCLUSIVE; COMMIT;');
  const [check] = db.prepare('PRAGMA quick_check(1)').all();
  if (check?.quick_check !== 'ok') throw new Error(`the file is damaged: ${String(check?.quick_check)}`);
}

function pragma(db: DatabaseSync, name: string): unknown {
  return db.prepare(`PRAGMA ${name}`).get()?.[name];
}

function toEvent(row: EventRow): StoredEvent {
  return {
    position: row.pos,
    stream: row.stream,
    revision: row.rev,
    id: idToText(row.id),
    type: row.type,
    json: row.json === 1,
    created: row.created,
    data: row.data,
    metadata: row.meta,
  };
}

function idToBytes(id: string): Uint8Array {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

function idToText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
