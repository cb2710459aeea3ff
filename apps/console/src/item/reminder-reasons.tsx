import { useQuery } from '@tanstack/react-query';
import type { WhyEntry } from '../api/answers.js';
import { whyQuery } from '../api/queries.js';
import { useDirectory } from '../parts/directory.js';
import { Moment } from '../parts/moment.js';
import { ReadFailed, Reading } from '../parts/notice.js';
import { useReader } from '../parts/reader.js';
import { reminderMark, StateMark } from '../parts/state-mark.js';
import { useText } from '../text/language.js';
import styles from './item.module.css';

/** Why a reminder was sent, or was not: every one of the reader's own side, with the position of its decision. */
export function ReminderReasons({ number }: { number: string }) {
  const { t } = useText();
  const { data, error, refetch } = useQuery({ ...whyQuery(useReader(), number), placeholderData: undefined });
  return (
    <section>
      <h2>{t('reminders.title')}</h2>
      {error && <ReadFailed error={error} retry={() => void refetch()} />}
      {!data && !error && <Reading />}
      {data && data.entries.length === 0 && <p className={styles.margin}>{t('reminders.none')}</p>}
      {data && data.entries.length > 0 && (
        <>
          <p className={styles.margin}>{t('reminders.sum', sums(data.entries))}</p>
          <ol className={styles.entries}>
            {data.entries.map((entry) => (
              <Entry key={entry.reminderId} entry={entry} />
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

function Entry({ entry }: { entry: WhyEntry }) {
  const { t } = useText();
  const { officeName } = useDirectory();
  return (
    <li>
      <p className={styles.when}>
        {occasion(entry.kind, t)} · <Moment at={entry.decidedAt ?? entry.plannedAt} />
        {entry.position !== null && (
          <span className={styles.position} title={t('history.position')}>
            {entry.position}
          </span>
        )}
      </p>
      <p>
        <StateMark mark={reminderMark(entry.outcome, entry.message?.state)}>
          {entry.message ? t(`message.${entry.message.state}`) : t(`reminder.${entry.outcome}`)}
        </StateMark>{' '}
        {entry.sentence}
      </p>
      <p className={styles.margin}>
        {t('reminder.to')} {officeName(entry.officeId)}
        {entry.message && (
          <>
            {' · '}
            <Moment at={entry.message.at} />
            {entry.message.response !== null && (
              <>
                {' · '}
                <span className="mono">{entry.message.response}</span>
              </>
            )}
          </>
        )}
      </p>
    </li>
  );
}

function occasion(kind: string, t: ReturnType<typeof useText>['t']): string {
  const [, form, days] = /^(before|overdue)-(\d+)$/.exec(kind) ?? [];
  if (form === 'before') return t('occasion.before', { days: Number(days) });
  if (form === 'overdue') return t('occasion.overdue', { days: Number(days) });
  return kind === 'owed' ? t('occasion.owed') : kind;
}

function sums(entries: readonly WhyEntry[]): { sent: number; planned: number; notSent: number } {
  const sent = entries.filter(({ message }) => message?.state === 'accepted').length;
  const planned = entries.filter(({ outcome }) => outcome === 'planned').length;
  return { sent, planned, notSent: entries.length - sent - planned };
}
