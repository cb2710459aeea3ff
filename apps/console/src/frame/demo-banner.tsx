import { useState } from 'react';
import type { ClockAdvance } from '../api/answers.js';
import { client } from '../api/client.js';
import { useCommand } from '../api/command.js';
import { EveryClock } from '../parts/moment.js';
import { useText } from '../text/language.js';
import styles from './bands.module.css';
import { useNow } from './use-now.js';

/** Says that the data are synthetic, where the demo clock stands, and lets it be moved forward. */
export function DemoBanner() {
  const { t } = useText();
  const now = useNow();
  const [from, setFrom] = useState<string | null>(null);
  const advance = useCommand<{ by: string }, ClockAdvance>((body) =>
    client.POST('/api/v1/demo/clock/advance', { body }),
  );
  const move = (by: string): void => {
    setFrom(now);
    advance.mutate({ by });
  };
  return (
    <div className={styles.demo} role="region" aria-label={t('demo.label')}>
      <span>{t('demo.synthetic')}</span>
      <span>
        {t('demo.clock')} <EveryClock at={now} />
      </span>
      <button type="button" disabled={advance.isPending} onClick={() => move('P1D')}>
        {t('demo.day')}
      </button>
      <button type="button" disabled={advance.isPending} onClick={() => move('P7D')}>
        {t('demo.week')}
      </button>
      <span role="status" className={styles.outcome}>
        {advance.isPending && t('demo.moving')}
        {advance.isError && (advance.error.message || t('error.unreachable'))}
        {advance.isSuccess && from !== null && t('demo.moved', sums(advance.data))}
      </span>
    </div>
  );
}

function sums({ steps }: ClockAdvance): { sent: number; suppressed: number; skipped: number } {
  const sum = (count: (step: ClockAdvance['steps'][number]) => number): number =>
    steps.reduce((total, step) => total + count(step), 0);
  return {
    sent: sum(({ sent }) => sent),
    suppressed: sum(({ suppressed }) => suppressed),
    skipped: sum(({ skipped }) => skipped),
  };
}
