import { report } from '../bench/report.js';
import { F1 } from './f1-event-store-down.js';
import { F5 } from './f5-writers-on-one-stream.js';
import { F6 } from './f6-silent-subscription.js';

/** @returns the exit code, as `report` says */
export const main = (args: readonly string[]): Promise<number> => report('faults', [F1, F5, F6], args);
