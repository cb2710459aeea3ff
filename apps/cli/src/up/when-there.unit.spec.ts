import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LogUnavailable } from '#event-store/event-log';
import { DatabaseUnavailable } from '#read-models/database';
import { whenThere } from './when-there.js';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick'] });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('waiting for a server', () => {
  it('tells each reason once and gives what came out in the end', async () => {
    const reasons = [new LogUnavailable('refused'), new LogUnavailable('refused'), new DatabaseUnavailable('starting')];
    const told: string[] = [];
    const work = async () => {
      const reason = reasons.shift();
      if (reason) throw reason;
      return 'served';
    };
    const waiting = whenThere(work, new AbortController().signal, (text) => told.push(text));
    await jest.advanceTimersByTimeAsync(3_000);
    expect(await waiting).toBe('served');
    expect(told).toEqual(['Waiting for the event store: refused', 'Waiting for PostgreSQL: starting']);
  });

  it('ends at once when it is asked to stop', async () => {
    const stop = new AbortController();
    const waiting = whenThere(
      async () => {
        throw new LogUnavailable('refused');
      },
      stop.signal,
      () => stop.abort(),
    );
    expect(await waiting).toBeUndefined();
  });

  it('does not repeat what failed for another reason', async () => {
    const failing = whenThere(
      async () => {
        throw new TypeError('a defect');
      },
      new AbortController().signal,
      () => undefined,
    );
    await expect(failing).rejects.toThrow('a defect');
  });
});
