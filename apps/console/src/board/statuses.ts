import type { BoardStatus } from '../api/queries.js';

/** The states the board can be narrowed to, in the order of the filter. */
export const boardStatuses = [
  'open',
  'overdue',
  'atRisk',
  'onSchedule',
  'notStarted',
  'inProgress',
  'reportedDone',
  'validated',
  'noDeadline',
  'pendingEffect',
  'closed',
] as const satisfies readonly BoardStatus[];
export type ShownStatus = (typeof boardStatuses)[number];

/** Reads a status of the address; another word is no filter. */
export const boardStatus = (text: unknown): ShownStatus | undefined => boardStatuses.find((known) => known === text);
