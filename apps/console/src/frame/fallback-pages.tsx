import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { ReadFailed } from '../parts/notice.js';
import { useText } from '../text/language.js';
import styles from './frame.module.css';
import { useTitle } from './use-title.js';

export function NotFoundPage() {
  const { t } = useText();
  useTitle(t('page.notFound'));
  return (
    <main className={styles.alone}>
      <h1>{t('page.notFound')}</h1>
      <p>
        <Link to="/board">{t('page.toBoard')}</Link>
      </p>
    </main>
  );
}

export function CrashPage({ error, reset }: ErrorComponentProps) {
  const { t } = useText();
  useTitle(t('page.failed'));
  return (
    <main className={styles.alone}>
      <h1>{t('page.failed')}</h1>
      <ReadFailed
        error={error instanceof Error ? error : new Error(String(error))}
        retry={() => (reset(), window.location.reload())}
      />
    </main>
  );
}
