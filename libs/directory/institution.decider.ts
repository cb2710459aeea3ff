import { unreachable, type Decider } from '#kernel/decider';
import { ensure, ensureField } from '#kernel/domain-error';
import type { SideId } from '#kernel/values';
import type { InstitutionId } from './directory.ids.js';
import type { InstitutionCommand } from './institution.commands.js';
import { institutionEvents, InstitutionRegistered, type InstitutionEvent } from './institution.events.js';
import { sideDecider, type SideState } from './side.decider.js';

export interface InstitutionState {
  readonly exists: boolean;
  readonly institutionId: InstitutionId | null;
  readonly sideId: SideId | null;
  readonly code: string;
}

export interface InstitutionFacts {
  readonly side?: SideState;
}

export const institutionDecider: Decider<InstitutionState, InstitutionCommand, InstitutionEvent, InstitutionFacts> = {
  category: 'institution',
  events: institutionEvents,
  initial: { exists: false, institutionId: null, sideId: null, code: '' },
  facts: {
    RegisterInstitution: async ({ sideId }, fold) => ({ side: await fold(sideDecider, sideId) }),
  },
  reserves: ({ sideId, code }) => [{ kind: 'institutionCode', key: [sideId, code.toUpperCase()] }],
  decide(command, state, { side }) {
    ensure(!state.exists, 'directory/alreadyRegistered');
    ensureField(side?.exists, '/sideId', 'directory/unknownSide');
    const { sideId, code, names, shortNames = null } = command;
    const institutionId = command.id as InstitutionId;
    return [InstitutionRegistered({ institutionId, sideId, code, names, shortNames })];
  },
  evolve,
};

function evolve(state: InstitutionState, event: InstitutionEvent): InstitutionState {
  switch (event.type) {
    case 'InstitutionRegistered': {
      const { institutionId, sideId, code } = event.data;
      return { ...state, exists: true, institutionId, sideId, code };
    }
  }
  return unreachable(event.type);
}
