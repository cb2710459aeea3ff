/** A row of a view table: column values by name, as JSON takes them (bigint as decimal string). */
export type Row = Readonly<Record<string, unknown>>;

export interface ViewTableSpec {
  /** In the schema `views`. */
  readonly name: string;
  /** What a row is about: `group` is the id that rows are loaded by, `key` tells the rows of a group apart. */
  readonly group: string;
  readonly key?: string;
  /** Column → SQL type, group and key included. */
  readonly columns: Readonly<Record<string, string>>;
  /** SQL of further indexes; `%t` stands for the table's name. */
  readonly indexes?: readonly string[];
  /** `temporal` keeps every version with its range of positions, `current` only the last, `journal` only adds. */
  readonly kind: 'temporal' | 'current' | 'journal';
}

/** A table that the projector fills: the row type, the DDL and the statements that move a batch of rows. */
export class ViewTable<R extends object = Row> {
  readonly name: string;
  declare readonly row: R;

  constructor(readonly spec: ViewTableSpec) {
    this.name = `views.${spec.name}`;
  }

  get identity(): readonly string[] {
    const { group, key } = this.spec;
    return key ? [group, key] : [group];
  }

  ddl(): string {
    const { columns, kind, indexes = [], name } = this.spec;
    const lines = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
    lines.push('since bigint not null');
    if (kind === 'temporal') {
      lines.push('until bigint', 'valid int8range generated always as (int8range(since, until)) stored');
    }
    if (kind === 'temporal') lines.push(`primary key (${[...this.identity, 'since'].join(', ')})`);
    if (kind === 'current') lines.push(`primary key (${this.identity.join(', ')})`);
    const statements = [`create table ${this.name} (${lines.join(', ')})`];
    if (kind === 'temporal') statements.push(`create index ${name}_valid on ${this.name} using gist (valid)`);
    if (kind === 'journal') statements.push(`create index ${name}_group on ${this.name} (${this.spec.group}, since)`);
    statements.push(...indexes.map((index) => index.replaceAll('%t', this.name)));
    return statements.join(';\n');
  }

  /** Current rows of the groups given as `$1::jsonb` array. */
  selectSql(): string {
    const { group, columns, kind } = this.spec;
    const open = kind === 'temporal' ? ' and until is null' : '';
    return (
      `select ${Object.keys(columns).join(', ')}, since from ${this.name} ` +
      `where ${group} in (select value::${columns[group]!.split(' ')[0]} from jsonb_array_elements_text($1::jsonb))${open}`
    );
  }

  /** Ends the current version of the rows given as `$1::jsonb`, each with its identity and `until`. */
  closeSql(): string {
    const { kind } = this.spec;
    const on = this.identity.map((column) => `t.${column} = c.${column}`).join(' and ');
    const from = `jsonb_to_recordset($1::jsonb) as c(${this.typed(this.identity)}, until bigint)`;
    return kind === 'temporal'
      ? `update ${this.name} t set until = c.until from ${from} where ${on} and t.until is null`
      : `delete from ${this.name} t using ${from} where ${on}`;
  }

  /** Adds the versions given as `$1::jsonb`. */
  insertSql(): string {
    const columns = [...Object.keys(this.spec.columns), 'since', ...(this.spec.kind === 'temporal' ? ['until'] : [])];
    return (
      `insert into ${this.name} (${columns.join(', ')}) ` +
      `select ${columns.join(', ')} from jsonb_to_recordset($1::jsonb) as r(${this.typed(columns)})`
    );
  }

  private typed(columns: readonly string[]): string {
    const type = (column: string) => this.spec.columns[column]?.replace(/ (not null|collate .*)/g, '') ?? 'bigint';
    return columns.map((column) => `${column} ${type(column)}`).join(', ');
  }
}

/** Declares a view table; the type parameter is its row. */
export const viewTable = <R extends object>(spec: ViewTableSpec): ViewTable<R> => new ViewTable<R>(spec);

/** SQL condition for rows of a temporal table that stand at `$n`: a position, or null for now. */
export function standing(n: number, alias = ''): string {
  const prefix = alias ? `${alias}.` : '';
  return `(($${n}::bigint is null and ${prefix}until is null) or ${prefix}valid @> $${n}::bigint)`;
}

/** SQL condition for rows of a journal that had been added at `$n`: a position, or null for now. */
export function addedBy(n: number, alias = ''): string {
  return `($${n}::bigint is null or ${alias ? `${alias}.` : ''}since <= $${n}::bigint)`;
}
