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
  const { told, withdrawn, later } = sorted(data?.entries ?? []);
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
            {told.map((entry) => (
              <Entry key={entry.reminderId} entry={entry} />
            ))}
          </ol>
          <Folded label={t('reminders.withdrawn', { count: withdrawn.length })} entries={withdrawn} />
          <Folded label={t('reminders.planned', { count: later.length })} entries={later} />
        </>
      )}
    </section>
  );
}

/** What was decided and what comes next; apart from it what will not come any more, and what is planned after the next. */
function sorted(entries: readonly WhyEntry[]): Record<'told' | 'withdrawn' | 'later', WhyEntry[]> {
  const next = entries.find(({ outcome }) => outcome === 'planned');
  const withdrawn = entries.filter(({ outcome }) => outcome === 'withdrawn');
  const later = entries.filter((entry) => entry.outcome === 'planned' && entry !== next);
  return { told: entries.filter((entry) => !withdrawn.includes(entry) && !later.includes(entry)), withdrawn, later };
}

function Folded({ label, entries }: { label: string; entries: readonly WhyEntry[] }) {
  if (entries.length === 0) return null;
  return (
    <details className={styles.later}>
      <summary>{label}</summary>
      <ol className={styles.entries}>
        {entries.map((entry) => (
          <Entry key={entry.reminderId} entry={entry} />
        ))}
      </ol>
    </details>
  );
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
  const withdrawn = entries.filter(({ outcome }) => outcome === 'withdrawn').length;
  return { sent, planned, notSent: entries.length - sent - planned - withdrawn };
}
