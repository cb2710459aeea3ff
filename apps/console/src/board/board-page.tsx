import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Board } from '../api/answers.js';
import { boardQuery } from '../api/queries.js';
import { useTitle } from '../frame/use-title.js';
import { ReadFailed, Reading } from '../parts/notice.js';
import { useReader } from '../parts/reader.js';
import { useText } from '../text/language.js';
import { BoardFilters } from './board-filters.js';
import styles from './board.module.css';
import { BoardSentence } from './board-sentence.js';
import { BoardTable } from './board-table.js';

/** Every item of the bodies with both sides' halves, by sector. */
export function BoardPage() {
  const { t } = useText();
  useTitle(t('nav.board'));
  const reader = useReader();
  const { body, protocol, status } = useSearch({ from: '/frame/board' });
  const query = useInfiniteQuery(boardQuery(reader, { body, protocol, status }));
  const { data, error, isPlaceholderData, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const first: Board | undefined = data?.pages[0];
  return (
    <>
      <div className={styles.head}>
        <h1>{t('nav.board')}</h1>
        <BoardFilters />
      </div>
      {error && <ReadFailed error={error} retry={() => void refetch()} />}
      {!first && !error && <Reading />}
      {first && (
        <div data-stale={isPlaceholderData || undefined} className={styles.content}>
          {items.length === 0 ? (
            <Nothing />
          ) : (
            <>
              <BoardSentence counts={first.counts} />
              <BoardTable items={items} today={first.today} />
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

function Nothing() {
  const { t } = useText();
  const { body, protocol, status } = useSearch({ from: '/frame/board' });
  const filtered = body ?? protocol ?? status;
  return <p className={styles.nothing}>{filtered === undefined ? t('board.empty') : t('board.emptyFiltered')}</p>;
}
