import type { WorkingCalendar } from './calendar.js';

/** A calendar shipped with the product, to be published for a side by `SideCalendarPublished`. */
export interface SeedCalendar extends WorkingCalendar {
  /** ISO 3166-1 alpha-2. */
  readonly country: 'RU' | 'CU';
  /** The acts the dates follow, and how they came to be written here. */
  readonly source: string;
}

const YEARS = { from: '2019-01-01', to: '2020-12-31' } as const;

/** Russia 2019-2020 as decreed in advance. */
export const RUSSIA_V1: SeedCalendar = {
  country: 'RU',
  version: 1,
  weekend: [6, 7],
  holidays: [
    ...inYear(
      2019,
      '01-01 01-02 01-03 01-04 01-05 01-06 01-07 01-08 02-23 03-08 05-01 05-02 05-03 05-09 05-10 06-12 11-04',
    ),
    ...inYear(
      2020,
      '01-01 01-02 01-03 01-04 01-05 01-06 01-07 01-08 02-23 02-24 03-08 03-09 05-01 05-04 05-05 05-09 05-11 06-12 11-04',
    ),
  ],
  workingWeekends: [],
  covers: YEARS,
  source:
    'Labour Code of the Russian Federation, art. 112 (holidays; one that falls on a day off moves to the next working day, ' +
    'so 24 Feb, 9 Mar and 11 May 2020). Days off moved in 2019 by Government Decree No. 1163 of 1 Oct 2018: 5 Jan to ' +
    '2 May, 6 Jan to 3 May, 23 Feb to 10 May. In 2020 by Government Decree No. 875 of 10 Jul 2019: 4 Jan to 4 May, 5 Jan ' +
    'to 5 May. Without the non-working days that presidential decrees added during 2020, which a later version would ' +
    'hold. Written from general knowledge; not compared with the published acts.',
};

/** Cuba 2019-2020. */
export const CUBA_V1: SeedCalendar = {
  country: 'CU',
  version: 1,
  weekend: [6, 7],
  holidays: [
    ...inYear(2019, '01-01 01-02 04-19 05-01 07-25 07-26 07-27 10-10 12-25 12-31'),
    ...inYear(2020, '01-01 01-02 04-10 05-01 07-25 07-26 07-27 10-10 12-25 12-31'),
  ],
  workingWeekends: [],
  covers: YEARS,
  source:
    'Holidays under the Cuban Labour Code (Law No. 116 of 2013): 1 and 2 Jan, Good Friday (19 Apr 2019, 10 Apr 2020), ' +
    '1 May, 25 to 27 Jul, 10 Oct, 25 and 31 Dec. Written from general knowledge; not compared with the published acts. ' +
    'Extra days off announced year by year are not included; a five-day week is assumed.',
};

function inYear(year: number, monthDays: string): string[] {
  return monthDays.split(' ').map((monthDay) => `${year}-${monthDay}`);
}
