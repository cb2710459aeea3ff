import { unreachable, type Decider } from '#kernel/decider';
import { ensure, ensureField } from '#kernel/domain-error';
import type { LocalDate, SideId } from '#kernel/values';
import { dayOf, FIRST_DATE, isoWeekday, LAST_DATE } from '#deadlines/local-day';
import type { PublishSideCalendar, RegisterSide, SideCommand } from './side.commands.js';
import { SideCalendarPublished, sideEvents, SideRegistered, type SideEvent } from './side.events.js';

export interface CalendarState {
  readonly holidays: readonly LocalDate[];
  readonly workingWeekends: readonly LocalDate[];
}

export interface SideState {
  readonly exists: boolean;
  readonly sideId: SideId | null;
  readonly code: string;
  /** IANA zone. */
  readonly timeZone: string;
  /** ISO weekdays off, Monday 1 … Sunday 7. */
  readonly weekend: readonly number[];
  readonly defaultLanguage: string;
  readonly rounding: 'previous' | 'next';
  /** Every version ever published, by its number. */
  readonly calendars: ReadonlyMap<number, CalendarState>;
  /** The newest; 0 when none was published. */
  readonly calendarVersion: number;
}

export const sideDecider: Decider<SideState, SideCommand, SideEvent> = {
  category: 'side',
  events: sideEvents,
  initial: {
    exists: false,
    sideId: null,
    code: '',
    timeZone: 'UTC',
    weekend: [],
    defaultLanguage: 'en',
    rounding: 'next',
    calendars: new Map(),
    calendarVersion: 0,
  },
  reserves: (command) =>
    command.type === 'RegisterSide' ? [{ kind: 'sideCode', key: [command.code.toUpperCase()] }] : [],
  decide(command, state) {
    switch (command.type) {
      case 'RegisterSide':
        return register(command, state);
      case 'PublishSideCalendar':
        return publishCalendar(command, state);
    }
    return unreachable(command);
  },
  evolve,
};

function register(command: RegisterSide, state: SideState): SideEvent[] {
  ensure(!state.exists, 'directory/alreadyRegistered');
  const { code, names, timeZone, defaultLanguage, rounding } = command;
  const weekend = command.weekend.toSorted((a, b) => a - b);
  const sideId = command.id as SideId;
  return [SideRegistered({ sideId, code, names, timeZone, weekend, defaultLanguage, rounding })];
}

function publishCalendar(command: PublishSideCalendar, state: SideState): SideEvent[] {
  ensure(state.exists, 'directory/unknownSide', 'missing');
  const holidays = command.holidays.toSorted();
  const workingWeekends = command.workingWeekends.toSorted();
  inRange(holidays, '/holidays');
  inRange(workingWeekends, '/workingWeekends');
  const newest = state.calendars.get(state.calendarVersion);
  if (newest && sameDays(newest.holidays, holidays) && sameDays(newest.workingWeekends, workingWeekends)) return [];
  const both = workingWeekends.find((date) => holidays.includes(date));
  ensureField(both === undefined, '/workingWeekends', 'directory/holidayAndWorked', { date: both ?? '' });
  const ordinary = workingWeekends.find((date) => !state.weekend.includes(isoWeekday(dayOf(date))));
  ensureField(ordinary === undefined, '/workingWeekends', 'directory/notAWeekendDay', { date: ordinary ?? '' });
  const version = state.calendarVersion + 1;
  return [SideCalendarPublished({ version, holidays, workingWeekends, source: command.source })];
}

function inRange(dates: readonly LocalDate[], pointer: string): void {
  const outside = dates.find((date) => date < FIRST_DATE || date > LAST_DATE);
  ensureField(outside === undefined, pointer, 'directory/dateOutOfRange', { date: outside ?? '' });
}

const sameDays = (a: readonly LocalDate[], b: readonly LocalDate[]): boolean => a.join() === b.join();

function evolve(state: SideState, event: SideEvent): SideState {
  switch (event.type) {
    case 'SideRegistered': {
      const { sideId, code, timeZone, weekend, defaultLanguage, rounding } = event.data;
      return { ...state, exists: true, sideId, code, timeZone, weekend, defaultLanguage, rounding };
    }
    case 'SideCalendarPublished': {
      const { version, holidays, workingWeekends } = event.data;
      const calendars = new Map(state.calendars).set(version, { holidays, workingWeekends });
      return { ...state, calendars, calendarVersion: version };
    }
  }
  return unreachable(event);
}
