import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { exitCode } from '../exit-codes.js';
import { StopRequest } from './stop-request.js';

let said: string;
let exited: jest.SpiedFunction<typeof process.exit>;
let stop: StopRequest;

beforeEach(() => {
  said = '';
  jest.useFakeTimers();
  exited = jest.spyOn(process, 'exit').mockReturnValue(undefined as never);
  stop = new StopRequest({ out: () => undefined, err: (text) => void (said += text), env: {}, colour: false });
});
afterEach(() => {
  stop[Symbol.dispose]();
  exited.mockRestore();
  jest.useRealTimers();
});

describe('StopRequest', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('takes the first %s as the wish to stop in order', async (name) => {
    expect(stop.signal.aborted).toBe(false);
    process.emit(name, name);
    expect(stop.signal.aborted).toBe(true);
    expect(await stop.requested).toBe(name);
    expect(exited).not.toHaveBeenCalled();
  });

  it('takes a copy of the same signal, as npm sends it, for the same one', () => {
    process.emit('SIGINT', 'SIGINT');
    jest.advanceTimersByTime(100);
    process.emit('SIGINT', 'SIGINT');
    expect(exited).not.toHaveBeenCalled();
  });

  it('ends at once when it is told a second time', () => {
    process.emit('SIGTERM', 'SIGTERM');
    jest.advanceTimersByTime(1_000);
    process.emit('SIGINT', 'SIGINT');
    expect(exited).toHaveBeenCalledWith(exitCode.interrupted);
  });

  it('does not wait longer than 10 seconds', () => {
    process.emit('SIGTERM', 'SIGTERM');
    jest.advanceTimersByTime(9_900);
    expect(exited).not.toHaveBeenCalled();
    jest.advanceTimersByTime(200);
    expect(exited).toHaveBeenCalledWith(exitCode.failure);
    expect(said).toContain('10 s');
  });

  it('keeps the first reason', async () => {
    stop.stop(new Error('PostgreSQL ended'));
    stop.stop('SIGTERM');
    expect(await stop.requested).toEqual(new Error('PostgreSQL ended'));
  });

  it('lets signals be once it is disposed of', () => {
    stop[Symbol.dispose]();
    expect(process.listenerCount('SIGHUP')).toBe(0);
  });
});
