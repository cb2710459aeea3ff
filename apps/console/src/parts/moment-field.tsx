import { DateTimePicker } from '@mantine/dates';
import { useEffect, useId, useState } from 'react';
import { useText } from '../text/language.js';
import { formatMoment, instantOf, wallClock } from '../text/time.js';
import styles from './moment-field.module.css';
import { useZone } from './reader.js';

interface Props {
  readonly label: string;
  /** Shown while no moment is chosen. */
  readonly placeholder: string;
  /** Instant; undefined for none. */
  readonly value: string | undefined;
  /** The latest that can be chosen. */
  readonly latest: string;
  readonly onPick: (instant: string | undefined) => void;
  readonly opener?: React.Ref<HTMLButtonElement>;
  readonly clearLabel?: string;
}

/** A moment by day and time on the wall of the reader's side; taken when the calendar closes. */
export function MomentField({ label, placeholder, value, latest, onPick, opener, clearLabel }: Props) {
  const { t, lang } = useText();
  const zone = useZone();
  const id = useId();
  const current = value === undefined ? null : wallClock(value, zone);
  const [draft, setDraft] = useState(current);
  useEffect(() => setDraft(current), [current]);

  const apply = (wall: string | null): void => {
    if (wall !== current) onPick(wall === null ? undefined : instantOf(wall, zone));
  };
  return (
    <div className={styles.field}>
      <label id={id} htmlFor={`${id}-target`}>
        {label}
      </label>
      <DateTimePicker
        // Popover takes the element of its id as the name of its dialog: the label.
        id={`${id}-target`}
        ref={opener}
        popoverProps={{ id, returnFocus: true }}
        size="sm"
        hideOutsideDates
        w={172}
        value={draft}
        placeholder={placeholder}
        valueFormat={(wall) => formatMoment(instantOf(wall, zone), zone, lang)}
        maxDate={wallClock(latest, zone)}
        defaultDate={wallClock(latest, zone).slice(0, 10)}
        defaultTimeValue="12:00:00"
        onChange={(wall) => {
          setDraft(wall);
          // The cross takes the moment away without opening the calendar.
          if (wall === null) apply(null);
        }}
        onDropdownClose={() => apply(draft)}
        clearable={clearLabel !== undefined && value !== undefined}
        clearButtonProps={{ 'aria-label': clearLabel }}
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
