import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ClockStep, DecidedReminder } from '../api/answers.js';
import { whyQuery } from '../api/queries.js';
import { useDirectory } from '../parts/directory.js';
import { EveryClock } from '../parts/moment.js';
import { useSession } from '../parts/reader.js';
import { reminderMark, StateMark } from '../parts/state-mark.js';
import { useText } from '../text/language.js';
import styles from './clock.module.css';
import { sumsOf, useClockMoves, type ClockMove } from './use-demo-clock.js';

/** What was sent, suppressed and skipped, and why: move by move, newest first. */
export function ClockMoves() {
  const { t } = useText();
  const moves = useClockMoves();
  return (
    <section className={styles.moves} aria-live="polite">
      <h2>{t('clock.moves')}</h2>
      {moves.length === 0 && <p className="muted">{t('clock.noMoves')}</p>}
      {moves.map((move) => (
        <Move key={move.to} move={move} />
      ))}
    </section>
  );
}

function Move({ move: { from, to, steps, lang } }: { move: ClockMove }) {
  const { t } = useText();
  return (
    <article className={styles.move}>
      <h3>
        <EveryClock at={from} /> – <EveryClock at={to} />
      </h3>
      {steps.length === 0 ? (
        <p>{t('clock.nothingDue')}</p>
      ) : (
        <>
          <p>
            {t('clock.bothSides')} {t('demo.moved', { ...sumsOf(steps) })}
          </p>
          {steps.map((step) => (
            <Step key={`${step.at} ${step.reminders[0]?.position}`} step={step} lang={lang} />
          ))}
        </>
      )}
    </article>
  );
}

function Step({ step: { at, reminders }, lang }: { step: ClockStep; lang: string }) {
  const { t } = useText();
  const hasSide = useSession().assignment.side !== null;
  return (
    <div className={styles.step} data-empty={reminders.length === 0 || undefined}>
      <p className={styles.when}>
        <EveryClock at={at} />
      </p>
      {reminders.length === 0 ? (
        <p className="muted">{hasSide ? t('clock.othersOnly') : t('clock.noSide')}</p>
      ) : (
        <ul>
          {reminders.map((reminder) => (
            <Decided key={reminder.reminderId} reminder={reminder} lang={lang} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Decided({ reminder, lang }: { reminder: DecidedReminder; lang: string }) {
  const { t, lang: shown } = useText();
  const { officeName } = useDirectory();
  const { reminderId, number, outcome, message, officeId } = reminder;
  // The move was told in the language of then; in another one the item tells it.
  const { data } = useQuery({ ...whyQuery({ asOf: undefined, lang: shown }, number), enabled: shown !== lang });
  const reworded = data?.entries.find((entry) => shown !== lang && entry.reminderId === reminderId);
  return (
    <li className={styles.reminder}>
      <Link to="/items/$number" params={{ number }}>
        {number}
      </Link>
      <span>
        <StateMark mark={reminderMark(outcome, message ?? undefined)}>
          {message ? t(`message.${message}`) : t(`reminder.${outcome}`)}
        </StateMark>
      </span>
      <span>
        <span lang={reworded ? shown : lang}>{(reworded ?? reminder).sentence}</span>{' '}
        <span className="muted">
          {t('reminder.to')} {officeName(officeId)}
        </span>
      </span>
    </li>
  );
}
