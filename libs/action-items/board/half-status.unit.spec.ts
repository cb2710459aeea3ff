import { describe, expect, it } from '@jest/globals';
import type { SideId } from '#kernel/values';
import { deriveStatus, sideToday } from './half-status.js';

const days = { today: '2019-11-01', riskUntil: '2019-11-12' };
const half = (part: object) => ({ status: 'notStarted', due_on: '2019-11-08', completed_on: null, ...part }) as const;

describe('what follows from stage, status and day', () => {
  it.each([
    ['due within seven working days', 'active', half({}), 'atRisk', null],
    ['due later', 'active', half({ due_on: '2019-11-13' }), 'onSchedule', null],
    ['due today', 'active', half({ due_on: '2019-11-01' }), 'atRisk', null],
    ['due yesterday', 'active', half({ due_on: '2019-10-31' }), 'overdue', 1],
    ['due a month ago', 'active', half({ due_on: '2019-10-01', status: 'inProgress' }), 'overdue', 31],
    ['without a day', 'active', half({ due_on: null }), 'noDeadline', null],
    [
      'reported done in time, asked later',
      'active',
      half({ due_on: '2019-10-20', status: 'reportedDone', completed_on: '2019-10-18' }),
      'onSchedule',
      null,
    ],
    [
      'reported done too late',
      'active',
      half({ due_on: '2019-10-20', status: 'reportedDone', completed_on: '2019-10-22' }),
      'overdue',
      2,
    ],
    ['validated', 'active', half({ due_on: '2019-10-01', status: 'validated' }), 'done', null],
    ['not yet in effect', 'pendingEffect', half({ due_on: '2019-10-01' }), 'pendingEffect', null],
    ['closed', 'closed', half({ due_on: '2019-10-01' }), 'closed', null],
  ] as const)('%s', (_name, stage, row, derived, daysLate) => {
    expect(deriveStatus(stage, row, days)).toEqual({ derived, daysLate });
  });
});

it('today is the side’s own date, and the risk runs over its working days', () => {
  const doc = { names: {}, weekend: [6, 7], calendar: { version: 1, holidays: ['2019-11-04'], workingWeekends: [] } };
  const at = '2019-11-01T02:00:00.000Z';
  const side = (timeZone: string) => ({ side_id: 'x' as SideId, doc: { ...doc, timeZone } });
  expect(sideToday(side('Europe/Moscow'), at)).toEqual({ sideId: 'x', today: '2019-11-01', riskUntil: '2019-11-13' });
  expect(sideToday(side('America/Havana'), at)).toMatchObject({ today: '2019-10-31' });
});
