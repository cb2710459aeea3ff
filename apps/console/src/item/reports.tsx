import type { ActionItem, Half, Report } from '../api/answers.js';
import { useDirectory } from '../parts/directory.js';
import { Day, Moment } from '../parts/moment.js';
import { useReader, useSession } from '../parts/reader.js';
import { useText } from '../text/language.js';
import styles from './item.module.css';
import { ReportDecision } from './report-decision.js';

interface Props {
  readonly item: ActionItem;
  readonly half: Half;
  readonly reports: readonly Report[];
  readonly own: boolean;
}

/** What a side reported, newest first; of another side only what was validated. */
export function Reports({ item, half, reports, own }: Props) {
  const { t } = useText();
  const { asOf } = useReader();
  const { roles } = useSession().assignment;
  const decides = own && asOf === undefined && item.stage === 'active' && roles.includes('validator');
  if (reports.length === 0) return own ? <p className={styles.margin}>{t('report.none')}</p> : null;
  return (
    <>
      <h3>{t('report.list')}</h3>
      <ul className={styles.reports}>
        {reports
          .toSorted((a, b) => b.at.localeCompare(a.at))
          .map((report) => (
            <li key={report.reportId}>
              <ReportText report={report} />
              {decides && report.state === 'waiting' && <ReportDecision item={item} half={half} report={report} />}
            </li>
          ))}
      </ul>
    </>
  );
}

function ReportText({ report }: { report: Report }) {
  const { t } = useText();
  const { officeName } = useDirectory();
  return (
    <>
      <p className={styles.margin}>
        {t(`report.state.${report.state}`)} · <Moment at={report.at} />
        {report.officeId !== null && ` · ${officeName(report.officeId)}`}
      </p>
      {report.completedOn !== null && (
        <p>
          {t('item.completedOn')} <Day on={report.completedOn} />
        </p>
      )}
      {report.text ? (
        <p lang={report.text.lang} className="clause-text">
          {report.text.text}
        </p>
      ) : (
        <p className="muted">{t('report.erased')}</p>
      )}
      {report.returnedReason && (
        <p>
          {t('report.returnedBecause')} <q lang={report.returnedReason.lang}>{report.returnedReason.text}</q>
        </p>
      )}
    </>
  );
}
