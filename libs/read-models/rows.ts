import type { Queryable } from './database.js';
import type { Row, ViewTable } from './view-table.js';

interface Version {
  row: Row;
  since: bigint;
  until: bigint | null;
  /** Stands in the table already (then only its end may change). */
  stored: boolean;
}

/**
 * The rows of one batch of one view: loaded at once, changed in memory by the handlers, written at once. Every event
 * makes its own version; two changes by the same event make one.
 */
export class Rows {
  private readonly groups = new Map<ViewTable<object>, Map<string, Map<string, Version>>>();
  private readonly closed = new Map<ViewTable<object>, Version[]>();
  private readonly added = new Map<ViewTable<object>, Row[]>();
  /** Position of the event being handled. */
  position = -1n;

  /** Loads the current rows of the groups; handlers see only groups that were loaded. */
  async load(tx: Queryable, table: ViewTable<object>, ids: ReadonlySet<string>): Promise<void> {
    const groups = new Map([...ids].map((id) => [id, new Map<string, Version>()]));
    this.groups.set(table, groups);
    const found = await tx.query<Row & { since: bigint }>(table.selectSql(), [JSON.stringify([...ids])]);
    for (const { since, ...stored } of found) {
      const row = plain(stored);
      groups.get(String(row[table.spec.group]))!.set(this.keyOf(table, row), { row, since, until: null, stored: true });
    }
  }

  /** Current rows of a group, in no order. */
  of<R extends object>(table: ViewTable<R>, id: string): R[] {
    return [...this.group(table, id).values()].map(({ row }) => row as R);
  }

  /** The only row of a group. */
  one<R extends object>(table: ViewTable<R>, id: string): R | undefined {
    return this.of(table, id)[0];
  }

  /** Writes a row, new or in place of the one with the same identity. */
  put<R extends object>(table: ViewTable<R>, row: R): void {
    const values = row as Row;
    const group = this.group(table, String(values[table.spec.group]));
    const key = this.keyOf(table, values);
    const before = group.get(key);
    if (before?.since === this.position && !before.stored) before.row = values;
    else {
      if (before) this.end(table, before);
      group.set(key, { row: values, since: this.position, until: null, stored: false });
    }
  }

  /** Changes every row of a group; `change` returns the new row, or the same one to leave it. */
  each<R extends object>(table: ViewTable<R>, id: string, change: (row: R) => R): void {
    for (const row of this.of(table, id)) {
      const changed = change(row);
      if (changed !== row) this.put(table, changed);
    }
  }

  remove<R extends object>(table: ViewTable<R>, row: R): void {
    const values = row as Row;
    const group = this.group(table, String(values[table.spec.group]));
    const before = group.get(this.keyOf(table, values));
    if (before) this.end(table, before);
    group.delete(this.keyOf(table, values));
  }

  /** Adds a row to a journal. */
  append<R extends object>(table: ViewTable<R>, row: R): void {
    const rows = this.added.get(table) ?? [];
    rows.push({ ...(row as Row), since: String(this.position) });
    this.added.set(table, rows);
  }

  async flush(tx: Queryable): Promise<void> {
    for (const [table, groups] of this.groups) {
      const closed = this.closed.get(table) ?? [];
      const ends = closed
        .filter(({ stored }) => stored)
        .map(({ row, until }) => ({ ...pick(row, table.identity), until: String(until) }));
      if (ends.length > 0) await tx.query(table.closeSql(), [JSON.stringify(ends)]);
      const open = [...groups.values()].flatMap((group) => [...group.values()]);
      const keepsHistory = table.spec.kind === 'temporal';
      const fresh = [...(keepsHistory ? closed : []), ...open].filter(({ stored }) => !stored);
      if (fresh.length > 0) await tx.query(table.insertSql(), [JSON.stringify(fresh.map(written))]);
    }
    for (const [table, rows] of this.added) await tx.query(table.insertSql(), [JSON.stringify(rows)]);
  }

  private end(table: ViewTable<object>, version: Version): void {
    // Made and ended by the same event: it never stood.
    if (version.since === this.position && !version.stored) return;
    version.until = this.position;
    const closed = this.closed.get(table);
    if (closed) closed.push(version);
    else this.closed.set(table, [version]);
  }

  private group(table: ViewTable<object>, id: string): Map<string, Version> {
    const group = this.groups.get(table)?.get(id);
    if (!group) throw new Error(`${table.name}: group ${id} was not named in touches()`);
    return group;
  }

  private keyOf(table: ViewTable<object>, row: Row): string {
    return table.spec.key ? String(row[table.spec.key]) : '';
  }
}

/** As JSON takes it: bigint columns come from the database as bigint and are written as decimal strings. */
const plain = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, typeof value === 'bigint' ? String(value) : value]),
  );

const pick = (row: Row, columns: readonly string[]): Row =>
  Object.fromEntries(columns.map((column) => [column, row[column]]));

const written = ({ row, since, until }: Version): Row => ({
  ...row,
  since: String(since),
  until: until === null ? null : String(until),
});
