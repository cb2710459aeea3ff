import { z } from 'zod';
import { localDate } from '#kernel/values';
import { rounding } from './calendar.js';
import { anchorKind, durationUnit } from './deadline-expression.js';

const step = <Code extends string, Shape extends z.ZodRawShape>(code: Code, shape: Shape) =>
  z.strictObject({ code: z.literal(code), params: z.strictObject(shape) });

const version = z.int().min(1);
const on = localDate;

/**
 * One step on the way from the words to the date. It is recorded with `DeadlineResolved` and told in the reader's
 * language by `explain`, so codes and params may be added to but never change their meaning.
 */
export const explanationStep = z.discriminatedUnion('code', [
  step('onDate', { on }),
  step('afterAnchor', { amount: z.int().min(1), unit: durationUnit, anchor: anchorKind, anchorOn: localDate }),
  /** The month had no such day, so its last day was taken. */
  step('endOfMonth', { on }),
  step('endOfPeriod', { period: z.string(), on }),
  step('sessionDate', { relation: z.enum(['by', 'at']), on }),
  step('sessionWindow', { relation: z.enum(['by', 'at']), on }),
  step('dayOff', { on, reason: z.enum(['weekend', 'holiday']) }),
  step('rounded', { rule: rounding, on, version }),
  step('workingDay', { on, version }),
  /** The calendar version did not yet know that year's holidays. */
  step('beyondCalendar', { on, version }),
  step('provisional', {}),
  step('waitingFor', { anchor: z.enum([...anchorKind.options, 'session']) }),
  step('standing', { cadence: z.string() }),
  step('unspecified', {}),
]);
export type ExplanationStep = z.output<typeof explanationStep>;

/** All steps of one resolution, in order. */
export const explanation = z.array(explanationStep).max(20).readonly();
export type Explanation = z.output<typeof explanation>;
