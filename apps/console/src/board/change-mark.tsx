import type { ReactNode } from 'react';
import type { ChangeKind } from '../api/answers.js';
import { useText } from '../text/language.js';
import styles from './comparison.module.css';

export const changeKinds = ['added', 'closed', 'moved', 'changed'] as const satisfies readonly ChangeKind[];
const signs: Record<ChangeKind, string> = { added: '+', closed: '−', moved: '~', changed: '±' };

/** The sign of a kind of change, as the legend has it. */
export function ChangeSign({ kind }: { kind: ChangeKind }) {
  return (
    <span className={styles.sign} data-kind={kind} aria-hidden="true">
      {signs[kind]}
    </span>
  );
}

/** Beside the number of a row: sign, and for a screen reader the word. */
export function ChangeMark({ kind }: { kind: ChangeKind }) {
  const { t } = useText();
  return (
    <>
      <ChangeSign kind={kind} /> <span className="hidden-label">{t(`compare.kind.${kind}`)}</span>
    </>
  );
}

/** A value of the earlier moment, struck, above the one that took its place. */
export function Before({ children }: { children: ReactNode }) {
  const { t } = useText();
  return (
    <del className={styles.before}>
      <span className="hidden-label">{t('compare.before')} </span>
      {children}
    </del>
  );
}
