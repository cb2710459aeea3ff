import { z } from 'zod';
import { event, type EventOf } from '#kernel/event';
import { idOf, type Branded } from '#kernel/ids';
import { localDate, names, sideId, textRef } from '#kernel/values';
import { bodyId } from '#directory/directory.ids';
import { clauseId, protocolId } from '#protocols/protocol.events';

export type ProjectId = Branded<'ProjectId'>;
export const projectId = idOf<'ProjectId'>();

export const projectStages = [
  'proposed',
  'underStudy',
  'agreedInPrinciple',
  'contracted',
  'effective',
  'implementing',
  'completed',
] as const;
export type ProjectStage = (typeof projectStages)[number];

/** A project enters the pipeline, with the clause that speaks of it where there is one. */
export const ProjectProposed = event('ProjectProposed', {
  projectId,
  bodyId,
  /** The sides of the body on that day: who sees and follows the project. */
  sideIds: z.array(sideId).min(1),
  /** Unique in the body, such as `P-01`. */
  code: z.string(),
  names,
  sector: z.string().nullable(),
  proposedOn: localDate,
  clause: z.strictObject({ protocolId, clauseId }).nullable(),
});

/** What somebody said it costs; estimates stand side by side, none is "the" cost. */
export const EstimateRecorded = event('EstimateRecorded', {
  /** Decimal string in major units, such as `1900000000` or `999.50`. */
  amount: z.string().regex(/^\d{1,15}(\.\d{1,2})?$/),
  approximate: z.boolean(),
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/),
  asOfDate: localDate,
  scope: names.nullable(),
  source: z.string(),
});

/** A later stage of the pipeline; stages in between may have been skipped. */
export const ProjectStageReached = event('ProjectStageReached', {
  stage: z.enum(projectStages),
  reachedOn: localDate,
  note: textRef.nullable(),
});

export const projectEvents = [ProjectProposed, EstimateRecorded, ProjectStageReached] as const;
export type ProjectEvent = EventOf<(typeof projectEvents)[number]>;
