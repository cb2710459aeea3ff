import { Link } from '@tanstack/react-router';
import { EveryClock } from '../parts/moment.js';
import { useReader } from '../parts/reader.js';
import { useText } from '../text/language.js';
import styles from './bands.module.css';

/** Says that the past is shown, how it stood on each side's clock, and the way back. */
export function PastBand() {
  const { t } = useText();
  const { asOf } = useReader();
  if (asOf === undefined) return null;
  return (
    <div className={styles.past} role="status">
      <strong>
        {t('asOf.band')} <EveryClock at={asOf} />
      </strong>
      <span>{t('asOf.readOnly')}</span>
      <Link to="." search={(search) => ({ ...search, asOf: undefined })}>
        {t('asOf.return')}
      </Link>
    </div>
  );
}
