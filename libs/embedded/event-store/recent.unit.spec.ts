import { describe, expect, it } from '@jest/globals';
import { RecentMap } from './recent.js';

describe('RecentMap', () => {
  it('remembers at least the last keys and at most twice as many', () => {
    const map = new RecentMap<number, number>(10);
    for (let key = 1; key <= 1000; key++) map.set(key, key);
    const kept = Array.from({ length: 1000 }, (_, index) => index + 1).filter((key) => map.get(key) !== undefined);
    expect(kept).toEqual(expect.arrayContaining([991, 992, 993, 994, 995, 996, 997, 998, 999, 1000]));
    expect(kept.length).toBeLessThanOrEqual(20);
  });

  it('keeps what is used and forgets what is deleted', () => {
    const map = new RecentMap<string, number>(3);
    map.set('used', 1);
    for (let key = 0; key < 20; key++) {
      map.set(`other ${key}`, key);
      expect(map.get('used')).toBe(1);
    }
    map.delete('used');
    expect(map.get('used')).toBeUndefined();
  });
});
