import { z } from 'zod';
import { event, type EventOf } from '#kernel/event';
import { languageTag, localDate, names, officeId, sideId } from '#kernel/values';
import { bodyId } from './directory.ids.js';

export const bodyKinds = ['commission', 'subcommission', 'workingGroup', 'council'] as const;

/** A commission, subcommission, working group or council begins to exist. */
export const BodyEstablished = event('BodyEstablished', {
  bodyId,
  /** Short and unique, such as `RG-01`. */
  code: z.string(),
  kind: z.enum(bodyKinds),
  names,
  parentId: bodyId.nullable(),
  languages: z.array(languageTag),
  establishedOn: localDate.nullable(),
});

export const SideJoinedBody = event('SideJoinedBody', { sideId });

/** A side's half of the body: its chair and its secretary. */
export const NationalPartFormed = event('NationalPartFormed', {
  sideId,
  chairOfficeId: officeId,
  secretaryOfficeId: officeId,
});

export const bodyEvents = [BodyEstablished, SideJoinedBody, NationalPartFormed] as const;
export type BodyEvent = EventOf<(typeof bodyEvents)[number]>;
