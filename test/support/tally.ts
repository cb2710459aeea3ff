import { z } from 'zod';
import { randomUUID } from 'node:crypto';
import type { Envelope, FreeText } from '#kernel/command';
import { refOf } from '#kernel/command';
import { unreachable, type Decider, type Foldable } from '#kernel/decider';
import { ensure } from '#kernel/domain-error';
import { event, type EventOf } from '#kernel/event';
import { anEnvelope } from '#kernel/given-when-then';
import { textRef } from '#kernel/values';
import type { EventToAppend } from '#event-store/event-log';
import { DomainCommand } from '#event-store/domain-command';
import { FreeTextField } from '#event-store/fields';

/** The smallest aggregate that shows every way of a command: a sum with a code, a limit and notes. */
export const TallyOpened = event('TallyOpened', { code: z.string() });
export const TallyAdded = event('TallyAdded', { amount: z.int() });
export const TallyNoted = event('TallyNoted', { note: textRef });
export const tallyEvents = [TallyOpened, TallyAdded, TallyNoted] as const;
export type TallyEvent = EventOf<(typeof tallyEvents)[number]>;

export class OpenTally extends DomainCommand {
  get type() {
    return 'OpenTally' as const;
  }
  code!: string;
}

/** Adds; with `like`, only up to the sum of another tally. Adding nothing changes nothing. */
export class AddToTally extends DomainCommand {
  get type() {
    return 'AddToTally' as const;
  }
  amount!: number;
  like?: string;
}

abstract class WithNote extends DomainCommand {
  @FreeTextField()
  note!: FreeText;
}

export class NoteOnTally extends WithNote {
  get type() {
    return 'NoteOnTally' as const;
  }
}

export type TallyCommand = OpenTally | AddToTally | NoteOnTally;

export interface TallyState {
  readonly code: string | null;
  readonly sum: number;
}

export const tallyFold: Foldable<TallyState, TallyEvent> = {
  category: 'tally',
  events: tallyEvents,
  initial: { code: null, sum: 0 },
  evolve(state, happened) {
    switch (happened.type) {
      case 'TallyOpened':
        return { ...state, code: happened.data.code };
      case 'TallyAdded':
        return { ...state, sum: state.sum + happened.data.amount };
      case 'TallyNoted':
        return state;
    }
    return unreachable(happened);
  },
};

export const tallyDecider: Decider<TallyState, TallyCommand, TallyEvent, { limit?: number }> = {
  ...tallyFold,
  facts: {
    AddToTally: async ({ like }, fold) => (like ? { limit: (await fold(tallyFold, like)).sum } : {}),
  },
  reserves: (command) => (command.type === 'OpenTally' ? [{ kind: 'tallyCode', key: [command.code] }] : []),
  decide(command, state, { limit = Infinity }) {
    switch (command.type) {
      case 'OpenTally':
        ensure(state.code === null, 'tally/open');
        return [TallyOpened({ code: command.code })];
      case 'AddToTally':
        ensure(state.code !== null, 'tally/unknown', 'missing');
        ensure(state.sum + command.amount <= limit, 'tally/tooMuch', 'conflict', { limit });
        return command.amount === 0 ? [] : [TallyAdded({ amount: command.amount })];
      case 'NoteOnTally':
        return [TallyNoted({ note: refOf(command.note) })];
    }
    return unreachable(command);
  },
};

/** A command to a tally; each one with a command id of its own unless `envelope` says otherwise. */
export function to<C extends TallyCommand>(
  id: string,
  type: new () => C,
  body: Partial<C>,
  envelope: Partial<Envelope> = {},
): C {
  const command: C = Object.assign(new type(), body);
  return command.on(id, anEnvelope({ commandId: randomUUID(), ...envelope })) as C;
}

/** An event as the log takes it, without a decision behind it. */
export function anAppend(amount: number, part: Partial<EventToAppend> = {}): EventToAppend {
  const { commandId, correlationId, causationId, actor, effectiveDate } = anEnvelope({ commandId: randomUUID() });
  return {
    id: randomUUID(),
    type: TallyAdded.type,
    data: { amount },
    metadata: {
      schemaVersion: 1,
      commandId,
      commandHash: '0'.repeat(64),
      correlationId,
      causationId,
      actor,
      effectiveDate,
      recordedAt: '2019-09-11T12:00:00.000Z',
    },
    ...part,
  };
}
