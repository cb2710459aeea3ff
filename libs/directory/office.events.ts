import { z } from 'zod';
import { idOf, type Branded } from '#kernel/ids';
import { event, type EventOf } from '#kernel/event';
import { languageTag, localDate, names, officeId, sideId } from '#kernel/values';
import { institutionId, personId } from './directory.ids.js';

export type TenureId = Branded<'TenureId'>;
const tenureId = idOf<'TenureId'>();

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
  tenureId,
  personId,
  startsOn: localDate,
  acting: z.boolean(),
});

/** `endsOn` is the last day it is held. */
export const TenureEnded = event('TenureEnded', { tenureId, endsOn: localDate });

export const officeEvents = [OfficeCreated, TenureStarted, TenureEnded] as const;
export type OfficeEvent = EventOf<(typeof officeEvents)[number]>;
