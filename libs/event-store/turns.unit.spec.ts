import { expect, it } from '@jest/globals';
import { Turns } from './turns.js';

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
