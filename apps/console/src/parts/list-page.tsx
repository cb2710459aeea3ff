import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { List } from '../api/answers.js';
import { useRowKeys } from '../board/row-keys.js';
import { useTitle } from '../frame/use-title.js';
import styles from './list.module.css';
import { ReadFailed, Reading } from './notice.js';

interface Props<T> {
  readonly title: string;
  /** Says in words how many there are, or why there is none. */
  readonly sentence: (items: readonly T[]) => string;
  readonly query: UseQueryResult<List<T>>;
  readonly columns: readonly string[];
  readonly row: (item: T) => ReactNode;
}

/** A page that is one plain table. */
export function ListPage<T>({ title, sentence, query, columns, row }: Props<T>) {
  const { data, error, refetch } = query;
  useTitle(title);
  const rows = useRowKeys();
  return (
    <>
      <h1>{title}</h1>
      {error && <ReadFailed error={error} retry={() => void refetch()} />}
      {!data && !error && <Reading />}
      {data && <p className={styles.sentence}>{sentence(data.items)}</p>}
      {data && data.items.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table} ref={rows}>
            <caption className="hidden-label">{title}</caption>
            <thead>
              <tr>
                {columns.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>{data.items.map(row)}</tbody>
          </table>
        </div>
      )}
    </>
  );
}
