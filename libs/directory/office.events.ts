import { z } from 'zod';
import { idOf } from '#kernel/ids';
import { event, type EventOf } from '#kernel/event';
import { languageTag, localDate, names, officeId, sideId } from '#kernel/values';
import { institutionId, personId } from './directory.ids.js';

/** A post in an institution: what duties bind to, never a user. */
export const OfficeCreated = event('OfficeCreated', {
  officeId,
  institutionId,
  sideId,
  names,
  /** Language its mail is written in. */
  language: languageTag,
});

/** A person holds the office from a day on. */
export const TenureStarted = event('TenureStarted', {
  tenureId: idOf<'TenureId'>(),
  personId,
  startsOn: localDate,
  acting: z.boolean(),
});

export const TenureEnded = event('TenureEnded', { tenureId: idOf<'TenureId'>(), endsOn: localDate });

export const officeEvents = [OfficeCreated, TenureStarted, TenureEnded] as const;
export type OfficeEvent = EventOf<(typeof officeEvents)[number]>;
