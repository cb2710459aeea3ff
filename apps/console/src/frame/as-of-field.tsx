import { useNavigate } from '@tanstack/react-router';
import { MomentField } from '../parts/moment-field.js';
import { useReader } from '../parts/reader.js';
import { useText } from '../text/language.js';
import styles from './top-line.module.css';
import { useNow } from './use-now.js';

/** The moment everything is read at, on the wall of the reader's side. It stands in the address. */
export function AsOfField() {
  const { t } = useText();
  const { asOf } = useReader();
  const now = useNow();
  const navigate = useNavigate();
  const pick = (picked: string | undefined): void => {
    const future = picked !== undefined && Date.parse(picked) >= Date.parse(now);
    void navigate({ to: '.', search: (search) => ({ ...search, asOf: future ? undefined : picked }) });
  };
  return (
    <div className={styles['as-of']}>
      <MomentField label={t('asOf.label')} placeholder={t('asOf.now')} value={asOf} latest={now} onPick={pick} />
    </div>
  );
}
