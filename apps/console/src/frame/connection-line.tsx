import { useLive } from '../live/use-live.js';
import { useText } from '../text/language.js';
import styles from './bands.module.css';

/** Keeps the page up to date with what others record, and says when it cannot. */
export function ConnectionLine() {
  const { t } = useText();
  const connection = useLive();
  return (
    <div role="status" className={styles.connection}>
      {connection === 'lost' && <p>{t('live.lost')}</p>}
    </div>
  );
}
