import { describe, expect, it } from '@jest/globals';
import type { Comparison } from '../api/answers.js';
import { rowChanges } from './comparison.js';

const of = (changes: Comparison['items'][number]['changes']): Comparison =>
  ({ items: [{ kind: 'moved', item: { id: 'one' }, changes }] }) as unknown as Comparison;

describe('the rows of a comparison', () => {
  it('have the old values in the cells of their side', () => {
    const change = rowChanges(
      of([
        { field: 'dueOn', sideId: 'ru', from: '2019-11-08', to: '2019-12-02' },
        { field: 'lead', sideId: 'ru', from: 'office', to: 'other' },
        { field: 'status', sideId: 'cu', from: 'notStarted', to: 'inProgress' },
        { field: 'stage', sideId: null, from: 'pendingEffect', to: 'active' },
        { field: 'title', sideId: null, from: '{"en":"Old"}', to: '{"en":"New"}' },
      ]),
    ).get('one');
    expect(change).toEqual({
      kind: 'moved',
      titles: { en: 'Old' },
      stage: 'pendingEffect',
      halves: new Map([
        ['ru', { dueOn: '2019-11-08', leadOfficeId: 'office' }],
        ['cu', { status: 'notStarted' }],
      ]),
    });
  });

  it('strike nothing where nothing stood', () => {
    const change = rowChanges(of([{ field: 'dueOn', sideId: 'ru', from: null, to: '2019-12-02' }])).get('one');
    expect(change!.halves.size).toBe(0);
  });

  it('are none without a comparison', () => {
    expect(rowChanges(undefined).size).toBe(0);
  });
});
