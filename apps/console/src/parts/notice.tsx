import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { isProblem } from '../api/problem.js';
import { useText } from '../text/language.js';
import styles from './notice.module.css';

/** Something to be read: a ruled note in the text, not a box that floats. */
export function Notice({ tone = 'plain', children }: { tone?: 'plain' | 'bad' | 'good'; children: ReactNode }) {
  return (
    <div className={styles.notice} data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

/** A page or part that could not be read: what, why, the reference, and another try. */
export function ReadFailed({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useText();
  const unreachable = isProblem(error, 0);
  const body = isProblem(error) ? error.body : {};
  return (
    <Notice tone="bad">
      <strong>{unreachable ? t('error.unreachable') : (body.title ?? t('error.read'))}</strong>
      {body.detail !== undefined && body.detail !== body.title && <p>{body.detail}</p>}
      {body.traceId !== undefined && (
        <p className="muted">
          {t('error.reference')} <span className="mono">{body.traceId}</span>
        </p>
      )}
      <p>
        <Button size="compact-sm" variant="default" onClick={retry}>
          {t('action.retry')}
        </Button>
      </p>
    </Notice>
  );
}

/** While a part is read for the first time. */
export function Reading() {
  const { t } = useText();
  return (
    <p className={styles.reading} role="status">
      {t('page.reading')}
    </p>
  );
}
