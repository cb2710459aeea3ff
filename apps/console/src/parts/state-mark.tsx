import type { Derived, MessageState, Outcome, Status } from '../api/answers.js';
import styles from './state-mark.module.css';

/** What a mark can say; each has a shape of its own, so that it holds in black and white. */
export type Mark =
  | Status
  | Extract<Derived, 'atRisk' | 'overdue' | 'pendingEffect' | 'noDeadline' | 'closed'>
  | 'planned'
  | 'sent'
  | 'notSent'
  | 'failed'
  | 'unclear';

const ring = <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.75" />;
const tick = <path d="M4.8 8.2l2.2 2.2 4.2-4.6" fill="none" stroke="var(--surface)" strokeWidth="1.75" />;
const disc = <circle cx="8" cy="8" r="6.9" fill="currentColor" />;

const shapes: Record<Mark, React.ReactNode> = {
  notStarted: ring,
  inProgress: (
    <>
      {ring}
      <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
    </>
  ),
  reportedDone: (
    <>
      {ring}
      <path d="M8 8V2a6 6 0 1 1-6 6z" fill="currentColor" />
    </>
  ),
  validated: (
    <>
      {disc}
      {tick}
    </>
  ),
  closed: (
    <>
      {disc}
      {tick}
    </>
  ),
  atRisk: <path d="M8 2.2l6.4 11.4H1.6z" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinejoin="round" />,
  overdue: <rect x="2" y="2" width="12" height="12" fill="currentColor" />,
  pendingEffect: (
    <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.75" strokeDasharray="2.6 2.1" />
  ),
  noDeadline: (
    <>
      {ring}
      <path d="M5 8h6" stroke="currentColor" strokeWidth="1.75" />
    </>
  ),
  planned: <path d="M8 2.5l5.5 5.5L8 13.5 2.5 8z" fill="none" stroke="currentColor" strokeWidth="1.75" />,
  sent: <path d="M8 1.8L14.2 8 8 14.2 1.8 8z" fill="currentColor" />,
  notSent: (
    <>
      {ring}
      <path d="M3.8 12.2l8.4-8.4" stroke="currentColor" strokeWidth="1.75" />
    </>
  ),
  failed: <path d="M3 3l10 10M13 3L3 13" stroke="currentColor" strokeWidth="2.25" />,
  unclear: (
    <>
      {ring}
      <circle cx="8" cy="8" r="1.6" fill="currentColor" />
    </>
  ),
};

/** Shape and word together; the word is never left out. */
export function StateMark({ mark, children, tinted = true }: { mark: Mark; children: string; tinted?: boolean }) {
  return (
    <span className={styles.mark} data-mark={mark} data-tinted={tinted || undefined}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        {shapes[mark]}
      </svg>
      <span>{children}</span>
    </span>
  );
}

const outcomeMarks: Record<Outcome, Mark> = {
  planned: 'planned',
  decided: 'sent',
  skipped: 'notSent',
  suppressed: 'notSent',
  obsolete: 'notSent',
  undeliverable: 'failed',
  withdrawn: 'notSent',
};
const messageMarks: Partial<Record<MessageState, Mark>> = {
  deferred: 'planned',
  refused: 'failed',
  unknown: 'unclear',
  dropped: 'notSent',
};

/** The mark of a reminder: how its message went, where it has one. */
export const reminderMark = (outcome: Outcome, message: MessageState | undefined): Mark =>
  (message && messageMarks[message]) ?? outcomeMarks[outcome];
