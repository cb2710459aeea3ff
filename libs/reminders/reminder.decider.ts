import type { Decider, Fold } from '#kernel/decider';
import { ensure } from '#kernel/domain-error';
import type { Instant, LocalDate, OfficeId, SideId } from '#kernel/values';
import { localDateAt } from '#deadlines/local-time';
import type { EndpointId, PersonId } from '#directory/directory.ids';
import { holdersOn, officeDecider, type OfficeState } from '#directory/office.decider';
import { personDecider, type PersonState } from '#directory/person.decider';
import { sideDecider, type SideState } from '#directory/side.decider';
import { actionItemDecider } from '#action-items/action-item.decider';
import { obligationIdOf } from '#action-items/action-item.events';
import { isFulfilled, type ActionItemState } from '#action-items/action-item.state';
import { obligationFold, type ObligationState } from '#action-items/obligation.state';
import type { DecideReminder, ReminderCommand } from './reminder.commands.js';
import {
  ReminderDecided,
  reminderEvents,
  reminderIdOf,
  ReminderObsoleted,
  ReminderSkipped,
  ReminderSuppressed,
  ReminderUndeliverable,
  type ReminderEvent,
} from './reminder.events.js';

export interface ReminderState {
  /** A reminder is decided once, whatever the outcome. */
  readonly decided: boolean;
}

/** One planned reminder as the plan has it. */
export type DueOccurrence = Pick<
  DecideReminder,
  'itemId' | 'sideId' | 'officeId' | 'kind' | 'dueOn' | 'channel' | 'plannedAt' | 'passedOver'
>;

/** How things stand at the moment of sending, by the streams themselves. */
export interface ReminderFacts {
  readonly item: ActionItemState;
  readonly obligation: ObligationState;
  readonly side: SideState;
  readonly office: OfficeState;
  /** Everybody who ever held the office. */
  readonly persons: ReadonlyMap<PersonId, PersonState>;
  /** Newest log position among them, a decimal string. */
  readonly knownPosition: string;
}

export const reminderDecider: Decider<ReminderState, ReminderCommand, ReminderEvent, ReminderFacts> = {
  category: 'reminder',
  events: reminderEvents,
  initial: { decided: false },
  facts: { DecideReminder: factsOf },
  decide(command, state, facts, now) {
    ensure(command.id === reminderIdOf(command), 'reminders/otherOccurrence', 'unprocessable');
    if (state.decided) return [];
    return [decideOccurrence(command, facts, now)];
  },
  evolve: () => ({ decided: true }),
};

async function factsOf({ itemId, sideId, officeId }: DecideReminder, fold: Fold): Promise<ReminderFacts> {
  const [item, obligation, side, office] = await Promise.all([
    fold(actionItemDecider, itemId),
    fold(obligationFold, obligationIdOf(itemId, sideId)),
    fold(sideDecider, sideId),
    fold(officeDecider, officeId),
  ]);
  const holders = [...new Set(office.tenures.map(({ personId }) => personId))];
  const persons = await Promise.all(holders.map(async (id) => [id, await fold(personDecider, id)] as const));
  return { item, obligation, side, office, persons: new Map(persons), knownPosition: String(fold.position()) };
}

/**
 * What becomes of a reminder whose moment has come, in the order of the contract: item, half, deadline, recipients. Every
 * branch is an event with its reason.
 */
export function decideOccurrence(due: DueOccurrence, facts: ReminderFacts, now: Instant): ReminderEvent {
  const { itemId, sideId, officeId, kind, dueOn, channel, plannedAt, passedOver } = due;
  const occurrence = { itemId, sideId, officeId, kind, dueOn, channel, plannedAt, knownPosition: facts.knownPosition };
  if (passedOver) return ReminderSkipped({ ...occurrence, reason: passedOver });
  const reason = whyFinished(sideId, officeId, facts);
  if (reason) return ReminderSuppressed({ ...occurrence, reason });
  const current = facts.item.halves.get(sideId)!.dueOn;
  if (current !== dueOn) return ReminderObsoleted({ ...occurrence, newDueOn: current });
  const localDay = localDateAt(now, facts.side.timeZone);
  const { recipients, unreachable } = recipientsOn(localDay, facts);
  if (unreachable) return ReminderUndeliverable({ ...occurrence, reason: unreachable });
  return ReminderDecided({ ...occurrence, recipients });
}

/** Why nothing is owed now by the office on this half; null when it is. Also asked again right before a mail is sent. */
export function whyFinished(
  sideId: SideId,
  officeId: OfficeId,
  { item, obligation }: Pick<ReminderFacts, 'item' | 'obligation'>,
): 'pendingEffect' | 'closed' | 'obligationDone' | 'reportedDone' | 'notResponsible' | null {
  if (item.stage === 'closed') return 'closed';
  if (item.stage !== 'active') return 'pendingEffect';
  const half = item.halves.get(sideId);
  // Under the rule "any", the other side's half may have fulfilled the item.
  if (half?.validated || isFulfilled(item)) return 'obligationDone';
  if (obligation.completion) return 'reportedDone';
  return half?.leadOfficeId === officeId ? null : 'notResponsible';
}

interface Recipient {
  readonly personId: PersonId;
  readonly endpointId: EndpointId;
  readonly language: string;
  readonly localDay: LocalDate;
}

type Recipients =
  | { readonly recipients: Recipient[]; readonly unreachable: null }
  | { readonly recipients: readonly []; readonly unreachable: 'vacant' | 'noAddress' | 'addressDead' };

/** Whoever holds the office that day, acting holders too, each at the first address that still takes mail. */
function recipientsOn(localDay: LocalDate, { office, persons }: ReminderFacts): Recipients {
  const holders = holdersOn(office, localDay);
  if (holders.length === 0) return { recipients: [], unreachable: 'vacant' };
  const endpoints = holders.flatMap((personId) =>
    [...(persons.get(personId)?.endpoints ?? [])].map(([endpointId, { dead }]) => ({ personId, endpointId, dead })),
  );
  const alive = holders.flatMap((holder) => endpoints.find(({ personId, dead }) => personId === holder && !dead) ?? []);
  if (alive.length === 0) return { recipients: [], unreachable: endpoints.length > 0 ? 'addressDead' : 'noAddress' };
  const { language } = office;
  return {
    recipients: alive.map(({ personId, endpointId }) => ({ personId, endpointId, language, localDay })),
    unreachable: null,
  };
}
