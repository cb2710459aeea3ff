import { report } from '../bench/report.js';
import { F1 } from './f1-event-store-down.js';
import { F5 } from './f5-writers-on-one-stream.js';
import { F6 } from './f6-silent-subscription.js';
import { F7 } from './f7-unruly-delivery.js';
import { F10 } from './f10-postgres.js';
import { F11 } from './f11-poison.js';
import { F23 } from './f23-repeated-requests.js';

/** @returns the exit code, as `report` says */
export const main = (args: readonly string[]): Promise<number> =>
  report('faults', [F1, F5, F6, F7, F10, F11, F23], args);
