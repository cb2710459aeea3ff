import { Link, useNavigate } from '@tanstack/react-router';
import { Fragment } from 'react';
import type { BoardItem } from '../api/answers.js';
import { useDirectory } from '../parts/directory.js';
import { SideName } from '../parts/side-name.js';
import { useText } from '../text/language.js';
import { inLanguage } from '../text/names.js';
import { sectorName } from '../text/sectors.js';
import styles from './board.module.css';
import { HalfCells } from './half-cells.js';
import { useRowKeys } from './row-keys.js';

/** The table of two (or more) sides: one row per item, one group of columns per side. */
export function BoardTable({ items, today }: { items: readonly BoardItem[]; today: Readonly<Record<string, string>> }) {
  const { t } = useText();
  const { sideIndex } = useDirectory();
  const sideIds = [...new Set(items.flatMap(({ halves }) => halves.map(({ sideId }) => sideId)))].toSorted(
    (a, b) => sideIndex(a) - sideIndex(b),
  );
  const rows = useRowKeys();
  return (
    <div className={styles.scroll}>
      <table className={styles.table} ref={rows}>
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
          <Sector key={sector ?? ''} sector={sector} items={group} sideIds={sideIds} today={today} />
        ))}
      </table>
    </div>
  );
}

/** Items by sector, in the order in which the sectors first appear. */
function bySector(items: readonly BoardItem[]): [sector: string | null, items: BoardItem[]][] {
  return [...Map.groupBy(items, ({ sector }) => sector)];
}

interface SectorProps {
  readonly sector: string | null;
  readonly items: readonly BoardItem[];
  readonly sideIds: readonly string[];
  readonly today: Readonly<Record<string, string>>;
}

function Sector({ sector, items, sideIds, today }: SectorProps) {
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
        <Row key={item.id} item={item} sideIds={sideIds} today={today} />
      ))}
    </tbody>
  );
}

function Row({ item, sideIds, today }: { item: BoardItem } & Omit<SectorProps, 'sector' | 'items'>) {
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
        <Link to="/items/$number" params={{ number: item.number }} data-row>
          {item.number}
        </Link>
      </th>
      <td>
        <p className={styles.clause} lang={clause.lang}>
          {clause.text}
        </p>
        {item.stage === 'closed' && <span className={styles.note}>{t('state.closed')}</span>}
      </td>
      {sideIds.map((sideId) => (
        <HalfCells
          key={sideId}
          half={item.halves.find((half) => half.sideId === sideId)}
          pending={item.stage === 'pendingEffect'}
          today={today[sideId]}
        />
      ))}
    </tr>
  );
}
