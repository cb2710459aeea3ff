import { z } from 'zod';
import { event, type EventOf } from '#kernel/event';
import { uuid5 } from '#kernel/ids';
import { instant, languageTag, localDate, sideId } from '#kernel/values';
import { endpointId, personId } from '#directory/directory.ids';
import { reminderId } from './reminder.events.js';

export interface MessageKey {
  readonly endpointId: string;
  readonly channel: 'mail';
  readonly localDay: string;
  readonly language: string;
  readonly duty: boolean;
  readonly part: number;
}

/** One message per address, day and language; `part` counts the further ones of the same day. */
export const messageIdOf = ({ endpointId: endpoint, channel, localDay, language, duty, part }: MessageKey): string =>
  uuid5('message', endpoint, channel, localDay, language, duty ? 'duty' : 'courtesy', part);

/** Exactly one worker wins the message, before the provider is called. */
export const MessageClaimed = event('MessageClaimed', {
  sideId,
  endpointId,
  personId,
  channel: z.enum(['mail']),
  localDay: localDate,
  language: languageTag,
  duty: z.boolean(),
  part: z.int().positive(),
  reminderIds: z.array(reminderId).min(1),
});

/** What will be sent, by its hash; the text itself stands in the vault. */
export const MessageRendered = event('MessageRendered', {
  sha256: z.string(),
  /** Version of the wording. */
  template: z.string(),
  /** The language that was asked for, where template or quoted clause had to be in another. */
  fallbackFrom: languageTag.nullable(),
  /** Reminders that were finished between decision and sending, and so are not in the text. */
  leftOut: z.array(reminderId),
});

/** The provider is about to be called. */
export const DeliveryAttempted = event('DeliveryAttempted', {
  attempt: z.int().positive(),
  /** By the system clock: who attempts has answered by then, or has died on the way. */
  leaseUntil: instant,
});

/** The provider took it: "accepted by the server", not "read". */
export const DeliveryAccepted = event('DeliveryAccepted', { attempt: z.int().positive(), response: z.string() });

/** The provider refused; temporary refusals are tried again. */
export const DeliveryRefused = event('DeliveryRefused', {
  attempt: z.int().positive(),
  permanent: z.boolean(),
  response: z.string(),
});

/**
 * Nobody knows whether it arrived, and it is never resent by itself: no answer came after the mail was handed over, or the
 * worker ended between the attempt and the answer.
 */
export const DeliveryUnknown = event('DeliveryUnknown', {
  attempt: z.int().positive(),
  reason: z.enum(['noAnswer', 'interrupted']),
});

/** It is not sent: all it was to say was finished before, or the address has been erased. */
export const MessageDropped = event('MessageDropped', { reason: z.enum(['nothingLeft', 'addressGone']) });

export const messageEvents = [
  MessageClaimed,
  MessageRendered,
  DeliveryAttempted,
  DeliveryAccepted,
  DeliveryRefused,
  DeliveryUnknown,
  MessageDropped,
] as const;
export type MessageEvent = EventOf<(typeof messageEvents)[number]>;

/** Where the vault keeps what was rendered: subject, text and HTML as JSON. Another wording is another text. */
export const renderedTextId = (messageId: string, sha256: string): string => uuid5('rendered', messageId, sha256);
