import { Link, useSearch } from '@tanstack/react-router';
import { Fragment } from 'react';
import type { Counts } from '../api/answers.js';
import { useText } from '../text/language.js';
import styles from './board.module.css';

const parts = ['overdue', 'atRisk', 'reportedDone', 'validated', 'closed'] as const;

/** The counts as a sentence; each number opens its list. */
export function BoardSentence({ counts }: { counts: Counts }) {
  const { t } = useText();
  const { status } = useSearch({ from: '/frame/board' });
  const shown = parts.filter((part) => counts[part] > 0);
  return (
    <p className={styles.sentence}>
      {t('counts.items', { count: counts.items })}
      {shown.length > 0 && ': '}
      {shown.map((part, index) => (
        <Fragment key={part}>
          {index > 0 && ', '}
          <Link to="/board" search={(search) => ({ ...search, status: status === part ? undefined : part })}>
            {t(`counts.${part}`, { count: counts[part] })}
          </Link>
        </Fragment>
      ))}
      .
    </p>
  );
}
