import { z } from 'zod';
import { event, type EventOf } from '#kernel/event';
import { idOf, type Branded } from '#kernel/ids';
import { languageTag, localDate, names, officeId, sideId, textRef } from '#kernel/values';
import { bodyId } from '#directory/directory.ids';
import { meetingId } from '#meetings/meeting.events';

export type ProtocolId = Branded<'ProtocolId'>;
export const protocolId = idOf<'ProtocolId'>();
export type ClauseId = Branded<'ClauseId'>;
export const clauseId = idOf<'ClauseId'>();

export const clauseKinds = ['informational', 'recommendation', 'decision', 'instruction', 'nextSession'] as const;

/** A protocol is begun: for which session of which body, between which sides, in which languages. */
export const ProtocolDrafted = event('ProtocolDrafted', {
  protocolId,
  bodyId,
  meetingId,
  /** Unique in the body, such as `11` or `2019-1`. */
  number: z.string(),
  titles: names,
  sideIds: z.array(sideId).min(2),
  /** Language versions; the authentic ones are equally valid originals. */
  languages: z.array(z.strictObject({ lang: languageTag, authentic: z.boolean() })).min(1),
  /** Not before this day a deadline may fall: the day the session began. */
  sessionOn: localDate,
});

export const ClauseAdded = event('ClauseAdded', {
  clauseId,
  /** Place in the text, such as `3.2.1`. */
  path: z.string(),
  kind: z.enum(clauseKinds),
  /** Sector code, such as `metallurgy`; null when the clause belongs to none. */
  sector: z.string().nullable(),
  texts: names,
});

export const ClauseReworded = event('ClauseReworded', { clauseId, texts: names });

export const ClauseRemoved = event('ClauseRemoved', { clauseId });

/** Both sides agree on the wording: from here it is not changed. */
export const ProtocolTextAgreed = event('ProtocolTextAgreed', { agreedOn: localDate });

/** The session adopts the protocol. */
export const ProtocolAdopted = event('ProtocolAdopted', { adoptedOn: localDate });

/** One side signs, by an office, at a place, on a day. */
export const ProtocolSigned = event('ProtocolSigned', {
  sideId,
  officeId,
  signedOn: localDate,
  place: names,
});

/** All signatures are there: commitments bind from this day. */
export const ProtocolTookEffect = event('ProtocolTookEffect', { effectiveOn: localDate });

/** What becomes of an operative clause: action items derive from it, or it is noted, with a reason. */
export const ClauseDisposed = event('ClauseDisposed', {
  clauseId,
  disposition: z.enum(['derived', 'noted']),
  reason: textRef.nullable(),
});

export const protocolEvents = [
  ProtocolDrafted,
  ClauseAdded,
  ClauseReworded,
  ClauseRemoved,
  ProtocolTextAgreed,
  ProtocolAdopted,
  ProtocolSigned,
  ProtocolTookEffect,
  ClauseDisposed,
] as const;
export type ProtocolEvent = EventOf<(typeof protocolEvents)[number]>;
