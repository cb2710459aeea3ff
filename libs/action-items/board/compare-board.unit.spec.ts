import { describe, expect, it } from '@jest/globals';
import { uuid5 } from '#kernel/ids';
import { compareBoards } from './compare-board.js';
import type { BoardItem } from './status-board.answers.js';

const side = uuid5('side');
type Half = BoardItem['halves'][number];

const half = (part: Partial<Half> & { dueOn?: string | null } = {}): Half => {
  const { dueOn = '2019-11-08', ...rest } = part;
  return {
    sideId: side,
    leadOfficeId: uuid5('lead'),
    coExecutorOfficeIds: [],
    validatorOfficeId: uuid5('validator'),
    deadline: { asWritten: '', dueOn, rawOn: dueOn, provisional: false, calendarVersion: 1, explanation: '' },
    status: 'notStarted',
    derived: 'onSchedule',
    daysLate: null,
    completedOn: null,
    ...rest,
  };
};

const item = (halves: Half[], part: Partial<BoardItem> = {}): BoardItem => ({
  id: uuid5('item'),
  number: '1-1',
  titles: { en: 'Item' },
  sector: null,
  bodyId: uuid5('body'),
  protocolId: uuid5('protocol'),
  protocolNumber: '1',
  clausePaths: ['1'],
  clauseTexts: { en: 'Clause' },
  jointRule: 'all',
  stage: 'active',
  revision: '1',
  halves,
  ...part,
});

const kindsOf = (before: BoardItem[], after: BoardItem[]) => compareBoards(before, after).map(({ kind }) => kind);

describe('what differs between two boards', () => {
  it('nothing, when only the day went by', () => {
    expect(compareBoards([item([half()])], [item([half({ derived: 'atRisk' })])])).toEqual([]);
  });

  it('that an item is new, or was removed from control', () => {
    expect(kindsOf([], [item([half()])])).toEqual(['added']);
    expect(kindsOf([item([half()])], [item([half()], { stage: 'closed' })])).toEqual(['closed']);
  });

  it('that a due date moved, old and new value told; a first due date is a change, not a move', () => {
    const moved = compareBoards([item([half()])], [item([half({ dueOn: '2019-12-06' })])]);
    expect(moved).toMatchObject([
      { kind: 'moved', changes: [{ field: 'dueOn', sideId: side, from: '2019-11-08', to: '2019-12-06' }] },
    ]);
    expect(kindsOf([item([half({ dueOn: null })])], [item([half()])])).toEqual(['changed']);
  });

  it('status, lead and title, and that a half became late', () => {
    const after = item([half({ status: 'validated', leadOfficeId: uuid5('other') })], { titles: { en: 'Renamed' } });
    const [change] = compareBoards([item([half()])], [after]);
    expect(change!.changes.map(({ field }) => field)).toEqual(['title', 'status', 'lead']);
    expect(compareBoards([item([half()])], [item([half({ derived: 'overdue' })])])).toMatchObject([
      { kind: 'changed', changes: [{ field: 'derived', from: 'onSchedule', to: 'overdue' }] },
    ]);
  });
});
