import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Board } from '../api/answers.js';
import { boardQuery, comparisonQuery } from '../api/queries.js';
import { useNow } from '../frame/use-now.js';
import { useTitle } from '../frame/use-title.js';
import { Notice, ReadFailed, Reading } from '../parts/notice.js';
import { useReader } from '../parts/reader.js';
import { useText } from '../text/language.js';
import { BoardFilters } from './board-filters.js';
import styles from './board.module.css';
import { BoardSentence } from './board-sentence.js';
import { BoardTable } from './board-table.js';
import { rowChanges } from './comparison.js';
import { ComparisonSentence } from './comparison-sentence.js';
import { TimeBar } from './time-bar.js';

/** Every item of the bodies with both sides' halves, by sector. */
export function BoardPage() {
  const { t } = useText();
  useTitle(t('nav.board'));
  const reader = useReader();
  const { body, protocol, status } = useSearch({ from: '/frame/board' });
  const query = useInfiniteQuery(boardQuery(reader, { body, protocol, status }));
  const { data, error, isPlaceholderData, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  const first: Board | undefined = data?.pages[0];
  const { comparison, isAfter, failure, changes, only } = useComparison();
  const items = useMemo(() => {
    const all = data?.pages.flatMap((page) => page.items) ?? [];
    return only ? all.filter(({ id }) => changes.has(id)) : all;
  }, [data, changes, only]);
  return (
    <>
      <div className={styles.head}>
        <h1>{t('nav.board')}</h1>
        <BoardFilters />
      </div>
      <TimeBar resolved={isPlaceholderData ? undefined : first?.asOf} />
      {error && <ReadFailed error={error} retry={() => void refetch()} />}
      {failure}
      {isAfter && <Notice>{t('compare.notBefore')}</Notice>}
      {!first && !error && <Reading />}
      {first && (
        <div data-stale={isPlaceholderData || undefined} className={styles.content}>
          {comparison && <ComparisonSentence comparison={comparison} shown={new Set(items.map(({ id }) => id))} />}
          {items.length === 0 ? (
            <Nothing />
          ) : (
            <>
              <BoardSentence counts={first.counts} />
              <BoardTable items={items} today={first.today} changes={changes} />
            </>
          )}
          {hasNextPage && (
            <Button
              variant="default"
              size="sm"
              mt="md"
              loading={isFetchingNextPage}
              onClick={() => void fetchNextPage()}
            >
              {t('board.more')}
            </Button>
          )}
          {items.length > 0 && (
            <p className={styles.foot}>
              {t('board.position')} <span className="mono">{first.position}</span>
            </p>
          )}
        </div>
      )}
    </>
  );
}

/** The comparison with the earlier moment of the address, where there is one. */
function useComparison() {
  const reader = useReader();
  const now = useNow();
  const { body, vs, only } = useSearch({ from: '/frame/board' });
  const isAfter = vs !== undefined && Date.parse(vs) >= Date.parse(reader.asOf ?? now);
  const isOn = vs !== undefined && !isAfter;
  const { data, error, refetch } = useQuery({ ...comparisonQuery(reader, vs ?? '', body), enabled: isOn });
  const comparison = isOn ? data : undefined;
  const changes = useMemo(() => rowChanges(comparison), [comparison]);
  const failure = isOn && error && <ReadFailed error={error} retry={() => void refetch()} />;
  return { comparison, isAfter, failure, changes, only: only !== undefined && comparison !== undefined };
}

function Nothing() {
  const { t } = useText();
  const { body, protocol, status, only } = useSearch({ from: '/frame/board' });
  const filtered = body ?? protocol ?? status ?? only;
  return <p className={styles.nothing}>{filtered === undefined ? t('board.empty') : t('board.emptyFiltered')}</p>;
}
