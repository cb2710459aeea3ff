import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isWorkingDay, type WorkingCalendar } from './calendar.js';
import { CUBA_V1, RUSSIA_V1 } from './calendars.data.js';
import {
  isTimeZone,
  isWithinWindow,
  localDateAt,
  nextWindow,
  startOfNextLocalDay,
  windowInstant,
  type SendingWindow,
} from './local-time.js';

const plain: WorkingCalendar = { version: 1, weekend: [6, 7], holidays: [], workingWeekends: [] };
const HAVANA = 'America/Havana';
const MOSCOW = 'Europe/Moscow';

function hours(zone: string, opens = '09:00', closes = '17:00', calendar = plain): SendingWindow {
  return { zone, opens, closes, calendar };
}

describe('the date on the wall', () => {
  it('differs between the sides of one moment', () => {
    expect(localDateAt('2019-09-11T22:00:00.000Z', HAVANA)).toBe('2019-09-11');
    expect(localDateAt('2019-09-11T22:00:00.000Z', MOSCOW)).toBe('2019-09-12');
    expect(localDateAt('2020-01-01T04:59:59.999Z', HAVANA)).toBe('2019-12-31');
    expect(localDateAt('2020-02-29T21:00:00Z', MOSCOW)).toBe('2020-03-01');
  });
});

