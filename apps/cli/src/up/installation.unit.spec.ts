import { describe, expect, it } from '@jest/globals';
import { exitCode, type CliError } from '../exit-codes.js';
import { installationFor, type Findings } from './installation.js';

const fresh: Findings = { remembered: undefined, empty: false, demoClock: false, logIsEmpty: true };

describe('installationFor', () => {
  it('is a demo at the first start, unless --empty is given', () => {
    expect(installationFor(fresh)).toEqual({ demo: true, loaded: false });
    expect(installationFor({ ...fresh, empty: true })).toEqual({ demo: false, loaded: false });
  });

  it('stays what the data directory remembers', () => {
    const own = { demo: false, loaded: false };
    expect(installationFor({ ...fresh, remembered: own, logIsEmpty: false })).toBe(own);
    expect(installationFor({ ...fresh, remembered: own, empty: true })).toBe(own);
    const demo = { demo: true, loaded: true };
    expect(installationFor({ ...fresh, remembered: demo, logIsEmpty: false, demoClock: true })).toBe(demo);
  });

  it('tells no demo into a log that already holds somebody’s work', () => {
    expect(installationFor({ ...fresh, logIsEmpty: false })).toEqual({ demo: false, loaded: false });
  });

  it('goes on with a demo whose data directory was lost but whose servers were not', () => {
    expect(installationFor({ ...fresh, logIsEmpty: false, demoClock: true })).toEqual({ demo: true, loaded: false });
  });

  it.each([
    ['the directory', { remembered: { demo: true, loaded: true } }],
    ['the database', { demoClock: true }],
  ])('refuses --empty when %s says it is a demo', (_who, findings) => {
    const code = () => {
      try {
        return installationFor({ ...fresh, empty: true, ...findings });
      } catch (error) {
        return (error as CliError).code;
      }
    };
    expect(code()).toBe(exitCode.precondition);
  });
});
