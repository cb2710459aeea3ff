import type { ReactNode } from 'react';
import { isProblem } from '../api/problem.js';
import { LanguageSwitch } from '../frame/language-switch.js';
import { Notice } from '../parts/notice.js';
import { useText } from '../text/language.js';
import styles from './sign-in.module.css';

/** A page for somebody who is not signed in yet. */
export function Alone({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={styles.alone}>
      <header className={styles.head}>
        <span className={styles.product}>Rapporteur</span>
        <LanguageSwitch />
      </header>
      <main>
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  );
}

/** What the server refused about the form as a whole; faults at fields stand there. */
export function FormFault({ error }: { error: Error | null }) {
  const { t } = useText();
  if (!error) return null;
  if (!isProblem(error) || error.status === 0) return <Notice tone="bad">{t('error.unreachable')}</Notice>;
  return <Notice tone="bad">{error.body.detail ?? error.body.title ?? t('error.command')}</Notice>;
}
