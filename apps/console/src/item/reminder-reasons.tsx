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
  const { decided, later } = foldedAfterNext(data?.entries ?? []);
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
            {decided.map((entry) => (
              <Entry key={entry.reminderId} entry={entry} />
            ))}
          </ol>
          {later.length > 0 && (
            <details className={styles.later}>
              <summary>{t('reminders.planned', { count: later.length })}</summary>
              <ol className={styles.entries}>
                {later.map((entry) => (
                  <Entry key={entry.reminderId} entry={entry} />
                ))}
              </ol>
            </details>
          )}
        </>
      )}
    </section>
  );
}

/** What was decided and what comes next, and apart from it what is planned after that. */
function foldedAfterNext(entries: readonly WhyEntry[]): { decided: WhyEntry[]; later: WhyEntry[] } {
  const next = entries.find(({ outcome }) => outcome === 'planned');
  const isLater = (entry: WhyEntry): boolean => entry.outcome === 'planned' && entry !== next;
  return { decided: entries.filter((entry) => !isLater(entry)), later: entries.filter(isLater) };
}

function Entry({ entry }: { entry: WhyEntry }) {
  const { t } = useText();
  const { officeName } = useDirectory();
  const { outcome, message, otherMessages, position, knownPosition } = entry;
  return (
    <li>
      <p className={styles.when}>
        <Moment at={entry.decidedAt ?? entry.plannedAt} />
        {position !== null && (
          <span className={styles.position} title={t('reminder.known', { position: knownPosition ?? position })}>
            {position}
          </span>
        )}
      </p>
      <p>
        <StateMark mark={reminderMark(outcome, message?.state)}>
          {message ? t(`message.${message.state}`) : t(`reminder.${outcome}`)}
        </StateMark>{' '}
        {entry.sentence}
      </p>
      <p className={styles.margin}>
        {t('reminder.to')} {officeName(entry.officeId)}
        {message?.response != null && (
          <>
            {' · '}
            <span className="mono">{message.response}</span>
          </>
        )}
      </p>
      {otherMessages.map((other) => (
        <p key={other.messageId} className={styles.margin}>
          {t(`message.${other.state}`)} <Moment at={other.at} />{' '}
          {other.response !== null && <span className="mono">{other.response}</span>}
        </p>
      ))}
    </li>
  );
}

function sums(entries: readonly WhyEntry[]): { sent: number; planned: number; notSent: number } {
  const sent = entries.filter(({ message }) => message?.state === 'accepted').length;
  const planned = entries.filter(({ outcome }) => outcome === 'planned').length;
  return { sent, planned, notSent: entries.length - sent - planned };
}
