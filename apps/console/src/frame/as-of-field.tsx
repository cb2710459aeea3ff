import { DateTimePicker } from '@mantine/dates';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useId, useState } from 'react';
import { useReader, useZone } from '../parts/reader.js';
import { useText } from '../text/language.js';
import { formatMoment, instantOf, wallClock } from '../text/time.js';
import styles from './top-line.module.css';
import { useNow } from './use-now.js';

/** The moment everything is read at, on the wall of the reader's side. It stands in the address. */
export function AsOfField() {
  const { t, lang } = useText();
  const { asOf } = useReader();
  const zone = useZone();
  const now = useNow();
  const navigate = useNavigate();
  const id = useId();
  const current = asOf === undefined ? null : wallClock(asOf, zone);
  const [draft, setDraft] = useState(current);
  useEffect(() => setDraft(current), [current]);

  const apply = (wall: string | null): void => {
    if (wall === current) return;
    const picked = wall === null ? undefined : instantOf(wall, zone);
    const future = picked !== undefined && Date.parse(picked) >= Date.parse(now);
    void navigate({ to: '.', search: (search) => ({ ...search, asOf: future ? undefined : picked }) });
  };
  return (
    <div className={styles['as-of']}>
      <label id={id} htmlFor={`${id}-target`}>
        {t('asOf.label')}
      </label>
      <DateTimePicker
        // Popover takes the element of its id as the name of its dialog: the label.
        id={`${id}-target`}
        popoverProps={{ id, returnFocus: true }}
        size="sm"
        hideOutsideDates
        w={172}
        value={draft}
        placeholder={t('asOf.now')}
        valueFormat={(wall) => formatMoment(instantOf(wall, zone), zone, lang)}
        maxDate={wallClock(now, zone)}
        defaultDate={wallClock(now, zone).slice(0, 10)}
        defaultTimeValue="12:00:00"
        onChange={setDraft}
        onDropdownClose={() => apply(draft)}
        submitButtonProps={{ 'aria-label': t('asOf.apply') }}
        timePickerProps={{ 'aria-label': t('asOf.time') }}
        ariaLabels={{
          nextMonth: t('calendar.next'),
          previousMonth: t('calendar.previous'),
        }}
      />
    </div>
  );
}