describe('a wall-clock time as a moment', () => {
  it('follows summer time in Havana', () => {
    expect(windowInstant('2019-03-08', '09:00', HAVANA)).toBe('2019-03-08T14:00:00.000Z');
    expect(windowInstant('2019-03-11', '09:00', HAVANA)).toBe('2019-03-11T13:00:00.000Z');
    expect(windowInstant('2019-11-04', '09:00', HAVANA)).toBe('2019-11-04T14:00:00.000Z');
  });

  it('moves a time in the gap to the end of the gap: Havana has no midnight on 10 March 2019', () => {
    for (const time of ['00:00', '00:30', '00:59', '01:00']) {
      expect(windowInstant('2019-03-10', time, HAVANA)).toBe('2019-03-10T05:00:00.000Z');
    }
    expect(windowInstant('2019-03-10', '01:01', HAVANA)).toBe('2019-03-10T05:01:00.000Z');
  });

  it('takes the first of a repeated hour: Havana has midnight twice on 3 November 2019', () => {
    expect(windowInstant('2019-11-03', '00:30', HAVANA)).toBe('2019-11-03T04:30:00.000Z');
    expect(windowInstant('2019-11-03', '01:00', HAVANA)).toBe('2019-11-03T06:00:00.000Z');
  });

  it('knows the years in which Moscow changed its rules', () => {
    expect(windowInstant('2011-03-27', '02:30', MOSCOW)).toBe('2011-03-26T23:00:00.000Z');
    expect(windowInstant('2011-12-01', '09:00', MOSCOW)).toBe('2011-12-01T05:00:00.000Z');
    expect(windowInstant('2014-10-26', '01:30', MOSCOW)).toBe('2014-10-25T21:30:00.000Z');
    expect(windowInstant('2019-07-01', '09:00', MOSCOW)).toBe('2019-07-01T06:00:00.000Z');
  });

  it('survives a day that a zone left out', () => {
    expect(windowInstant('2011-12-30', '09:00', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z');
    expect(startOfNextLocalDay('2011-12-29', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z');
  });
});

describe('overdue', () => {
  it('starts at the next local midnight, or when the day begins without one', () => {
    expect(startOfNextLocalDay('2019-11-08', MOSCOW)).toBe('2019-11-08T21:00:00.000Z');
    expect(startOfNextLocalDay('2019-11-11', HAVANA)).toBe('2019-11-12T05:00:00.000Z');
    expect(startOfNextLocalDay('2019-03-09', HAVANA)).toBe('2019-03-10T05:00:00.000Z');
    expect(startOfNextLocalDay('2019-11-02', HAVANA)).toBe('2019-11-03T04:00:00.000Z');
    expect(startOfNextLocalDay('2019-12-31', MOSCOW)).toBe('2019-12-31T21:00:00.000Z');
    expect(startOfNextLocalDay('2024-02-28', MOSCOW)).toBe('2024-02-28T21:00:00.000Z');
  });
});

describe('the sending window', () => {
  it('holds from its opening up to but not including its closing', () => {
    const window = hours(MOSCOW);
    expect(isWithinWindow('2026-11-24T05:59:59.999Z', window)).toBe(false);
    expect(isWithinWindow('2026-11-24T06:00:00.000Z', window)).toBe(true);
    expect(isWithinWindow('2026-11-24T13:59:59.999Z', window)).toBe(true);
    expect(isWithinWindow('2026-11-24T14:00:00.000Z', window)).toBe(false);
    expect(isWithinWindow('2026-11-28T09:00:00.000Z', window)).toBe(false);
  });

  it('is found at once, later today, or on the next working day', () => {
    const window = hours(MOSCOW);
    expect(nextWindow('2026-11-24T09:12:13.456Z', window)).toBe('2026-11-24T09:12:13.456Z');
    expect(nextWindow('2026-11-24T01:00:00Z', window)).toBe('2026-11-24T06:00:00.000Z');
    expect(nextWindow('2026-11-24T14:00:00Z', window)).toBe('2026-11-25T06:00:00.000Z');
    expect(nextWindow('2026-11-27T20:00:00Z', window)).toBe('2026-11-30T06:00:00.000Z');
  });

  it('waits out the holidays of the side only', () => {
    const newYear = '2019-12-31T20:00:00.000Z';
    expect(nextWindow(newYear, hours(MOSCOW, '09:00', '17:00', RUSSIA_V1))).toBe('2020-01-09T06:00:00.000Z');
    expect(nextWindow(newYear, hours(HAVANA, '09:00', '17:00', CUBA_V1))).toBe('2020-01-03T14:00:00.000Z');
  });

  it('skips a window that lies wholly in a gap, and passes a repeated hour once', () => {
    const everyDay = { ...plain, weekend: [] };
    const gap = hours(HAVANA, '00:10', '00:50', everyDay);
    expect(nextWindow('2019-03-10T04:55:00.000Z', gap)).toBe('2019-03-11T04:10:00.000Z');
    const fold = hours(HAVANA, '00:30', '00:45', everyDay);
    expect(nextWindow('2019-11-03T05:10:00.000Z', fold)).toBe('2019-11-04T05:30:00.000Z');
  });

  it('is never before the given moment, on a working day, and inside the window', () => {
    const moment = fc.integer({ min: Date.parse('2005-01-01T00:00:00Z'), max: Date.parse('2030-01-01T00:00:00Z') });
    const zone = fc.constantFrom(HAVANA, MOSCOW, 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/New_York', 'UTC');
    fc.assert(
      fc.property(moment, zone, fc.constantFrom(plain, RUSSIA_V1, CUBA_V1), (at, name, calendar) => {
        const window = hours(name, '09:00', '17:00', calendar);
        const given = new Date(at).toISOString();
        const found = nextWindow(given, window);
        expect(found >= given).toBe(true);
        expect(isWithinWindow(found, window)).toBe(true);
        expect(isWorkingDay(localDateAt(found, name), calendar)).toBe(true);
        expect(found === given).toBe(isWithinWindow(given, window));
        expect(nextWindow(found, window)).toBe(found);
      }),
      { numRuns: 300 },
    );
  });
});

describe('refusals', () => {
  it.each([
    [() => localDateAt('2019-09-11T22:00:00+03:00', MOSCOW), 'deadlines/instantMalformed'],
    [() => localDateAt('2019-02-30T22:00:00Z', MOSCOW), 'deadlines/instantMalformed'],
    [() => localDateAt('2019-09-11', MOSCOW), 'deadlines/instantMalformed'],
    [() => localDateAt('2019-09-11T22:00:00Z', '+03:00'), 'deadlines/timeZoneUnknown'],
    [() => localDateAt('2019-09-11T22:00:00Z', 'Europe/Atlantis'), 'deadlines/timeZoneUnknown'],
    [() => windowInstant('2019-09-11', '24:00', MOSCOW), 'deadlines/timeMalformed'],
    [() => windowInstant('2019-09-11', '9:00', MOSCOW), 'deadlines/timeMalformed'],
    [() => windowInstant('2019-09-31', '09:00', MOSCOW), 'deadlines/dateMalformed'],
    [() => nextWindow('2019-09-11T22:00:00Z', hours(MOSCOW, '17:00', '09:00')), 'deadlines/windowEmpty'],
  ])('%s', (act, code) => {
    expect(act).toThrow(expect.objectContaining({ code }));
  });

  it('knows a zone by its name', () => {
    expect(isTimeZone('America/Havana')).toBe(true);
    expect(isTimeZone('UTC')).toBe(true);
    expect(isTimeZone('Mars/Olympus')).toBe(false);
    expect(isTimeZone('')).toBe(false);
  });
});
