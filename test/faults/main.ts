import { report } from '../bench/report.js';
import { F1 } from './f1-event-store-down.js';

/** @returns the exit code, as `report` says */
export const main = (args: readonly string[]): Promise<number> => report('faults', [F1], args);
