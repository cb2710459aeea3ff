import { describe, expect, it } from '@jest/globals';
import { parseSearch, stringifySearch } from './search.js';

describe('the query string of the console', () => {
  it('keeps a moment readable', () => {
    expect(stringifySearch({ asOf: '2019-09-12T15:00:00Z', status: 'overdue' })).toBe(
      '?asOf=2019-09-12T15:00:00Z&status=overdue',
    );
  });

  it('is empty without anything to say', () => {
    expect(stringifySearch({ asOf: undefined, status: '' })).toBe('');
  });

  it('reads back what it wrote', () => {
    const search = { to: '/items/2019-1-4?asOf=2019-09-12T15:00:00Z', status: 'open' };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
  });
});
