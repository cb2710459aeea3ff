import { Link } from '@tanstack/react-router';
import { sumsOf, useDemoClock } from '../clock/use-demo-clock.js';
import { EveryClock } from '../parts/moment.js';
import { useText } from '../text/language.js';
import styles from './bands.module.css';
import { useNow } from './use-now.js';

/** Says that the data are synthetic, where the demo clock stands, and lets it be moved forward. */
export function DemoBanner() {
  const { t } = useText();
  const now = useNow();
  const { advance, move } = useDemoClock();
  return (
    <div className={styles.demo} role="region" aria-label={t('demo.label')}>
      <span>{t('demo.synthetic')}</span>
      <span>
        <Link to="/clock">{t('demo.clock')}</Link> <EveryClock at={now} />
      </span>
      <button type="button" disabled={advance.isPending} onClick={() => move({ by: 'P1D' })}>
        {t('demo.day')}
      </button>
      <button type="button" disabled={advance.isPending} onClick={() => move({ by: 'P7D' })}>
        {t('demo.week')}
      </button>
      <span role="status" className={styles.outcome}>
        {advance.isPending && t('demo.moving')}
        {advance.isError && (advance.error.message || t('error.unreachable'))}
        {advance.isSuccess && t('demo.moved', { ...sumsOf(advance.data.steps) })}
      </span>
    </div>
  );
}
