import { describe, expect, it } from '@jest/globals';
import type { Half } from '../api/answers.js';
import { remarkOf } from './half.js';

const half = (changed: Partial<Half>): Half => ({
  sideId: 'a',
  leadOfficeId: 'o',
  coExecutorOfficeIds: [],
  validatorOfficeId: 'v',
  deadline: {
    asWritten: 'on 2019-11-08',
    dueOn: '2019-11-08',
    rawOn: '2019-11-10',
    provisional: false,
    calendarVersion: 1,
    explanation: '',
  },
  status: 'inProgress',
  derived: 'onSchedule',
  daysLate: null,
  completedOn: null,
  ...changed,
});

describe('the remark beside a state', () => {
  it('is none on schedule', () => {
    expect(remarkOf(half({}), '2019-10-01')).toBeNull();
  });

  it('says how late an open half is', () => {
    expect(remarkOf(half({ derived: 'overdue', daysLate: 24 }), '2019-12-02')).toEqual({
      mark: 'overdue',
      key: 'late.is',
      days: 24,
    });
  });

  it('says how many days are left at risk', () => {
    expect(remarkOf(half({ derived: 'atRisk' }), '2019-11-05')).toEqual({ mark: 'atRisk', key: 'late.risk', days: 3 });
  });

  it('says that a half was late when it was done late, without an alarm', () => {
    const done = half({ derived: 'done', status: 'validated', completedOn: '2019-11-20' });
    expect(remarkOf(done, '2019-12-02')).toEqual({ mark: null, key: 'late.was', days: 12 });
    const waiting = half({ derived: 'overdue', daysLate: 12, status: 'reportedDone', completedOn: '2019-11-20' });
    expect(remarkOf(waiting, '2019-12-02')).toEqual({ mark: null, key: 'late.was', days: 12 });
  });
});
