import type { HistoryEntry } from '../api/answers.js';
import { SideCode } from '../parts/side-name.js';
import { Day, Moment } from '../parts/moment.js';
import { useZone } from '../parts/reader.js';
import { useText } from '../text/language.js';
import { wallClock } from '../text/time.js';
import styles from './item.module.css';

/** What happened, newest first; the effective date beside the recorded moment where the two differ. */
export function ItemHistory({ entries }: { entries: readonly HistoryEntry[] }) {
  const { t } = useText();
  const zone = useZone();
  return (
    <section>
      <h2>{t('history.title')}</h2>
      <ol className={styles.entries}>
        {entries.map(({ position, recordedAt, effectiveDate, type, sideId, sentence, internal }) => (
          <li key={`${position}/${type}/${sideId}`}>
            <p className={styles.when}>
              <Moment at={recordedAt} />
              {wallClock(recordedAt, zone).slice(0, 10) !== effectiveDate && (
                <>
                  , {t('history.effective')} <Day on={effectiveDate} />
                </>
              )}
              {sideId !== null && (
                <>
                  {' · '}
                  <SideCode sideId={sideId} />
                </>
              )}
              {internal && ` · ${t('history.internal')}`}
              <span className={styles.position} title={t('history.position')}>
                {position}
              </span>
            </p>
            <p>{sentence}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
