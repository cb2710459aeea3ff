import type { Derived, Half } from '../api/answers.js';
import { useDirectory } from '../parts/directory.js';
import { remarkOf } from '../parts/half.js';
import { StateMark } from '../parts/state-mark.js';
import { why } from '../parts/why-tip.js';
import { writtenDeadline } from '../parts/written-deadline.js';
import { useText } from '../text/language.js';
import { formatDay } from '../text/time.js';
import styles from './board.module.css';
import { Before } from './change-mark.js';
import type { HalfBefore } from './comparison.js';

interface Props {
  readonly half: Half | undefined;
  readonly pending: boolean;
  readonly today: string | undefined;
  /** What stood here at the moment it is compared with. */
  readonly before: HalfBefore | undefined;
}

/** One side's three cells of a row: who leads, how it stands, by when. */
export function HalfCells({ half, pending, today, before }: Props) {
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
        {before?.leadOfficeId !== undefined && <Before>{officeName(before.leadOfficeId)}</Before>}
        {institution && <span className={styles.institution}>{institution.short}</span>}
        <span
          className={styles.office}
          title={`${officeName(half.leadOfficeId)}${institution ? ` · ${institution.full}` : ''}`}
        >
          {officeName(half.leadOfficeId)}
        </span>
      </td>
      <td>
        <StateBefore before={before} now={half.derived} />
        {pending ? (
          <StateMark mark="pendingEffect">{t('state.pendingEffect')}</StateMark>
        ) : (
          <StateMark mark={half.status}>{t(`state.${half.status}`)}</StateMark>
        )}
        <HalfRemark half={half} today={today} />
      </td>
      <td>
        <span className={styles.written}>{writtenDeadline(deadline.asWritten, t, lang)}</span>
        {before?.dueOn !== undefined && <Before>{formatDay(before.dueOn, lang)}</Before>}
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

const quiet = ['onSchedule', 'noDeadline'] as const;
const alarms = ['atRisk', 'overdue'] as const;

/** The earlier state; how it stood to its deadline only where there was an alarm, or is one now. */
function StateBefore({ before, now }: { before: HalfBefore | undefined; now: Derived }) {
  const { t } = useText();
  const isAlarmed = alarms.some((known) => known === now);
  const alarm = [...alarms, ...(isAlarmed ? quiet : [])].find((known) => known === before?.derived);
  return (
    <>
      {before?.status && <Before>{t(`state.${before.status}`)}</Before>}
      {alarm && <Before>{t(`state.${alarm}`)}</Before>}
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
