import { z } from 'zod';
import { event, type EventOf } from '#kernel/event';
import { names, sideId } from '#kernel/values';
import { institutionId } from './directory.ids.js';

/** A ministry, agency or enterprise of a side. */
export const InstitutionRegistered = event('InstitutionRegistered', {
  institutionId,
  sideId,
  code: z.string(),
  names,
  shortNames: names.nullable(),
});

export const institutionEvents = [InstitutionRegistered] as const;
export type InstitutionEvent = EventOf<(typeof institutionEvents)[number]>;
