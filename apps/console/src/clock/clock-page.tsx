import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { demoClockQuery } from '../api/queries.js';
import { useNow } from '../frame/use-now.js';
import { useTitle } from '../frame/use-title.js';
import { useDirectory } from '../parts/directory.js';
import { EveryClock } from '../parts/moment.js';
import { Notice } from '../parts/notice.js';
import { useSession } from '../parts/reader.js';
import { SideName } from '../parts/side-name.js';
import { useText } from '../text/language.js';
import { formatWeekday } from '../text/time.js';
import { ClockMoves } from './clock-moves.js';
import styles from './clock.module.css';
import { useDemoClock } from './use-demo-clock.js';

/** The clock of a demo: where it stands for each side, moving it, and what fell due on the way. */
export function ClockPage() {
  const { t } = useText();
  useTitle(t('clock.title'));
  const { demo } = useSession();
  return (
    <>
      <h1>{t('clock.title')}</h1>
      {demo ? <DemoClock /> : <p className={styles.explained}>{t('clock.system')}</p>}
    </>
  );
}

function DemoClock() {
  const { t } = useText();
  const { advance, move } = useDemoClock();
  const { data } = useQuery(demoClockQuery);
  const next = data?.next ?? null;
  return (
    <>
      <p className={styles.explained}>{t('clock.explain')}</p>
      <Walls />
      <p className={styles.next}>
        {t('clock.next')} {next === null ? t('clock.nothingPlanned') : <EveryClock at={next} />}
      </p>
      <div className={styles.buttons}>
        <Button variant="default" size="sm" disabled={advance.isPending} onClick={() => move({ by: 'P1D' })}>
          {t('demo.day')}
        </Button>
        <Button variant="default" size="sm" disabled={advance.isPending} onClick={() => move({ by: 'P7D' })}>
          {t('demo.week')}
        </Button>
        <Button
          size="sm"
          disabled={advance.isPending || next === null}
          // What is due already is dealt with at the present moment.
          onClick={() => move(next !== null && next > data!.now ? { to: next } : { by: 'PT1S' })}
        >
          {t('clock.toNext')}
        </Button>
        <span role="status">{advance.isPending && t('demo.moving')}</span>
      </div>
      {advance.isError && <Notice tone="bad">{advance.error.message || t('error.unreachable')}</Notice>}
      <ClockMoves />
    </>
  );
}

/** What the clock on each side's wall shows. */
function Walls() {
  const { t, lang } = useText();
  const { sides, sideIndex } = useDirectory();
  const now = useNow();
  return (
    <table className={styles.walls}>
      <caption className="hidden-label">{t('clock.walls')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('clock.side')}</th>
          <th scope="col">{t('clock.localTime')}</th>
          <th scope="col">{t('clock.zone')}</th>
        </tr>
      </thead>
      <tbody>
        {sides
          .toSorted((a, b) => sideIndex(a.id) - sideIndex(b.id))
          .map(({ id, timeZone }) => (
            <tr key={id}>
              <th scope="row">
                <SideName sideId={id} />
              </th>
              <td>
                <time dateTime={now}>{formatWeekday(now, timeZone, lang)}</time>
              </td>
              <td className="mono">{timeZone}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
