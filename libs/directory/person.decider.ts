import type { CommandShape } from '#kernel/command';
import { unreachable, type Decider } from '#kernel/decider';
import { ensure, ensureField } from '#kernel/domain-error';
import { uuid5 } from '#kernel/ids';
import type { SideId } from '#kernel/values';
import type { EndpointId, PersonId } from './directory.ids.js';
import type { AddEndpoint, DeclareEndpointDead, PersonCommand, RegisterPerson } from './person.commands.js';
import {
  EndpointAdded,
  EndpointDeclaredDead,
  personEvents,
  PersonRegistered,
  type PersonEvent,
} from './person.events.js';
import { sideDecider, type SideState } from './side.decider.js';

export interface EndpointState {
  readonly channel: 'mail';
  /** It is not written to any more. */
  readonly dead: boolean;
}

export interface PersonState {
  readonly exists: boolean;
  readonly personId: PersonId | null;
  readonly sideId: SideId | null;
  /** In the order they were added. */
  readonly endpoints: ReadonlyMap<EndpointId, EndpointState>;
}

export interface PersonFacts {
  readonly side?: SideState;
}

/** The id of the endpoint that a command adds; the vault keeps the address under it. */
export const endpointIdOf = ({ envelope }: CommandShape): EndpointId =>
  uuid5('endpoint', envelope.commandId) as EndpointId;

/** Whether the actor keeps that side's directory: its own secretary, an administrator, or a process manager. */
export function mayKeepDirectoryOf(sideId: SideId | null, { envelope }: CommandShape): boolean {
  const { actor } = envelope;
  const everywhere = ['administrator', 'system', 'operator'].some((role) => actor.roles.includes(role));
  return everywhere || (sideId !== null && actor.sideId === sideId);
}

export const personDecider: Decider<PersonState, PersonCommand, PersonEvent, PersonFacts> = {
  category: 'person',
  events: personEvents,
  initial: { exists: false, personId: null, sideId: null, endpoints: new Map() },
  facts: {
    RegisterPerson: async ({ sideId }, fold) => ({ side: await fold(sideDecider, sideId) }),
  },
  decide(command, state, facts) {
    if (command.type === 'RegisterPerson') return register(command, state, facts);
    // Another side's person is as unknown as one who does not exist.
    ensure(state.exists && mayKeepDirectoryOf(state.sideId, command), 'directory/unknownPerson', 'missing');
    switch (command.type) {
      case 'AddEndpoint':
        return addEndpoint(command, state);
      case 'DeclareEndpointDead':
        return declareDead(command, state);
    }
    return unreachable(command);
  },
  evolve,
};

function register(command: RegisterPerson, state: PersonState, { side }: PersonFacts): PersonEvent[] {
  ensure(!state.exists, 'directory/alreadyRegistered');
  ensureField(side?.exists, '/sideId', 'directory/unknownSide');
  const registered = PersonRegistered({ personId: command.id as PersonId, sideId: command.sideId });
  if (command.mailAddress === undefined) return [registered];
  return [registered, EndpointAdded({ endpointId: endpointIdOf(command), channel: 'mail' })];
}

function addEndpoint(command: AddEndpoint, state: PersonState): PersonEvent[] {
  const endpointId = endpointIdOf(command);
  return state.endpoints.has(endpointId) ? [] : [EndpointAdded({ endpointId, channel: 'mail' })];
}

function declareDead({ endpointId, reason }: DeclareEndpointDead, state: PersonState): PersonEvent[] {
  const endpoint = state.endpoints.get(endpointId);
  ensureField(endpoint, '/endpointId', 'directory/unknownEndpoint');
  return endpoint.dead ? [] : [EndpointDeclaredDead({ endpointId, reason })];
}

function evolve(state: PersonState, event: PersonEvent): PersonState {
  switch (event.type) {
    case 'PersonRegistered': {
      const { personId, sideId } = event.data;
      return { ...state, exists: true, personId, sideId };
    }
    case 'EndpointAdded': {
      const { endpointId, channel } = event.data;
      return { ...state, endpoints: new Map(state.endpoints).set(endpointId, { channel, dead: false }) };
    }
    case 'EndpointDeclaredDead': {
      const { endpointId } = event.data;
      const endpoints = new Map(state.endpoints);
      const known = endpoints.get(endpointId);
      if (known) endpoints.set(endpointId, { ...known, dead: true });
      return { ...state, endpoints };
    }
  }
  return unreachable(event);
}
