import { describe, expect, it } from '@jest/globals';
import { daysBetween, instantOf, wallClock } from './time.js';

describe('wall clock and instant', () => {
  it.each([
    ['2019-12-02 09:00:00', 'Europe/Moscow', '2019-12-02T06:00:00Z'],
    ['2019-12-02 01:00:00', 'America/Havana', '2019-12-02T06:00:00Z'],
    ['2019-07-01 12:00:00', 'America/Havana', '2019-07-01T16:00:00Z'],
  ])('%s in %s is %s, and back', (wall, zone, instant) => {
    expect(instantOf(wall, zone)).toBe(instant);
    expect(wallClock(instant, zone)).toBe(wall);
  });

  it('takes the first of two equal readings when the clock goes back', () => {
    // Havana leaves summer time on 3 November 2019 at 01:00: the hour from 00:00 comes twice.
    expect(instantOf('2019-11-03 00:30:00', 'America/Havana')).toBe('2019-11-03T04:30:00Z');
  });

  it('moves a reading that the clock skips past the gap', () => {
    // Havana enters summer time on 10 March 2019 at 00:00: there is no 00:30.
    expect(instantOf('2019-03-10 00:30:00', 'America/Havana')).toBe('2019-03-10T05:30:00Z');
    expect(wallClock('2019-03-10T05:30:00Z', 'America/Havana')).toBe('2019-03-10 01:30:00');
  });
});

describe('daysBetween', () => {
  it('counts calendar days in both directions', () => {
    expect(daysBetween('2019-11-08', '2019-12-02')).toBe(24);
    expect(daysBetween('2019-12-02', '2019-11-08')).toBe(-24);
  });
});
