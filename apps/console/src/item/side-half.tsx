import type { ActionItem, Half } from '../api/answers.js';
import { HalfRemark } from '../board/half-cells.js';
import { useDirectory } from '../parts/directory.js';
import { Day } from '../parts/moment.js';
import { useReader, useSession } from '../parts/reader.js';
import { SideName } from '../parts/side-name.js';
import { StateMark } from '../parts/state-mark.js';
import { writtenDeadline } from '../parts/written-deadline.js';
import { useText } from '../text/language.js';
import { HalfActions } from './half-actions.js';
import styles from './item.module.css';
import { Reports } from './reports.js';

/** One side's half: who answers for it, by when and why that day, how it stands, what was reported. */
export function SideHalf({ item, sideId }: { item: ActionItem; sideId: string }) {
  const { t } = useText();
  const { sideIndex } = useDirectory();
  const half = item.halves.find((one) => one.sideId === sideId);
  return (
    <section className={styles.side} data-side={sideIndex(sideId) % 3}>
      <h2>
        <SideName sideId={sideId} />
      </h2>
      {half ? <Owed item={item} half={half} /> : <p className="muted">{t('board.owesNothing')}</p>}
    </section>
  );
}

function Owed({ item, half }: { item: ActionItem; half: Half }) {
  const { t } = useText();
  const { asOf } = useReader();
  const own = useSession().assignment.side?.sideId === half.sideId;
  const reports = item.reports.filter(({ sideId }) => sideId === half.sideId);
  return (
    <>
      <dl className={styles.fields}>
        <dt>{t('board.state')}</dt>
        <dd>
          {item.stage === 'pendingEffect' ? (
            <StateMark mark="pendingEffect">{t('state.pendingEffect')}</StateMark>
          ) : (
            <StateMark mark={half.status}>{t(`state.${half.status}`)}</StateMark>
          )}{' '}
          <HalfRemark half={half} today={item.today[half.sideId]} />
          {half.completedOn !== null && (
            <p>
              {t('item.completedOn')} <Day on={half.completedOn} />
            </p>
          )}
          {!own && half.status !== 'validated' && <p className={styles.margin}>{t('item.otherSideKnown')}</p>}
        </dd>
        <Deadline deadline={half.deadline} />
        <OfficeField label={t('board.lead')} officeIds={[half.leadOfficeId]} holders />
        <OfficeField label={t('item.coExecutors')} officeIds={half.coExecutorOfficeIds} />
        <OfficeField label={t('item.validator')} officeIds={[half.validatorOfficeId]} />
      </dl>
      <Reports item={item} half={half} reports={reports} own={own} />
      {own && asOf === undefined && <HalfActions item={item} half={half} />}
    </>
  );
}

function Deadline({ deadline }: { deadline: Half['deadline'] }) {
  const { t, lang } = useText();
  return (
    <>
      <dt>{t('board.deadline')}</dt>
      <dd>
        <span className={styles.written}>{writtenDeadline(deadline.asWritten, t, lang)}</span>
        {deadline.dueOn !== null && (
          <p className={styles.due}>
            {deadline.provisional && <abbr title={t('deadline.provisional')}>~</abbr>}
            <Day on={deadline.dueOn} />
          </p>
        )}
        {deadline.explanation !== '' && <p className={styles.margin}>{deadline.explanation}</p>}
      </dd>
    </>
  );
}

function OfficeField(props: { label: string; officeIds: readonly string[]; holders?: boolean }) {
  const { label, officeIds, holders = false } = props;
  if (officeIds.length === 0) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <ul>
          {officeIds.map((id) => (
            <li key={id}>
              <OfficeLine officeId={id} holders={holders} />
            </li>
          ))}
        </ul>
      </dd>
    </>
  );
}

function OfficeLine({ officeId, holders }: { officeId: string; holders: boolean }) {
  const { t } = useText();
  const { officeName, institutionOf, holdersOf } = useDirectory();
  const institution = institutionOf(officeId);
  const names = holdersOf(officeId).flatMap(({ name, acting }) =>
    name === null ? [] : [acting ? t('item.acting', { name }) : name],
  );
  return (
    <>
      {officeName(officeId)}
      {institution && <abbr title={institution.full}>, {institution.short}</abbr>}
      {holders && names.length > 0 && <p className={styles.margin}>{names.join(', ')}</p>}
    </>
  );
}
