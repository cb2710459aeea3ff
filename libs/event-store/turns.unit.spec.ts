import { afterEach, expect, it, jest } from '@jest/globals';
import { Turns } from './turns.js';

afterEach(() => {
  jest.useRealTimers();
});

function held() {
  let release: () => void = () => undefined;
  const until = new Promise<void>((resolve) => (release = resolve));
  return { until, release };
}

it('has work of one name take turns in the order it came, also after a failure', async () => {
  const turns = new Turns();
  const first = held();
  const order: string[] = [];
  const working = [
    turns.take('a', async () => {
      await first.until;
      order.push('first');
      throw new Error('failed');
    }),
    turns.take('a', () => Promise.resolve(void order.push('second'))),
    turns.take('b', () => Promise.resolve(void order.push('other'))),
  ];
  await working[2];
  first.release();
  expect((await Promise.allSettled(working)).map(({ status }) => status)).toEqual([
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
  expect(order).toEqual(['other', 'first', 'second']);
});

it('goes ahead when the one before hangs', async () => {
  const turns = new Turns();
  const hanging = held();
  const stuck = turns.take('a', () => hanging.until);
  await expect(turns.take('a', () => Promise.resolve('done'))).resolves.toBe('done');
  hanging.release();
  await stuck;
});

it('lets another process in between once that was faster, and only then', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick'] });
  const turns = new Turns();
  const order: number[] = [];
  const take = (n: number, isLost: boolean) =>
    turns.take('a', async () => {
      if (isLost) turns.lost('a');
      order.push(n);
    });
  const alone = [1, 2, 3, 4, 5, 6].map((n) => take(n, false));
  await Promise.all(alone);
  expect(order).toEqual([1, 2, 3, 4, 5, 6]);
  const contended = [7, 8, 9, 10, 11, 12].map((n) => take(n, n === 7));
  await Promise.all(contended.slice(0, 4));
  await jest.advanceTimersByTimeAsync(0);
  expect(order.slice(6)).toEqual([7, 8, 9, 10]);
  await jest.advanceTimersByTimeAsync(20);
  await Promise.all(contended);
  expect(order.slice(6)).toEqual([7, 8, 9, 10, 11, 12]);
});
