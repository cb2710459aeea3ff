import { Link, useNavigate } from '@tanstack/react-router';
import { Fragment } from 'react';
import type { BoardItem } from '../api/answers.js';
import { useDirectory } from '../parts/directory.js';
import { SideName } from '../parts/side-name.js';
import { useText } from '../text/language.js';
import { inLanguage } from '../text/names.js';
import { sectorName } from '../text/sectors.js';
import styles from './board.module.css';
import { Before, ChangeMark } from './change-mark.js';
import type { RowChange } from './comparison.js';
import { HalfCells } from './half-cells.js';
import { useRowKeys } from './row-keys.js';

interface TableProps {
  readonly items: readonly BoardItem[];
  /** The local date of each side. */
  readonly today: Readonly<Record<string, string>>;
  /** How rows differ from an earlier moment, by item. */
  readonly changes: ReadonlyMap<string, RowChange>;
}

/** The table of two (or more) sides: one row per item, one group of columns per side. */
export function BoardTable({ items, today, changes }: TableProps) {
  const { t } = useText();
  const { sideIndex } = useDirectory();
  const sideIds = [...new Set(items.flatMap(({ halves }) => halves.map(({ sideId }) => sideId)))].toSorted(
    (a, b) => sideIndex(a) - sideIndex(b),
  );
  const rows = useRowKeys();
  return (
    <div className={styles.scroll}>
      <table className={styles.table} data-compared={changes.size > 0 || undefined} ref={rows}>
        <caption className="hidden-label">{t('board.caption')}</caption>
        <colgroup>
          <col className={styles.number} />
          <col />
          {sideIds.map((id) => (
            <Fragment key={id}>
              <col className={styles.lead} />
              <col className={styles.state} />
              <col className={styles.due} />
            </Fragment>
          ))}
        </colgroup>
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              {t('board.number')}
            </th>
            <th scope="col" rowSpan={2}>
              {t('board.clause')}
            </th>
            {sideIds.map((id) => (
              <th key={id} scope="colgroup" colSpan={3} className={styles.side} data-side={sideIndex(id) % 3}>
                <SideName sideId={id} />
              </th>
            ))}
          </tr>
          <tr>
            {sideIds.map((id) => (
              <Fragment key={id}>
                <th scope="col" className={styles.edge}>
                  {t('board.lead')}
                </th>
                <th scope="col">{t('board.state')}</th>
                <th scope="col">{t('board.deadline')}</th>
              </Fragment>
            ))}
          </tr>
        </thead>
        {bySector(items).map(([sector, group]) => (
          <Sector key={sector ?? ''} sector={sector} items={group} sideIds={sideIds} today={today} changes={changes} />
        ))}
      </table>
    </div>
  );
}

/** Items by sector, in the order in which the sectors first appear. */
function bySector(items: readonly BoardItem[]): [sector: string | null, items: BoardItem[]][] {
  return [...Map.groupBy(items, ({ sector }) => sector)];
}

interface SectorProps extends TableProps {
  readonly sector: string | null;
  readonly sideIds: readonly string[];
}

function Sector({ sector, items, sideIds, today, changes }: SectorProps) {
  const { t } = useText();
  const overdue = items.filter(({ halves }) => halves.some(({ derived }) => derived === 'overdue')).length;
  return (
    <tbody>
      <tr className={styles.sector}>
        <th scope="rowgroup" colSpan={2 + 3 * sideIds.length}>
          <span className={styles['sector-name']}>{sectorName(sector, t)}</span>
          <span className={styles['sector-count']}>
            {t('counts.items', { count: items.length })}
            {overdue > 0 && `, ${t('counts.overdue', { count: overdue })}`}
          </span>
        </th>
      </tr>
      {items.map((item) => (
        <Row key={item.id} item={item} sideIds={sideIds} today={today} change={changes.get(item.id)} />
      ))}
    </tbody>
  );
}

interface RowProps extends Pick<SectorProps, 'sideIds' | 'today'> {
  readonly item: BoardItem;
  readonly change: RowChange | undefined;
}

function Row({ item, sideIds, today, change }: RowProps) {
  const { t, lang } = useText();
  const navigate = useNavigate();
  const clause = inLanguage(item.clauseTexts, lang);
  const open = (event: React.MouseEvent): void => {
    const text = window.getSelection()?.toString();
    if (text || (event.target as Element).closest('a')) return;
    void navigate({ to: '/items/$number', params: { number: item.number } });
  };
  return (
    <tr className={styles.row} data-closed={item.stage === 'closed' || undefined} onClick={open}>
      <th scope="row">
        {change && <ChangeMark kind={change.kind} />}
        <Link to="/items/$number" params={{ number: item.number }} data-row>
          {item.number}
        </Link>
      </th>
      <td>
        <p className={styles.clause} lang={clause.lang}>
          {clause.text}
        </p>
        {change?.titles && (
          <p>
            <Before>{inLanguage(change.titles, lang).text}</Before>
            {inLanguage(item.titles, lang).text}
          </p>
        )}
        {change?.stage && <Before>{t(`state.${change.stage}`)}</Before>}
        {change?.stage && item.stage === 'active' && <span>{t('state.active')}</span>}
        {item.stage === 'closed' && <span className={styles.note}>{t('state.closed')}</span>}
      </td>
      {sideIds.map((sideId) => (
        <HalfCells
          key={sideId}
          half={item.halves.find((half) => half.sideId === sideId)}
          before={change?.halves.get(sideId)}
          pending={item.stage === 'pendingEffect'}
          today={today[sideId]}
        />
      ))}
    </tr>
  );
}
