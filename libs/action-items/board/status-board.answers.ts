import { z } from 'zod';
import { reading } from '#read-models/answers';

const names = z.record(z.string(), z.string());
const text = z.object({ lang: z.string(), text: z.string() });
const derived = z.enum(['onSchedule', 'atRisk', 'overdue', 'noDeadline', 'done', 'pendingEffect', 'closed']);

const half = z.object({
  sideId: z.uuid(),
  leadOfficeId: z.uuid(),
  coExecutorOfficeIds: z.array(z.uuid()),
  validatorOfficeId: z.uuid(),
  deadline: z.object({
    /** Canonical text of the expression. */
    asWritten: z.string(),
    dueOn: z.iso.date().nullable(),
    rawOn: z.iso.date().nullable(),
    provisional: z.boolean(),
    calendarVersion: z.int().nullable(),
    /** Why it is this day, in the reader's language; empty while it is not a day. */
    explanation: z.string(),
  }),
  /** What the viewer may know. */
  status: z.enum(['notStarted', 'inProgress', 'reportedDone', 'validated']),
  derived,
  /** Calendar days after the due date; null unless overdue. */
  daysLate: z.int().nullable(),
  completedOn: z.iso.date().nullable(),
});

export const boardItem = z.object({
  id: z.uuid(),
  number: z.string(),
  titles: names,
  sector: z.string().nullable(),
  bodyId: z.uuid(),
  protocolId: z.uuid(),
  protocolNumber: z.string(),
  clausePaths: z.array(z.string()),
  /** Wording of the first clause. */
  clauseTexts: names,
  jointRule: z.enum(['all', 'any']),
  stage: z.enum(['pendingEffect', 'active', 'closed']),
  revision: z.string(),
  halves: z.array(half),
});
export type BoardItem = z.output<typeof boardItem>;

export const boardAnswer = z.object({
  ...reading,
  /** Today on each side, at the moment asked for. */
  today: z.record(z.uuid(), z.iso.date()),
  next: z.string().nullable(),
  /** Of the whole filtered list, in items; an item counts where any of its halves does. */
  counts: z.object({
    items: z.int(),
    overdue: z.int(),
    atRisk: z.int(),
    reportedDone: z.int(),
    validated: z.int(),
    closed: z.int(),
  }),
  items: z.array(boardItem),
});
export type BoardAnswer = z.output<typeof boardAnswer>;

export const itemAnswer = z.object({
  ...reading,
  ...boardItem.shape,
  today: z.record(z.uuid(), z.iso.date()),
  protocol: z.object({ id: z.uuid(), number: z.string(), effectiveOn: z.iso.date().nullable() }),
  clauses: z.array(z.object({ clauseId: z.uuid(), path: z.string(), kind: z.string(), texts: names })),
  removedOn: z.iso.date().nullable(),
  basis: text.nullable(),
  reports: z.array(
    z.object({
      reportId: z.uuid(),
      sideId: z.uuid(),
      officeId: z.uuid().nullable(),
      kind: z.enum(['progress', 'completion']),
      completedOn: z.iso.date().nullable(),
      /** Null when the text was erased. */
      text: text.nullable(),
      state: z.enum(['progress', 'waiting', 'returned', 'validated']),
      returnedReason: text.nullable(),
      at: z.iso.datetime(),
    }),
  ),
  /** The viewer's own half as a stream of its own: its revision for If-Match; null when the viewer owes nothing. */
  obligation: z.object({ id: z.uuid(), revision: z.string().nullable() }).nullable(),
  history: z.array(
    z.object({
      position: z.string(),
      recordedAt: z.iso.datetime(),
      effectiveDate: z.iso.date(),
      type: z.string(),
      sideId: z.uuid().nullable(),
      sentence: z.string(),
      internal: z.boolean(),
    }),
  ),
});
export type ItemAnswer = z.output<typeof itemAnswer>;
