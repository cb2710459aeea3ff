import { DatesProvider } from '@mantine/dates';
import type { ReactNode } from 'react';
import { useText } from '../text/language.js';

/** Calendars speak the language of the interface; weeks begin on Monday on both sides. */
export function Dates({ children }: { children: ReactNode }) {
  const { lang } = useText();
  return <DatesProvider settings={{ locale: lang, firstDayOfWeek: 1 }}>{children}</DatesProvider>;
}
