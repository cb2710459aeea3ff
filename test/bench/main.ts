import { P1 } from './p1-command.js';
import { P18 } from './p18-start.js';
import { report } from './report.js';

/** @returns the exit code, as `report` says */
export const main = (args: readonly string[]): Promise<number> => report('bench', [P1, P18], args);
