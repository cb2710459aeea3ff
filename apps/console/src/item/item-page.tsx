import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ActionItem } from '../api/answers.js';
import { isProblem } from '../api/problem.js';
import { itemQuery } from '../api/queries.js';
import { useTitle } from '../frame/use-title.js';
import { useDirectory } from '../parts/directory.js';
import { Day } from '../parts/moment.js';
import { ReadFailed, Reading } from '../parts/notice.js';
import { useReader } from '../parts/reader.js';
import { StateMark } from '../parts/state-mark.js';
import { useText } from '../text/language.js';
import { inLanguage } from '../text/names.js';
import { sectorName } from '../text/sectors.js';
import { ItemHistory } from './item-history.js';
import styles from './item.module.css';
import { JointPart } from './joint-part.js';
import { ReminderReasons } from './reminder-reasons.js';
import { SideHalf } from './side-half.js';

/** One action item: each side's half, the joint part between them, what was reminded and why, what happened. */
export function ItemPage() {
  const { number } = useParams({ from: '/frame/items/$number' });
  useTitle(number);
  const { data: item, error, refetch } = useQuery({ ...itemQuery(useReader(), number), placeholderData: undefined });
  if (item) return <Item item={item} />;
  if (isProblem(error, 404)) return <Missing number={number} />;
  return error ? (
    <ReadFailed error={error} retry={() => void refetch()} />
  ) : (
    <>
      <h1>{number}</h1>
      <Reading />
    </>
  );
}

function Item({ item }: { item: ActionItem }) {
  const { bodies, sideIndex } = useDirectory();
  const parties = bodies.find(({ id }) => id === item.bodyId)?.sideIds ?? [];
  // Every party keeps its place, also one that owes nothing here.
  const [left, ...right] = [...new Set([...parties, ...item.halves.map(({ sideId }) => sideId)])].toSorted(
    (a, b) => sideIndex(a) - sideIndex(b),
  );
  return (
    <article>
      <ItemHead item={item} />
      <div className={styles.parts}>
        {left !== undefined && <SideHalf item={item} sideId={left} />}
        <JointPart item={item} />
        <div className={styles.right}>
          {right.map((sideId) => (
            <SideHalf key={sideId} item={item} sideId={sideId} />
          ))}
        </div>
      </div>
      <div className={styles.records}>
        <ReminderReasons number={item.number} />
        <ItemHistory entries={item.history} />
      </div>
    </article>
  );
}

function ItemHead({ item }: { item: ActionItem }) {
  const { t, lang } = useText();
  const title = inLanguage(item.titles, lang);
  return (
    <header className={styles.head}>
      <nav aria-label={t('frame.path')} className={styles.path}>
        <Link to="/board">{t('nav.board')}</Link>
        {' / '}
        <Link to="/protocols/$id" params={{ id: item.protocol.id }}>
          {t('protocol.number', { number: item.protocol.number })}
        </Link>
        {' / '}
        {t('item.clauses', { count: item.clausePaths.length, paths: item.clausePaths.join(', ') })}
      </nav>
      <h1>
        <span className={styles.number}>{item.number}</span> <span lang={title.lang}>{title.text}</span>
      </h1>
      <p className={styles.facts}>
        <StageMark item={item} />
        <span>{sectorName(item.sector, t)}</span>
        <span>{t(`item.rule.${item.jointRule}`)}</span>
        {item.protocol.effectiveOn !== null && (
          <span>
            {t('item.inEffect')} <Day on={item.protocol.effectiveOn} />
          </span>
        )}
      </p>
    </header>
  );
}

function StageMark({ item: { stage, removedOn } }: { item: ActionItem }) {
  const { t } = useText();
  if (stage === 'pendingEffect') return <StateMark mark="pendingEffect">{t('state.pendingEffect')}</StateMark>;
  if (stage === 'active') return <span className={styles.stage}>{t('state.active')}</span>;
  return (
    <span>
      <StateMark mark="closed">{t('state.closed')}</StateMark> {removedOn !== null && <Day on={removedOn} />}
    </span>
  );
}

function Missing({ number }: { number: string }) {
  const { t } = useText();
  const { asOf } = useReader();
  return (
    <>
      <h1>{t('item.missing', { number })}</h1>
      <p className={styles.missing}>
        {asOf === undefined ? t('item.missingWhy') : t('item.missingThen')} <Link to="/board">{t('page.toBoard')}</Link>
      </p>
    </>
  );
}
