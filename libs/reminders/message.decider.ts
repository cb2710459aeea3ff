import { unreachable, type Decider } from '#kernel/decider';
import { ensure } from '#kernel/domain-error';
import type {
  ClaimMessage,
  MessageCommand,
  RecordAcceptance,
  RecordAttempt,
  RecordRefusal,
  RecordRendering,
  RecordUnknown,
} from './message.commands.js';
import {
  DeliveryAccepted,
  DeliveryAttempted,
  DeliveryRefused,
  DeliveryUnknown,
  MessageClaimed,
  MessageDropped,
  messageEvents,
  messageIdOf,
  MessageRendered,
  type MessageEvent,
} from './message.events.js';

export interface MessageState {
  /** `deferred`: refused for now, to be tried again. `refused`, `accepted` and `dropped` are the end; `unknown` waits for a person. */
  readonly stage:
    | 'none'
    | 'claimed'
    | 'rendered'
    | 'attempted'
    | 'deferred'
    | 'accepted'
    | 'refused'
    | 'unknown'
    | 'dropped';
  /** The number of the last attempt; 0 before the first. */
  readonly attempt: number;
  /** What was rendered last. */
  readonly sha256: string | null;
  /** Reminders on its list that it does not tell of, because they were finished; they stay out. */
  readonly leftOut: readonly string[];
}

/** From these a message may still be rendered, attempted or dropped. */
export const isUnsent = ({ stage }: MessageState): boolean =>
  stage === 'claimed' || stage === 'rendered' || stage === 'deferred';

/**
 * One mail to one address. A claim or an attempt that somebody else made is refused, never "already so": only whose
 * command was accepted may go on.
 */
export const messageDecider: Decider<MessageState, MessageCommand, MessageEvent> = {
  category: 'message',
  events: messageEvents,
  initial: { stage: 'none', attempt: 0, sha256: null, leftOut: [] },
  decide(command, state) {
    if (command.type === 'ClaimMessage') return claim(command, state);
    ensure(state.stage !== 'none', 'reminders/unknownMessage', 'missing');
    switch (command.type) {
      case 'RecordRendering':
        return render(command, state);
      case 'RecordAttempt':
        return attempt(command, state);
      case 'RecordAcceptance':
        return accept(command, state);
      case 'RecordRefusal':
        return refuse(command, state);
      case 'RecordUnknown':
        return unknown(command, state);
      case 'DropMessage':
        if (state.stage === 'dropped') return [];
        ensure(isUnsent(state), 'reminders/messageNotUnsent');
        return [MessageDropped({ reason: command.reason })];
    }
    return unreachable(command);
  },
  evolve(state, event) {
    switch (event.type) {
      case 'MessageClaimed':
        return { ...state, stage: 'claimed' };
      case 'MessageRendered':
        return {
          ...state,
          stage: state.stage === 'deferred' ? 'deferred' : 'rendered',
          sha256: event.data.sha256,
          leftOut: event.data.leftOut,
        };
      case 'DeliveryAttempted':
        return { ...state, stage: 'attempted', attempt: event.data.attempt };
      case 'DeliveryAccepted':
        return { ...state, stage: 'accepted' };
      case 'DeliveryRefused':
        return { ...state, stage: event.data.permanent ? 'refused' : 'deferred' };
      case 'DeliveryUnknown':
        return { ...state, stage: 'unknown' };
      case 'MessageDropped':
        return { ...state, stage: 'dropped' };
    }
    return unreachable(event);
  },
};

function claim(command: ClaimMessage, state: MessageState): MessageEvent[] {
  ensure(command.id === messageIdOf(command), 'reminders/otherMessage', 'unprocessable');
  ensure(state.stage === 'none', 'reminders/messageClaimed');
  const { sideId, endpointId, personId, channel, localDay, language, duty, part, reminderIds } = command;
  return [MessageClaimed({ sideId, endpointId, personId, channel, localDay, language, duty, part, reminderIds })];
}

function render({ sha256, template, fallbackFrom, leftOut }: RecordRendering, state: MessageState): MessageEvent[] {
  ensure(isUnsent(state), 'reminders/messageNotUnsent');
  if (state.sha256 === sha256) return [];
  return [MessageRendered({ sha256, template, fallbackFrom, leftOut })];
}

function attempt({ attempt: number, leaseUntil }: RecordAttempt, state: MessageState): MessageEvent[] {
  ensure(state.stage === 'rendered' || state.stage === 'deferred', 'reminders/messageNotUnsent');
  ensure(number === state.attempt + 1, 'reminders/otherAttempt');
  return [DeliveryAttempted({ attempt: number, leaseUntil })];
}

/** A late answer settles an attempt that had been given up as unknown. */
function ensureAwaited(number: number, state: MessageState): void {
  ensure(number === state.attempt, 'reminders/otherAttempt');
  ensure(state.stage === 'attempted' || state.stage === 'unknown', 'reminders/noAnswerAwaited');
}

function accept({ attempt: number, response }: RecordAcceptance, state: MessageState): MessageEvent[] {
  ensureAwaited(number, state);
  return [DeliveryAccepted({ attempt: number, response })];
}

function refuse({ attempt: number, permanent, response }: RecordRefusal, state: MessageState): MessageEvent[] {
  ensureAwaited(number, state);
  return [DeliveryRefused({ attempt: number, permanent, response })];
}

function unknown({ attempt: number, reason }: RecordUnknown, state: MessageState): MessageEvent[] {
  ensureAwaited(number, state);
  return state.stage === 'unknown' ? [] : [DeliveryUnknown({ attempt: number, reason })];
}
