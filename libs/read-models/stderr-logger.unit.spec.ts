import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StderrLogger } from './stderr-logger.js';

let out: jest.SpiedFunction<typeof process.stdout.write>;
let err: jest.SpiedFunction<typeof process.stderr.write>;

beforeEach(() => {
  out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  err = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
});

function logAll(logger: StderrLogger): string[] {
  logger.fatal('a');
  logger.error('b');
  logger.warn('c');
  logger.log({ route: '/d' });
  logger.debug('e');
  return err.mock.calls.map(([line]) => String((JSON.parse(String(line)) as { level: string }).level));
}

describe('StderrLogger', () => {
  it('writes every level as a JSON line on stderr, nothing on stdout', () => {
    expect(logAll(new StderrLogger('debug'))).toEqual(['fatal', 'error', 'warn', 'log', 'debug']);
    expect(out).not.toHaveBeenCalled();
  });

  it('leaves out what is less severe than its level', () => {
    expect(logAll(new StderrLogger('warn'))).toEqual(['fatal', 'error', 'warn']);
  });
});
