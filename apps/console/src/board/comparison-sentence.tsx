import { Link, useSearch } from '@tanstack/react-router';
import { Fragment } from 'react';
import type { Comparison } from '../api/answers.js';
import { EveryClock } from '../parts/moment.js';
import { useText } from '../text/language.js';
import { ChangeSign, changeKinds } from './change-mark.js';
import styles from './comparison.module.css';

interface Props {
  readonly comparison: Comparison;
  /** Ids of the items in the rows. */
  readonly shown: ReadonlySet<string>;
}

/** What differs, as a sentence that is the legend of the signs at once. */
export function ComparisonSentence({ comparison, shown }: Props) {
  const { t } = useText();
  const { protocol, only } = useSearch({ from: '/frame/board' });
  const items = comparison.items.filter(({ item }) => protocol === undefined || item.protocolId === protocol);
  const elsewhere = items.filter(({ item }) => !shown.has(item.id)).length;
  return (
    <div className={styles.sentence} role="status">
      <p>
        {t('compare.since')} <EveryClock at={comparison.from.asOf} />:{' '}
        {items.length === 0
          ? t('compare.nothing')
          : changeKinds.map((kind, index) => (
              <Fragment key={kind}>
                {index > 0 && ', '}
                <span className={styles.part}>
                  <ChangeSign kind={kind} />{' '}
                  {t(`compare.counts.${kind}`, { count: items.filter((one) => one.kind === kind).length })}
                </span>
              </Fragment>
            ))}
        {items.length > 0 && '. '}
        {(items.length > 0 || only) && (
          <Link to="/board" search={(search) => ({ ...search, only: only ? undefined : 'changed' })}>
            {only ? t('compare.all') : t('compare.only')}
          </Link>
        )}
      </p>
      {elsewhere > 0 && <p>{t('compare.elsewhere', { count: elsewhere })}</p>}
    </div>
  );
}
