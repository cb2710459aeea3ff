import { P1 } from './p1-command.js';
import { P18 } from './p18-start.js';
import { P6 } from './p6-visible.js';
import { report } from './report.js';

/** @returns the exit code, as `report` says */
export const main = (args: readonly string[]): Promise<number> => report('bench', [P1, P6, P18], args);
