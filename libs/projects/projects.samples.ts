import { uuid5 } from '#kernel/ids';
import type { SideId } from '#kernel/values';
import type { BodyId } from '#directory/directory.ids';
import {
  EstimateRecorded,
  ProjectProposed,
  ProjectStageReached,
  type ProjectEvent,
  type ProjectId,
} from './project.events.js';

type Proposed = ReturnType<typeof ProjectProposed>['data'];
type Estimate = ReturnType<typeof EstimateRecorded>['data'];

/** What the stage builders below start from; every part can be overridden. */
export const sampleProject: Proposed = {
  projectId: uuid5('sample project', 1) as ProjectId,
  bodyId: uuid5('sample body', 1) as BodyId,
  sideIds: [uuid5('sample side', 'RU'), uuid5('sample side', 'CU')] as SideId[],
  code: 'P-01',
  names: { en: 'Railway', ru: 'Железная дорога', es: 'Ferrocarril' },
  sector: 'railways',
  proposedOn: '2019-09-11',
  clause: null,
};

/** Two sources that do not agree: both stay. */
export const sampleEstimates: readonly [Estimate, Estimate] = [
  {
    amount: '1900000000',
    approximate: true,
    currency: 'USD',
    asOfDate: '2019-09-11',
    scope: null,
    source: 'Report on the final protocol (synthetic)',
  },
  {
    amount: '1880000000',
    approximate: false,
    currency: 'EUR',
    asOfDate: '2019-10-03',
    scope: { en: 'Contract without rolling stock' },
    source: 'Press report on the contract (synthetic)',
  },
];

export const aProposedProject = (part: Partial<Proposed> = {}): ProjectEvent[] => [
  ProjectProposed({ ...sampleProject, ...part }),
];

export const anEstimatedProject = (part: Partial<Proposed> = {}): ProjectEvent[] => [
  ...aProposedProject(part),
  ...sampleEstimates.map((estimate) => EstimateRecorded(estimate)),
];

/** Straight from proposed to contracted. */
export const aContractedProject = (part: Partial<Proposed> = {}): ProjectEvent[] => [
  ...anEstimatedProject(part),
  ProjectStageReached({ stage: 'contracted', reachedOn: '2019-10-03', note: null }),
];
