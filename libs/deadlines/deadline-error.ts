import { DomainError } from '#kernel/domain-error';

/** Every refusal of this library, by code; the texts stand in `deadlines.text.*.json`. */
export const DEADLINE_ERROR_CODES = [
  'deadlines/dateMalformed',
  'deadlines/dateOutOfRange',
  'deadlines/amountOutOfRange',
  'deadlines/calendarMalformed',
  'deadlines/noWorkingDay',
  'deadlines/expressionMalformed',
  'deadlines/instantMalformed',
  'deadlines/timeMalformed',
  'deadlines/timeZoneUnknown',
  'deadlines/windowEmpty',
] as const;
export type DeadlineErrorCode = (typeof DEADLINE_ERROR_CODES)[number];

/** Input that no date can be computed from; thrown instead of ever returning a wrong or empty date. */
export class DeadlineError extends DomainError {
  declare readonly code: DeadlineErrorCode;

  constructor(code: DeadlineErrorCode, params: Readonly<Record<string, string | number>> = {}) {
    super(code, 'unprocessable', params);
    this.name = 'DeadlineError';
  }
}
