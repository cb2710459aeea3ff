import type { Half } from '../api/answers.js';
import { useDirectory } from '../parts/directory.js';
import { remarkOf } from '../parts/half.js';
import { StateMark } from '../parts/state-mark.js';
import { why } from '../parts/why-tip.js';
import { writtenDeadline } from '../parts/written-deadline.js';
import { useText } from '../text/language.js';
import { formatDay } from '../text/time.js';
import styles from './board.module.css';

interface Props {
  readonly half: Half | undefined;
  readonly pending: boolean;
  readonly today: string | undefined;
}

/** One side's three cells of a row: who leads, how it stands, by when. */
export function HalfCells({ half, pending, today }: Props) {
  const { t, lang } = useText();
  const { officeName, institutionOf } = useDirectory();
  if (!half) {
    return (
      <td colSpan={3} className={`${styles.edge} muted`}>
        {t('board.owesNothing')}
      </td>
    );
  }
  const institution = institutionOf(half.leadOfficeId);
  const { deadline } = half;
  return (
    <>
      <td className={styles.edge}>
        {institution && <span className={styles.institution}>{institution.short}</span>}
        <span
          className={styles.office}
          title={`${officeName(half.leadOfficeId)}${institution ? ` · ${institution.full}` : ''}`}
        >
          {officeName(half.leadOfficeId)}
        </span>
      </td>
      <td>
        {pending ? (
          <StateMark mark="pendingEffect">{t('state.pendingEffect')}</StateMark>
        ) : (
          <StateMark mark={half.status}>{t(`state.${half.status}`)}</StateMark>
        )}
        <HalfRemark half={half} today={today} />
      </td>
      <td>
        <span className={styles.written}>{writtenDeadline(deadline.asWritten, t, lang)}</span>
        {deadline.dueOn !== null && (
          <span className={styles.date} {...why(deadline.explanation)}>
            {deadline.provisional && <abbr title={t('deadline.provisional')}>~</abbr>}
            {formatDay(deadline.dueOn, lang)}
          </span>
        )}
      </td>
    </>
  );
}

/** Late, at risk, or that it was late; with the rule that says so. */
export function HalfRemark({ half, today }: { half: Half; today: string | undefined }) {
  const { t, lang } = useText();
  const remark = remarkOf(half, today);
  if (!remark) return null;
  const text = t(remark.key, { days: remark.days });
  const { dueOn } = half.deadline;
  const reason = t('late.why', {
    due: dueOn === null ? '' : formatDay(dueOn, lang),
    done: half.completedOn === null ? 'no' : 'yes',
    day: formatDay(half.completedOn ?? today ?? dueOn ?? '1970-01-01', lang),
  });
  return (
    <span className={styles.remark} {...why(reason)}>
      {remark.mark ? <StateMark mark={remark.mark}>{text}</StateMark> : text}
    </span>
  );
}
