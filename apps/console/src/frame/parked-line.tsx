import { useQuery } from '@tanstack/react-query';
import { healthQuery } from '../api/queries.js';
import { useSession } from '../parts/reader.js';
import { useText } from '../text/language.js';
import styles from './bands.module.css';

const readers = ['secretary', 'administrator'];

/** Tells those who answer for the work that a view or a reaction stands still, on what, and what that means. */
export function ParkedLine() {
  const { t } = useText();
  const { roles } = useSession().assignment;
  const isReader = roles.some((role) => readers.includes(role));
  const { data } = useQuery({ ...healthQuery, enabled: isReader });
  const parked = isReader ? (data?.views.filter((view) => view.parked !== null) ?? []) : [];
  if (parked.length === 0) return null;
  return (
    <div className={styles.parked} role="status">
      <details>
        <summary>
          {t('parked.line', { count: parked.length })}{' '}
          <span className="mono">{parked.map(({ name }) => name).join(', ')}</span>
        </summary>
        <ul>
          {parked.map(({ name, parked: on }) => (
            <li key={name}>
              <span className="mono">{name}</span>: {t('parked.on', { type: on!.eventType, position: on!.position })}
            </li>
          ))}
        </ul>
        <p>{t('parked.meaning')}</p>
      </details>
    </div>
  );
}
