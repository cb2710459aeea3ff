import { actsForOneOf, canonicalJson, refOf } from '#kernel/command';
import { unreachable, type Decider } from '#kernel/decider';
import { ensure, ensureField } from '#kernel/domain-error';
import type { LocalDate, SideId } from '#kernel/values';
import { bodyDecider, type BodyState } from '#directory/body.decider';
import type { BodyId } from '#directory/directory.ids';
import { protocolDecider, type ProtocolState } from '#protocols/protocol.decider';
import type { ProjectCommand, ProposeProject, ReachProjectStage, RecordEstimate } from './project.commands.js';
import {
  EstimateRecorded,
  projectEvents,
  ProjectProposed,
  ProjectStageReached,
  projectStages,
  type ProjectEvent,
  type ProjectId,
  type ProjectStage,
} from './project.events.js';

export type Estimate = ReturnType<typeof EstimateRecorded>['data'];

export interface ProjectState {
  readonly exists: boolean;
  readonly projectId: ProjectId | null;
  readonly bodyId: BodyId | null;
  /** Sides of the body when it was proposed. */
  readonly sideIds: readonly SideId[];
  readonly stage: ProjectStage;
  /** The day the present stage was reached. */
  readonly stageOn: LocalDate;
  readonly estimates: readonly Estimate[];
}

export interface ProjectFacts {
  readonly body?: BodyState;
  /** The protocol of the clause that speaks of it. */
  readonly protocol?: ProtocolState;
}

export const projectDecider: Decider<ProjectState, ProjectCommand, ProjectEvent, ProjectFacts> = {
  category: 'project',
  events: projectEvents,
  initial: {
    exists: false,
    projectId: null,
    bodyId: null,
    sideIds: [],
    stage: 'proposed',
    stageOn: '',
    estimates: [],
  },
  facts: {
    ProposeProject: async (command, fold) => ({
      body: await fold(bodyDecider, command.bodyId),
      ...(command.clause && { protocol: await fold(protocolDecider, command.clause.protocolId) }),
    }),
  },
  // As with the codes of bodies, `p-01` and `P-01` are the same code to a reader.
  reserves: (command) =>
    command.type === 'ProposeProject'
      ? [{ kind: 'projectCode', key: [command.bodyId, command.code.toUpperCase()] }]
      : [],
  decide(command, state, facts) {
    if (command.type === 'ProposeProject') return propose(command, state, facts);
    ensure(state.exists, 'projects/unknown', 'missing');
    ensure(actsForOneOf(state.sideIds, command), 'projects/notOfThisBody', 'forbidden');
    switch (command.type) {
      case 'RecordEstimate':
        return recordEstimate(command, state);
      case 'ReachProjectStage':
        return reachStage(command, state);
    }
    return unreachable(command);
  },
  evolve,
};

function propose(command: ProposeProject, state: ProjectState, { body, protocol }: ProjectFacts): ProjectEvent[] {
  ensure(!state.exists, 'projects/alreadyProposed');
  ensureField(body?.exists, '/bodyId', 'directory/unknownBody');
  ensure(actsForOneOf(body.sideIds, command), 'projects/notOfThisBody', 'forbidden');
  const { bodyId, code, names, sector = null, proposedOn, clause } = command;
  if (clause) {
    // The protocol may be another body's: a commission speaks of what its working group follows. One that the actor's
    // side is no party to counts as unknown, so that the answer does not tell what stands in it.
    const readable = protocol && actsForOneOf(protocol.sideIds, command);
    ensureField(readable && protocol.clauses.has(clause.clauseId), '/clause/clauseId', 'projects/unknownClause');
  }
  return [
    ProjectProposed({
      projectId: command.id as ProjectId,
      bodyId,
      sideIds: [...body.sideIds],
      code,
      names,
      sector,
      proposedOn,
      clause: clause ? { protocolId: clause.protocolId, clauseId: clause.clauseId } : null,
    }),
  ];
}

function recordEstimate(command: RecordEstimate, state: ProjectState): ProjectEvent[] {
  const { amount, approximate, currency, asOfDate, scope = null, source } = command;
  const estimate: Estimate = { amount, approximate, currency, asOfDate, scope, source };
  const wanted = canonicalJson(estimate);
  if (state.estimates.some((known) => canonicalJson(known) === wanted)) return [];
  return [EstimateRecorded(estimate)];
}

function reachStage(command: ReachProjectStage, state: ProjectState): ProjectEvent[] {
  const { stage, reachedOn, note } = command;
  if (stage === state.stage) return [];
  ensure(projectStages.indexOf(stage) > projectStages.indexOf(state.stage), 'projects/stageBackwards', 'conflict', {
    stage: state.stage,
  });
  ensureField(reachedOn >= state.stageOn, '/reachedOn', 'projects/beforeEarlierStage', { stageOn: state.stageOn });
  return [ProjectStageReached({ stage, reachedOn, note: note ? refOf(note) : null })];
}

function evolve(state: ProjectState, event: ProjectEvent): ProjectState {
  switch (event.type) {
    case 'ProjectProposed': {
      const { projectId, bodyId, sideIds, proposedOn } = event.data;
      return { ...state, exists: true, projectId, bodyId, sideIds, stageOn: proposedOn };
    }
    case 'EstimateRecorded':
      return { ...state, estimates: [...state.estimates, event.data] };
    case 'ProjectStageReached':
      return { ...state, stage: event.data.stage, stageOn: event.data.reachedOn };
  }
  return unreachable(event);
}
