import { unreachable, type Decider } from '#kernel/decider';
import { ensure, ensureField } from '#kernel/domain-error';
import { uuid5 } from '#kernel/ids';
import type { LocalDate, Names, OfficeId, SideId } from '#kernel/values';
import type { InstitutionId, PersonId } from './directory.ids.js';
import { institutionDecider, type InstitutionState } from './institution.decider.js';
import type { CreateOffice, EndTenure, OfficeCommand, StartTenure } from './office.commands.js';
import {
  OfficeCreated,
  officeEvents,
  TenureEnded,
  TenureStarted,
  type OfficeEvent,
  type TenureId,
} from './office.events.js';
import { mayKeepDirectoryOf, personDecider, type PersonState } from './person.decider.js';

export interface TenureState {
  readonly tenureId: TenureId;
  readonly personId: PersonId;
  readonly startsOn: LocalDate;
  /** The last day; null while it lasts. */
  readonly endsOn: LocalDate | null;
  readonly acting: boolean;
}

export interface OfficeState {
  readonly exists: boolean;
  readonly officeId: OfficeId | null;
  readonly sideId: SideId | null;
  readonly institutionId: InstitutionId | null;
  /** Language its mail is written in. */
  readonly language: string;
  readonly names: Names;
  /** In the order they were recorded. */
  readonly tenures: readonly TenureState[];
}

export interface OfficeFacts {
  readonly institution?: InstitutionState;
  readonly person?: PersonState;
}

/** Whether a tenure covers a day; both its ends belong to it. */
export const coversDay = (
  { startsOn, endsOn }: { readonly startsOn: LocalDate; readonly endsOn: LocalDate | null },
  on: LocalDate,
): boolean => startsOn <= on && (endsOn === null || on <= endsOn);

/** Who holds the office on a day, the acting holder included; empty when it is vacant. */
export function holdersOn({ tenures }: Pick<OfficeState, 'tenures'>, on: LocalDate): readonly PersonId[] {
  const held = tenures.filter((tenure) => coversDay(tenure, on));
  return [...new Set(held.map(({ personId }) => personId))];
}

export const officeDecider: Decider<OfficeState, OfficeCommand, OfficeEvent, OfficeFacts> = {
  category: 'office',
  events: officeEvents,
  initial: { exists: false, officeId: null, sideId: null, institutionId: null, language: 'en', names: {}, tenures: [] },
  facts: {
    CreateOffice: async ({ institutionId }, fold) => ({ institution: await fold(institutionDecider, institutionId) }),
    StartTenure: async ({ personId }, fold) => ({ person: await fold(personDecider, personId) }),
  },
  decide(command, state, facts) {
    if (command.type === 'CreateOffice') return create(command, state, facts);
    ensure(state.exists, 'directory/unknownOffice', 'missing');
    ensure(mayKeepDirectoryOf(state.sideId, command), 'directory/notOfYourSide', 'forbidden');
    switch (command.type) {
      case 'StartTenure':
        return startTenure(command, state, facts);
      case 'EndTenure':
        return endTenure(command, state);
    }
    return unreachable(command);
  },
  evolve,
};

function create(command: CreateOffice, state: OfficeState, { institution }: OfficeFacts): OfficeEvent[] {
  ensure(!state.exists, 'directory/alreadyRegistered');
  ensureField(institution?.exists, '/institutionId', 'directory/unknownInstitution');
  ensureField(institution.sideId === command.sideId, '/institutionId', 'directory/institutionOfAnotherSide');
  const { institutionId, sideId, names, language } = command;
  return [OfficeCreated({ officeId: command.id as OfficeId, institutionId, sideId, names, language })];
}

function startTenure(command: StartTenure, state: OfficeState, { person }: OfficeFacts): OfficeEvent[] {
  const { personId, startsOn, acting = false } = command;
  // Whether the other side has such a person is nobody's business: both cases answer the same.
  ensureField(person?.exists && person.sideId === state.sideId, '/personId', 'directory/unknownPerson');
  const own = state.tenures.filter((tenure) => tenure.personId === personId && tenure.acting === acting);
  if (own.some((tenure) => tenure.startsOn === startsOn)) return [];
  const overlapping = own.find(({ endsOn }) => endsOn === null || endsOn >= startsOn);
  ensureField(!overlapping, '/startsOn', 'directory/tenureOverlaps', { startsOn: overlapping?.startsOn ?? '' });
  const tenureId = uuid5('tenure', command.envelope.commandId) as TenureId;
  return [TenureStarted({ tenureId, personId, startsOn, acting })];
}

function endTenure({ tenureId, endsOn }: EndTenure, state: OfficeState): OfficeEvent[] {
  const tenure = state.tenures.find((known) => known.tenureId === tenureId);
  ensureField(tenure, '/tenureId', 'directory/unknownTenure');
  if (tenure.endsOn === endsOn) return [];
  ensure(tenure.endsOn === null, 'directory/tenureAlreadyEnded', 'conflict', { endsOn: tenure.endsOn ?? '' });
  ensureField(endsOn >= tenure.startsOn, '/endsOn', 'directory/endsBeforeStart', { startsOn: tenure.startsOn });
  return [TenureEnded({ tenureId, endsOn })];
}

function evolve(state: OfficeState, event: OfficeEvent): OfficeState {
  switch (event.type) {
    case 'OfficeCreated': {
      const { officeId, sideId, institutionId, language, names } = event.data;
      return { ...state, exists: true, officeId, sideId, institutionId, language, names };
    }
    case 'TenureStarted':
      return { ...state, tenures: [...state.tenures, { ...event.data, endsOn: null }] };
    case 'TenureEnded': {
      const { tenureId, endsOn } = event.data;
      const tenures = state.tenures.map((known) => (known.tenureId === tenureId ? { ...known, endsOn } : known));
      return { ...state, tenures };
    }
  }
  return unreachable(event);
}
