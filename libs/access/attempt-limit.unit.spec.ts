import { beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '#kernel/domain-error';
import { AttemptLimit } from './attempt-limit.js';

let now: number;
let limit: AttemptLimit;
beforeEach(() => {
  now = 1_000_000;
  limit = new AttemptLimit(3, 60_000, () => now);
});

function refusal(key: string): DomainError | undefined {
  try {
    limit.count(key);
    return undefined;
  } catch (error) {
    return error as DomainError;
  }
}

const times = (n: number, key: string) => Array.from({ length: n }, () => refusal(key)?.code);

describe('a limit of three attempts a minute', () => {
  it('refuses the fourth and says for how long', () => {
    expect(times(3, 'a')).toEqual([undefined, undefined, undefined]);
    now += 15_500;
    expect(refusal('a')).toMatchObject({
      code: 'access/tooManyAttempts',
      kind: 'tooManyRequests',
      params: { retryAfter: 45 },
    });
  });

  it('counts each key for itself', () => {
    times(3, 'a');
    expect(refusal('b')).toBeUndefined();
  });

  it('begins anew when the minute is over, and not before', () => {
    times(3, 'a');
    now += 59_999;
    expect(refusal('a')?.params).toEqual({ retryAfter: 1 });
    now += 1;
    expect(times(4, 'a')).toEqual([undefined, undefined, undefined, 'access/tooManyAttempts']);
  });

  it('takes back what turned out well', () => {
    times(2, 'a');
    limit.forgive('a');
    expect(times(3, 'a')).toEqual([undefined, undefined, 'access/tooManyAttempts']);
    limit.reset('a');
    expect(times(3, 'a')).toEqual([undefined, undefined, undefined]);
  });

  it('never owes an attempt', () => {
    limit.forgive('a');
    times(1, 'a');
    limit.forgive('a');
    limit.forgive('a');
    expect(times(4, 'a')).toEqual([undefined, undefined, undefined, 'access/tooManyAttempts']);
  });

  it('forgets the oldest of very many keys, not the newest', () => {
    times(3, 'oldest');
    for (let n = 0; n < 20_000; n += 1) limit.count(`made up ${n}`);
    expect(refusal('oldest')).toBeUndefined();
    times(2, 'made up 19999');
    expect(refusal('made up 19999')?.code).toBe('access/tooManyAttempts');
  });
});
