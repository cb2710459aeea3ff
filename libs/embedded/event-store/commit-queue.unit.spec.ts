import { describe, expect, it, jest } from '@jest/globals';
import { CommitFailedError, CommitQueue } from './commit-queue.js';

function setUp() {
  const calls: string[] = [];
  const transaction = {
    begin: jest.fn(() => void calls.push('begin')),
    commit: jest.fn(() => void calls.push('commit')),
    rollback: jest.fn(() => void calls.push('rollback')),
  };
  const onRollback = jest.fn();
  const queue = new CommitQueue(transaction, onRollback);
  const job = (name: string) => queue.submit(() => (calls.push(name), name));
  return { calls, transaction, onRollback, queue, job };
}

describe('group commit', () => {
  it('writes what came together in one transaction and answers after the commit', async () => {
    const { calls, job } = setUp();
    const answers = [job('a'), job('b')].map(async (answer) => calls.push(`answered ${await answer}`));
    expect(calls).toEqual([]);
    await Promise.all(answers);
    expect(calls).toEqual(['begin', 'a', 'b', 'commit', 'answered a', 'answered b']);
  });

  it('refuses the whole group when one of it cannot be written, then goes on', async () => {
    const { calls, job, onRollback, queue } = setUp();
    const full = new Error('disk full');
    const group = Promise.allSettled([
      job('a'),
      queue.submit(() => {
        throw full;
      }),
    ]);
    for (const outcome of await group) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: CommitFailedError.name, cause: full } });
    }
    expect(calls).toEqual(['begin', 'a', 'rollback']);
    expect(onRollback).toHaveBeenCalledTimes(1);
    expect(queue.commits).toBe(0);
    await expect(job('b')).resolves.toBe('b');
  });

  it('refuses the group when the commit itself fails', async () => {
    const { job, transaction } = setUp();
    transaction.commit.mockImplementationOnce(() => {
      throw new Error('input/output error');
    });
    await expect(job('a')).rejects.toThrow(CommitFailedError);
    expect(transaction.rollback).toHaveBeenCalledTimes(1);
  });

  it('splits a long queue', async () => {
    const { job, transaction } = setUp();
    await Promise.all(Array.from({ length: 1200 }, (_, index) => job(String(index))));
    expect(transaction.commit).toHaveBeenCalledTimes(3);
  });

  it('wakes readers at a commit, and does not lose one that came before they asked', async () => {
    const { job, queue } = setUp();
    const { signal } = new AbortController();
    const before = queue.commits;
    const waiting = queue.after(before, signal);
    await job('a');
    await expect(waiting).resolves.toBeUndefined();
    await expect(queue.after(before, signal)).resolves.toBeUndefined();
  });

  it('lets a reader go that gives up', async () => {
    const { queue } = setUp();
    const giveUp = new AbortController();
    const waiting = queue.after(queue.commits, giveUp.signal);
    giveUp.abort();
    await expect(waiting).resolves.toBeUndefined();
  });

  it('flushes at once when asked', async () => {
    const { calls, job, queue } = setUp();
    const answer = job('a');
    queue.flush();
    expect(calls).toEqual(['begin', 'a', 'commit']);
    await answer;
  });
});
