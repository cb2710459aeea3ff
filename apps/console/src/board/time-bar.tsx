import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { RecordedMoment } from '../api/answers.js';
import { momentsQuery } from '../api/queries.js';
import { useNow } from '../frame/use-now.js';
import { isFreeKey } from '../parts/free-key.js';
import { EveryClock } from '../parts/moment.js';
import { MomentField } from '../parts/moment-field.js';
import { useReader } from '../parts/reader.js';
import { useText } from '../text/language.js';
import styles from './comparison.module.css';

/**
 * Steps the board from event to event, hands out a link to what is shown, and compares it with an earlier moment.
 * @param resolved the moment the board was read at
 */
export function TimeBar({ resolved }: { resolved: string | undefined }) {
  const { t } = useText();
  const reader = useReader();
  const { vs } = useSearch({ from: '/frame/board' });
  const now = useNow();
  const { data } = useQuery(momentsQuery(reader));
  const navigate = useNavigate();
  const compare = useRef<HTMLButtonElement>(null);
  const go = (search: { asOf?: string | undefined; vs?: string | undefined }): void =>
    void navigate({ to: '/board', search: (before) => ({ ...before, ...search }) });
  const steps = {
    BracketLeft: data?.previous && (() => go({ asOf: data.previous!.asOf })),
    BracketRight: data?.next && (() => go({ asOf: data.next!.asOf })),
    KeyT: () => go({ asOf: undefined }),
    KeyV: () => compare.current?.click(),
  };
  useKeys(steps);
  return (
    <div className={styles.bar} role="region" aria-label={t('time.label')}>
      <div className={styles.steps}>
        <button
          type="button"
          disabled={!data?.previous}
          aria-keyshortcuts="["
          title={t('time.key', { key: '[' })}
          onClick={() => steps.BracketLeft?.()}
        >
          {t('time.previous')}
        </button>
        <button
          type="button"
          disabled={!data?.next}
          aria-keyshortcuts="]"
          title={t('time.key', { key: ']' })}
          onClick={() => steps.BracketRight?.()}
        >
          {t('time.next')}
        </button>
        {reader.asOf !== undefined && (
          <Link
            to="/board"
            search={(search) => ({ ...search, asOf: undefined })}
            aria-keyshortcuts="t"
            title={t('time.key', { key: 't' })}
          >
            {t('time.now')}
          </Link>
        )}
        <CopyLink resolved={resolved} />
      </div>
      <LastChange moment={data?.current} />
      <MomentField
        label={t('compare.with')}
        placeholder={t('compare.choose')}
        value={vs}
        latest={reader.asOf ?? now}
        onPick={(picked) => go({ vs: picked })}
        opener={compare}
        clearLabel={t('compare.end')}
      />
    </div>
  );
}

/** `[` `]` previous and next event, `t` back to now, `v` compare; physical keys, for the Russian layout. */
function useKeys(actions: Readonly<Record<string, (() => void) | null | undefined>>): void {
  const current = useRef(actions);
  current.current = actions;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const action = isFreeKey(event) && !event.shiftKey && current.current[event.code];
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

const topics = [
  'side',
  'body',
  'institution',
  'office',
  'person',
  'meeting',
  'protocol',
  'project',
  'actionItem',
  'obligation',
  'reminder',
  'message',
] as const;

function LastChange({ moment }: { moment: RecordedMoment | null | undefined }) {
  const { t } = useText();
  if (!moment) return <span className={styles.last} />;
  const topic = topics.find((known) => known === moment.topic);
  return (
    <span className={styles.last}>
      {t('time.last')} {topic && `${t(`time.topic.${topic}`)}, `}
      <EveryClock at={moment.asOf} />
    </span>
  );
}

/** Copies the address with the moment that is shown, also when that is now: whoever opens it sees the same. */
function CopyLink({ resolved }: { resolved: string | undefined }) {
  const { t } = useText();
  const router = useRouter();
  const search = useSearch({ from: '/frame/board' });
  const [outcome, setOutcome] = useState<'copied' | 'byHand' | null>(null);
  const href =
    resolved &&
    new URL(router.buildLocation({ to: '/board', search: { ...search, asOf: resolved } }).href, window.location.href)
      .href;
  useEffect(() => setOutcome(null), [search]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(href!);
      setOutcome('copied');
    } catch {
      // The clipboard is refused where the page is not served securely.
      setOutcome('byHand');
    }
  };
  return (
    <>
      <button type="button" disabled={!href} title={t('time.copyWhy')} onClick={() => void copy()}>
        {t('time.copy')}
      </button>
      <span role="status" className={styles.link}>
        {outcome === 'copied' && t('time.copied')}
        {outcome === 'byHand' && href}
      </span>
    </>
  );
}
