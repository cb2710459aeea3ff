import type { ActionItem } from '../api/answers.js';
import { Day } from '../parts/moment.js';
import { ParallelTexts } from '../parts/parallel-texts.js';
import { useReader, useSession } from '../parts/reader.js';
import { useText } from '../text/language.js';
import styles from './item.module.css';
import { RemovalForm } from './removal-form.js';

/** What both sides share: the wording it comes from, and the end of it. */
export function JointPart({ item }: { item: ActionItem }) {
  const { t } = useText();
  const { asOf } = useReader();
  const { roles } = useSession().assignment;
  const mayRemove = asOf === undefined && item.stage === 'active' && roles.includes('secretary');
  return (
    <section className={styles.joint}>
      <h2>{t('item.joint')}</h2>
      {item.clauses.map(({ clauseId, path, kind, texts }) => (
        <div key={clauseId} className={styles.clause}>
          <h3>
            {t('item.clause', { path })}
            <span className={styles.kind}> · {kindName(kind, t)}</span>
          </h3>
          <ParallelTexts texts={texts} />
        </div>
      ))}
      {item.removedOn !== null && (
        <div className={styles.clause}>
          <h3>
            {t('state.closed')} <Day on={item.removedOn} />
          </h3>
          {item.basis && (
            <p>
              {t('item.basis')} <q lang={item.basis.lang}>{item.basis.text}</q>
            </p>
          )}
        </div>
      )}
      {mayRemove && <RemovalForm item={item} />}
    </section>
  );
}

const kinds = ['informational', 'recommendation', 'decision', 'instruction', 'nextSession'] as const;

/** The kind of a clause in words. */
export function kindName(kind: string, t: ReturnType<typeof useText>['t']): string {
  const known = kinds.find((one) => one === kind);
  return known ? t(`clauseKind.${known}`) : kind;
}
