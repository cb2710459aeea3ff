import { z } from 'zod';
import { reading } from '#read-models/answers';

const message = z.object({
  messageId: z.uuid(),
  state: z.enum(['claimed', 'rendered', 'attempted', 'deferred', 'accepted', 'refused', 'unknown', 'dropped']),
  /** When it came to that state. */
  at: z.iso.datetime(),
  /** What the provider said, or the code of the reason. */
  response: z.string().nullable(),
  /** Absent before it was written, or after it was erased. */
  subject: z.string().optional(),
});

export const whyEntry = z.object({
  reminderId: z.uuid(),
  /** `before-14`, `before-0`, `overdue-7`, `owed`. */
  kind: z.string(),
  officeId: z.uuid(),
  sideId: z.uuid(),
  dueOn: z.iso.date(),
  plannedAt: z.iso.datetime(),
  outcome: z.enum(['planned', 'withdrawn', 'decided', 'skipped', 'suppressed', 'obsolete', 'undeliverable']),
  /** A code; null where nothing speaks against it. */
  reason: z.string().nullable(),
  /** In the reader's language. */
  sentence: z.string(),
  decidedAt: z.iso.datetime().nullable(),
  /** Of the decision in the log; null while it is planned. */
  position: z.string().nullable(),
  /** The newest position the decision looked at; null while it is planned. */
  knownPosition: z.string().nullable(),
  /** The mail to the first of its recipients. */
  message: message.nullable(),
  /** Mails to the others, such as an acting holder. */
  otherMessages: z.array(message),
});
export type WhyEntry = z.output<typeof whyEntry>;

export const whyAnswer = z.object({
  ...reading,
  itemId: z.uuid(),
  number: z.string(),
  /** Oldest first. What is only planned is told for now, never for an earlier moment. */
  entries: z.array(whyEntry),
});
export type WhyAnswer = z.output<typeof whyAnswer>;
