import { describe, expect, it } from '@jest/globals';
import { lengthOf, momentOf } from './demo-clock.controller.js';

const malformed = expect.objectContaining({ code: 'reminders/momentMalformed', kind: 'unprocessable' });

describe('how far the clock moves', () => {
  it.each([
    ['P7D', 604_800_000],
    ['PT36H', 129_600_000],
    ['P1DT12H', 129_600_000],
    ['PT90M', 5_400_000],
    ['PT1S', 1_000],
  ])('%s is %i ms', (text, ms) => {
    expect(lengthOf(text)).toBe(ms);
  });

  it.each(['', 'P', 'PT', '7d', 'P1M', 'P-1D', 'P1.5D', 'P1D12H', ' P1D', 'P999999D'])(
    '%j is no length of time',
    (text) => {
      expect(() => lengthOf(text)).toThrow(malformed);
    },
  );

  it('takes a moment in UTC', () => {
    expect(momentOf('2019-12-09T09:00Z')).toBe('2019-12-09T09:00:00.000Z');
    expect(momentOf('2019-12-09T09:00:00.5Z')).toBe('2019-12-09T09:00:00.500Z');
  });

  it.each(['', '2019-12-09', '2019-12-09T09:00', '2019-12-09T09:00+03:00', '2019-13-09T09:00Z', 'tomorrow'])(
    '%j is no moment in UTC',
    (text) => {
      expect(() => momentOf(text)).toThrow(malformed);
    },
  );
});
