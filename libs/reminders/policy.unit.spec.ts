import { describe, expect, it } from '@jest/globals';
import { defaultPolicy, occurrencesOf, owedNotice, retryAfter, type SideTime } from './policy.js';

const moscow: SideTime = {
  timeZone: 'Europe/Moscow',
  calendar: { version: 1, weekend: [6, 7], holidays: ['2019-11-04'], workingWeekends: [] },
};
const havana: SideTime = { timeZone: 'America/Havana', calendar: { ...moscow.calendar, holidays: [] } };

describe('the default policy', () => {
  it('reminds 30, 14, 7, 2 and 0 working days before, at 09:00 of the side, skipping its holiday', () => {
    const before = occurrencesOf('2019-11-08', defaultPolicy, moscow).slice(0, 5);
    expect(before).toEqual([
      { kind: 'before-30', at: '2019-09-26T06:00:00.000Z' },
      { kind: 'before-14', at: '2019-10-18T06:00:00.000Z' },
      { kind: 'before-7', at: '2019-10-29T06:00:00.000Z' },
      { kind: 'before-2', at: '2019-11-06T06:00:00.000Z' },
      { kind: 'before-0', at: '2019-11-08T06:00:00.000Z' },
    ]);
  });

  it('does not skip a holiday of the other side', () => {
    const [first] = occurrencesOf('2019-11-08', defaultPolicy, havana);
    expect(first).toEqual({ kind: 'before-30', at: '2019-09-27T13:00:00.000Z' });
  });

  it('goes on after the due date: next day, a week, weekly four times, monthly six times, each on a working day', () => {
    const late = occurrencesOf('2019-11-08', defaultPolicy, moscow).slice(5);
    expect(late.map(({ kind }) => kind)).toEqual(
      [1, 7, 14, 21, 28, 35, 65, 95, 125, 155, 185, 215].map((days) => `overdue-${days}`),
    );
    // The day after is a Saturday: it is told on Monday.
    expect(late[0]!.at).toBe('2019-11-11T06:00:00.000Z');
    expect(late[1]!.at).toBe('2019-11-15T06:00:00.000Z');
  });

  it('keeps the wall clock when summer time ends there', () => {
    const times = occurrencesOf('2019-11-08', defaultPolicy, havana).map(({ at }) => at);
    // 3 November 2019 in Havana.
    expect(times.filter((at) => at < '2019-11-03').every((at) => at.slice(11, 16) === '13:00')).toBe(true);
    expect(times.find((at) => at > '2019-11-03')!.slice(11, 16)).toBe('14:00');
  });

  it.each([
    ['inside the window: at once', '2019-11-08T08:30:00.000Z', '2019-11-08T08:30:00.000Z'],
    ['before it opens: when it opens', '2019-11-08T04:00:00.000Z', '2019-11-08T06:00:00.000Z'],
    ['on Friday evening: on Monday', '2019-11-08T15:00:00.000Z', '2019-11-11T06:00:00.000Z'],
  ])('tells what is owed %s', (_when, boundAt, at) => {
    expect(owedNotice(boundAt, defaultPolicy, moscow)).toEqual({ kind: 'owed', at });
  });

  it('waits longer after each refusal, and then no more', () => {
    const at = '2019-11-08T06:00:00.000Z';
    expect([1, 2, 3, 4, 5, 6].map((attempt) => retryAfter(attempt, at, defaultPolicy))).toEqual([
      '2019-11-08T06:01:00.000Z',
      '2019-11-08T06:05:00.000Z',
      '2019-11-08T06:15:00.000Z',
      '2019-11-08T07:00:00.000Z',
      '2019-11-08T10:00:00.000Z',
      null,
    ]);
  });
});
