import { unreachable, type Decider } from '#kernel/decider';
import { ensure, ensureField } from '#kernel/domain-error';
import type { OfficeId, SideId } from '#kernel/values';
import type { BodyCommand, EstablishBody, FormNationalPart, JoinBody } from './body.commands.js';
import { BodyEstablished, bodyEvents, NationalPartFormed, SideJoinedBody, type BodyEvent } from './body.events.js';
import type { BodyId } from './directory.ids.js';
import { officeDecider, type OfficeState } from './office.decider.js';
import { sideDecider, type SideState } from './side.decider.js';

export interface NationalPart {
  readonly chairOfficeId: OfficeId;
  readonly secretaryOfficeId: OfficeId;
}

export interface BodyState {
  readonly exists: boolean;
  readonly bodyId: BodyId | null;
  readonly code: string;
  readonly sideIds: readonly SideId[];
  /** Languages of its protocols. */
  readonly languages: readonly string[];
  readonly nationalParts: ReadonlyMap<SideId, NationalPart>;
}

export interface BodyFacts {
  readonly parent?: Pick<BodyState, 'exists'> | null;
  /** In the order of the command's sideIds. */
  readonly sides?: readonly SideState[];
  readonly chairOffice?: OfficeState;
  readonly secretaryOffice?: OfficeState;
}

export const bodyDecider: Decider<BodyState, BodyCommand, BodyEvent, BodyFacts> = {
  category: 'body',
  events: bodyEvents,
  initial: { exists: false, bodyId: null, code: '', sideIds: [], languages: [], nationalParts: new Map() },
  facts: {
    EstablishBody: async ({ parentId, sideIds = [] }, fold) => ({
      parent: parentId ? await fold(bodyDecider, parentId) : null,
      sides: await Promise.all(sideIds.map((sideId) => fold(sideDecider, sideId))),
    }),
    JoinBody: async ({ sideId }, fold) => ({ sides: [await fold(sideDecider, sideId)] }),
    FormNationalPart: async ({ chairOfficeId, secretaryOfficeId }, fold) => ({
      chairOffice: await fold(officeDecider, chairOfficeId),
      secretaryOffice: await fold(officeDecider, secretaryOfficeId),
    }),
  },
  reserves: (command) =>
    command.type === 'EstablishBody' ? [{ kind: 'bodyCode', key: [command.code.toUpperCase()] }] : [],
  decide(command, state, facts) {
    if (command.type === 'EstablishBody') return establish(command, state, facts);
    ensure(state.exists, 'directory/unknownBody', 'missing');
    switch (command.type) {
      case 'JoinBody':
        return join(command, state, facts);
      case 'FormNationalPart':
        return formNationalPart(command, state, facts);
    }
    return unreachable(command);
  },
  evolve,
};

function establish(command: EstablishBody, state: BodyState, { parent, sides = [] }: BodyFacts): BodyEvent[] {
  ensure(!state.exists, 'directory/alreadyRegistered');
  const { code, kind, names, languages, parentId = null, establishedOn = null, sideIds = [] } = command;
  ensureField(parentId === null || parent?.exists, '/parentId', 'directory/unknownBody');
  ensureField(new Set(languages).size === languages.length, '/languages', 'directory/languageTwice');
  ensureField(new Set(sideIds).size === sideIds.length, '/sideIds', 'directory/sideTwice');
  for (const [n] of sideIds.entries()) ensureField(sides[n]?.exists, `/sideIds/${n}`, 'directory/unknownSide');
  const bodyId = command.id as BodyId;
  return [
    BodyEstablished({ bodyId, code, kind, names, parentId, languages, establishedOn }),
    ...sideIds.map((sideId) => SideJoinedBody({ sideId })),
  ];
}

function join({ sideId }: JoinBody, state: BodyState, { sides = [] }: BodyFacts): BodyEvent[] {
  if (state.sideIds.includes(sideId)) return [];
  ensureField(sides[0]?.exists, '/sideId', 'directory/unknownSide');
  return [SideJoinedBody({ sideId })];
}

function formNationalPart(command: FormNationalPart, state: BodyState, facts: BodyFacts): BodyEvent[] {
  const { sideId, chairOfficeId, secretaryOfficeId } = command;
  ensureField(state.sideIds.includes(sideId), '/sideId', 'directory/notASideOfBody');
  ensureField(facts.chairOffice?.sideId === sideId, '/chairOfficeId', 'directory/officeOfAnotherSide');
  ensureField(facts.secretaryOffice?.sideId === sideId, '/secretaryOfficeId', 'directory/officeOfAnotherSide');
  const known = state.nationalParts.get(sideId);
  if (known?.chairOfficeId === chairOfficeId && known.secretaryOfficeId === secretaryOfficeId) return [];
  return [NationalPartFormed({ sideId, chairOfficeId, secretaryOfficeId })];
}

function evolve(state: BodyState, event: BodyEvent): BodyState {
  switch (event.type) {
    case 'BodyEstablished': {
      const { bodyId, code, languages } = event.data;
      return { ...state, exists: true, bodyId, code, languages };
    }
    case 'SideJoinedBody':
      return { ...state, sideIds: [...state.sideIds, event.data.sideId] };
    case 'NationalPartFormed': {
      const { sideId, chairOfficeId, secretaryOfficeId } = event.data;
      const part = { chairOfficeId, secretaryOfficeId };
      return { ...state, nationalParts: new Map(state.nationalParts).set(sideId, part) };
    }
  }
  return unreachable(event);
}
