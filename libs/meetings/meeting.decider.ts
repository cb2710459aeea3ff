import { actsForOneOf, canonicalJson } from '#kernel/command';
import { unreachable, type Decider } from '#kernel/decider';
import { ensure, ensureField } from '#kernel/domain-error';
import type { LocalDate, Names, SideId } from '#kernel/values';
import { FIRST_DATE, LAST_DATE } from '#deadlines/local-day';
import { isTimeZone } from '#deadlines/local-time';
import { bodyDecider, type BodyState } from '#directory/body.decider';
import type { BodyId } from '#directory/directory.ids';
import type {
  AgreeMeetingWindow,
  HoldMeeting,
  MeetingCommand,
  ProposeMeeting,
  ScheduleMeeting,
} from './meeting.commands.js';
import {
  MeetingHeld,
  MeetingProposed,
  meetingEvents,
  MeetingScheduled,
  MeetingWindowAgreed,
  type MeetingEvent,
  type MeetingId,
} from './meeting.events.js';

/** What was agreed on exact days and place. */
export interface MeetingSchedule {
  readonly startsOn: LocalDate;
  readonly endsOn: LocalDate;
  readonly startsAtLocal: string | null;
  readonly timeZone: string;
  readonly place: Names;
}

export interface MeetingState {
  readonly exists: boolean;
  readonly meetingId: MeetingId | null;
  readonly bodyId: BodyId | null;
  /** Sides of the body when it was proposed. */
  readonly sideIds: readonly SideId[];
  readonly window: { readonly from: LocalDate; readonly until: LocalDate } | null;
  readonly schedule: MeetingSchedule | null;
  /** The days it really took once it was held, else those scheduled. */
  readonly startsOn: LocalDate | null;
  readonly endsOn: LocalDate | null;
  readonly held: boolean;
}

export interface MeetingFacts {
  readonly body?: BodyState;
}

export const meetingDecider: Decider<MeetingState, MeetingCommand, MeetingEvent, MeetingFacts> = {
  category: 'meeting',
  events: meetingEvents,
  initial: {
    exists: false,
    meetingId: null,
    bodyId: null,
    sideIds: [],
    window: null,
    schedule: null,
    startsOn: null,
    endsOn: null,
    held: false,
  },
  facts: {
    ProposeMeeting: async (command, fold) => ({ body: await fold(bodyDecider, command.bodyId) }),
  },
  // Each side counts its sessions of a body by itself, so the same number may stand once on each side.
  reserves: (command) =>
    command.type === 'ProposeMeeting' && command.kind === 'session'
      ? (command.ordinals ?? []).map(({ sideId, ordinal }) => ({
          kind: 'sessionOrdinal',
          key: [command.bodyId, sideId, String(ordinal)],
        }))
      : [],
  decide(command, state, facts) {
    if (command.type === 'ProposeMeeting') return propose(command, state, facts);
    ensure(state.exists, 'meetings/unknown', 'missing');
    ensure(actsForOneOf(state.sideIds, command), 'meetings/notOfThisBody', 'forbidden');
    switch (command.type) {
      case 'AgreeMeetingWindow':
        return agreeWindow(command, state);
      case 'ScheduleMeeting':
        return schedule(command, state);
      case 'HoldMeeting':
        return hold(command, state);
    }
    return unreachable(command);
  },
  evolve,
};

function propose(command: ProposeMeeting, state: MeetingState, { body }: MeetingFacts): MeetingEvent[] {
  ensure(!state.exists, 'meetings/alreadyProposed');
  ensureField(body?.exists, '/bodyId', 'directory/unknownBody');
  ensure(actsForOneOf(body.sideIds, command), 'meetings/notOfThisBody', 'forbidden');
  const ordinals = command.ordinals ?? [];
  for (const [n, { sideId }] of ordinals.entries()) {
    ensureField(body.sideIds.includes(sideId), `/ordinals/${n}/sideId`, 'meetings/notASideOfTheBody');
    const first = ordinals.findIndex((other) => other.sideId === sideId);
    ensureField(first === n, `/ordinals/${n}/sideId`, 'meetings/sideTwice');
  }
  return [
    MeetingProposed({
      meetingId: command.id as MeetingId,
      bodyId: command.bodyId,
      kind: command.kind,
      titles: command.titles,
      sideIds: [...body.sideIds],
      ordinals: ordinals.map(({ sideId, ordinal }) => ({ sideId, ordinal })),
    }),
  ];
}

function agreeWindow({ from, until }: AgreeMeetingWindow, state: MeetingState): MeetingEvent[] {
  if (state.window?.from === from && state.window.until === until) return [];
  ensure(!state.held, 'meetings/alreadyHeld');
  // Exact days are the narrower agreement; a window beside them would contradict it.
  ensure(state.schedule === null, 'meetings/alreadyScheduled');
  daysInOrder(['/from', from], ['/until', until]);
  return [MeetingWindowAgreed({ from, until })];
}

function schedule(command: ScheduleMeeting, state: MeetingState): MeetingEvent[] {
  const { startsOn, endsOn, startsAtLocal = null, timeZone, place } = command;
  const wanted: MeetingSchedule = { startsOn, endsOn, startsAtLocal, timeZone, place };
  if (canonicalJson(state.schedule) === canonicalJson(wanted)) return [];
  ensure(!state.held, 'meetings/alreadyHeld');
  ensure(state.schedule === null, 'meetings/alreadyScheduled');
  daysInOrder(['/startsOn', startsOn], ['/endsOn', endsOn]);
  // The input check knows fixed offsets as zones too; an offset says nothing about summer time.
  ensureField(isTimeZone(timeZone), '/timeZone', 'meetings/timeZoneUnknown');
  return [MeetingScheduled({ startsOn, endsOn, startsAtLocal, timeZone, place })];
}

function hold({ startedOn, endedOn, envelope }: HoldMeeting, state: MeetingState): MeetingEvent[] {
  if (state.held) {
    ensure(state.startsOn === startedOn && state.endsOn === endedOn, 'meetings/alreadyHeld');
    return [];
  }
  ensure(state.schedule !== null, 'meetings/notScheduled');
  daysInOrder(['/startedOn', startedOn], ['/endedOn', endedOn]);
  ensureField(startedOn <= envelope.effectiveDate, '/startedOn', 'meetings/notYetBegun', { startedOn });
  return [MeetingHeld({ startedOn, endedOn })];
}

/** Two days, each with its field: both in the range that deadlines can be reckoned in, the second not before the first. */
function daysInOrder(...days: readonly [Day, Day]): void {
  const range = { first: FIRST_DATE, last: LAST_DATE };
  for (const [pointer, day] of days)
    ensureField(day >= FIRST_DATE && day <= LAST_DATE, pointer, 'meetings/dateOutOfRange', range);
  const [[, first], [pointer, last]] = days;
  ensureField(first <= last, pointer, 'meetings/endsBeforeItBegins', { first });
}

type Day = readonly [pointer: string, day: LocalDate];

function evolve(state: MeetingState, event: MeetingEvent): MeetingState {
  switch (event.type) {
    case 'MeetingProposed': {
      const { meetingId, bodyId, sideIds } = event.data;
      return { ...state, exists: true, meetingId, bodyId, sideIds };
    }
    case 'MeetingWindowAgreed':
      return { ...state, window: event.data };
    case 'MeetingScheduled': {
      const { startsOn, endsOn } = event.data;
      return { ...state, schedule: event.data, startsOn, endsOn };
    }
    case 'MeetingHeld':
      return { ...state, held: true, startsOn: event.data.startedOn, endsOn: event.data.endedOn };
  }
  return unreachable(event);
}
