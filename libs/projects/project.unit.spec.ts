import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { refOf, sha256, type CommandShape } from '#kernel/command';
import { anEnvelope, given } from '#kernel/given-when-then';
import { uuid5 } from '#kernel/ids';
import type { SideId } from '#kernel/values';
import { bodyDecider, type BodyState } from '#directory/body.decider';
import { protocolDecider, type ProtocolState } from '#protocols/protocol.decider';
import type { ClauseId, ProtocolId } from '#protocols/protocol.events';
import { ProposeProject, ReachProjectStage, RecordEstimate } from './project.commands.js';
import { projectDecider } from './project.decider.js';
import { EstimateRecorded, ProjectProposed, ProjectStageReached } from './project.events.js';
import {
  aContractedProject,
  anEstimatedProject,
  aProposedProject,
  sampleEstimates,
  sampleProject,
} from './projects.samples.js';

const { projectId, bodyId, sideIds, code, names, sector, proposedOn } = sampleProject;
const [russia, cuba] = sideIds as [SideId, SideId];
const stranger = uuid5('sample side', 'XX') as SideId;
const body: BodyState = { ...bodyDecider.initial, exists: true, bodyId, sideIds };
const clause = {
  protocolId: uuid5('sample protocol', 1) as ProtocolId,
  clauseId: uuid5('sample clause', 1) as ClauseId,
};
const protocol: ProtocolState = {
  ...protocolDecider.initial,
  stage: 'inEffect',
  protocolId: clause.protocolId,
  sideIds,
  clauses: new Map([
    [clause.clauseId, { path: '4.1', kind: 'informational', sector, texts: { en: 'Rail.' }, disposition: null }],
  ]),
};

function by<C extends CommandShape>(
  make: new () => C & { on(id: string, envelope: CommandShape['envelope']): C },
  fields: Partial<C>,
  envelope: Parameters<typeof anEnvelope>[0] = {},
): C {
  return Object.assign(new make(), fields).on(projectId, anEnvelope({ as: { sideId: russia }, ...envelope }));
}
const asStranger = { as: { sideId: stranger } };

const proposing = { bodyId, code, names, sector: sector!, proposedOn };
const [about, contract] = sampleEstimates;
const estimating = { ...about, scope: undefined };

describe('proposing a project', () => {
  const propose = (part: Partial<ProposeProject> = {}, envelope = {}) =>
    by(ProposeProject, { ...proposing, ...part }, envelope);

  it('records body, sides, code and names', () => {
    given(projectDecider).when(propose(), { body }).then(ProjectProposed(sampleProject));
  });

  it('records the clause that speaks of it', () => {
    given(projectDecider)
      .when(propose({ clause }), { body, protocol })
      .then(ProjectProposed({ ...sampleProject, clause }));
  });

  it('needs no sector', () => {
    given(projectDecider)
      .when(propose({ sector: undefined }), { body })
      .then(ProjectProposed({ ...sampleProject, sector: null }));
  });

  it('is refused for a body that is not there', () => {
    given(projectDecider).when(propose(), { body: bodyDecider.initial }).thenRefused('directory/unknownBody');
    given(projectDecider).when(propose(), {}).thenRefused('directory/unknownBody');
  });

  it('is refused to a side that is not of the body', () => {
    given(projectDecider).when(propose({}, asStranger), { body }).thenRefused('projects/notOfThisBody');
  });

  it('is refused with a clause that the protocol does not have, or that there is no protocol for', () => {
    const other = { ...clause, clauseId: uuid5('sample clause', 2) as ClauseId };
    given(projectDecider)
      .when(propose({ clause: other }), { body, protocol })
      .thenRefused('projects/unknownClause');
    const facts = { body, protocol: protocolDecider.initial };
    given(projectDecider).when(propose({ clause }), facts).thenRefused('projects/unknownClause');
  });

  it('does not tell of a clause in a protocol that the actor’s side is no party to', () => {
    const others = { ...protocol, sideIds: [cuba, stranger] };
    given(projectDecider).when(propose({ clause }), { body, protocol: others }).thenRefused('projects/unknownClause');
  });

  it('is refused when it exists already', () => {
    given(projectDecider, aProposedProject()).when(propose(), { body }).thenRefused('projects/alreadyProposed');
  });

  it('looks at the body, and at the protocol only for a clause', async () => {
    const looked: string[] = [];
    const look = async <S>(of: { category: string; initial: S }, id: string) => {
      looked.push(`${of.category}-${id}`);
      return of.initial;
    };
    const fold = Object.assign(look, { position: () => -1n });
    const load = projectDecider.facts!.ProposeProject!;
    await load(propose(), fold, projectDecider.initial);
    expect(looked.splice(0)).toEqual([`body-${bodyId}`]);
    await load(propose({ clause }), fold, projectDecider.initial);
    expect(looked).toEqual([`body-${bodyId}`, `protocol-${clause.protocolId}`]);
  });

  it('reserves its code in the body, upper and lower case alike', () => {
    expect(projectDecider.reserves!(propose({ code: 'p-01' }))).toEqual([
      { kind: 'projectCode', key: [bodyId, 'P-01'] },
    ]);
    expect(projectDecider.reserves!(by(RecordEstimate, estimating))).toEqual([]);
  });
});

describe('recording an estimate', () => {
  it('adds it, also beside one that says otherwise', () => {
    given(projectDecider, aProposedProject()).when(by(RecordEstimate, estimating)).then(EstimateRecorded(about));
    given(projectDecider, [...aProposedProject(), EstimateRecorded(about)])
      .when(by(RecordEstimate, { ...contract, scope: { ...contract.scope } }))
      .then(EstimateRecorded(contract));
  });

  it('tells the same amount of another source apart', () => {
    given(projectDecider, anEstimatedProject())
      .when(by(RecordEstimate, { ...estimating, source: 'Another report' }))
      .then(EstimateRecorded({ ...about, source: 'Another report' }));
  });

  it('records nothing when the very same stands already', () => {
    given(projectDecider, anEstimatedProject()).when(by(RecordEstimate, estimating)).thenNothing();
  });

  it.each([
    ['1900000000', 'USD'],
    ['0.5', 'EUR'],
    ['999.50', 'RUB'],
  ])('takes %s %s as it is written', (amount, currency) => {
    expect(faultsOf(RecordEstimate, { ...estimating, amount, currency })).toEqual([]);
  });

  it.each([
    ['1,9', 'USD', ['amount']],
    ['-5', 'USD', ['amount']],
    ['007', 'USD', ['amount']],
    ['1.999', 'USD', ['amount']],
    ['1e9', 'USD', ['amount']],
    ['1234567890123456', 'USD', ['amount']],
    ['5', 'usd', ['currency']],
    ['5', 'QQQ', ['currency']],
  ])('refuses %s %s', (amount, currency, faults) => {
    expect(faultsOf(RecordEstimate, { ...estimating, amount, currency })).toEqual(faults);
  });

  it('refuses a source of more than 500 characters, and none', () => {
    expect(faultsOf(RecordEstimate, { ...estimating, source: 'x'.repeat(500) })).toEqual([]);
    expect(faultsOf(RecordEstimate, { ...estimating, source: 'x'.repeat(501) })).toEqual(['source']);
    expect(faultsOf(RecordEstimate, { ...estimating, source: undefined })).toEqual(['source']);
  });
});

describe('reaching a stage', () => {
  const reach = (stage: ReachProjectStage['stage'], reachedOn: string, part: Partial<ReachProjectStage> = {}) =>
    by(ReachProjectStage, { stage, reachedOn, ...part });

  it('goes on to the next one', () => {
    given(projectDecider, aProposedProject())
      .when(reach('underStudy', '2019-09-11'))
      .then(ProjectStageReached({ stage: 'underStudy', reachedOn: '2019-09-11', note: null }));
  });

  it('may skip some, and keeps only the reference of a note', () => {
    const note = { lang: 'ru', text: 'Подписано.', textId: uuid5('text', 1), sha256: sha256('Подписано.') };
    given(projectDecider, aProposedProject())
      .when(reach('contracted', '2019-10-03', { note }))
      .then(ProjectStageReached({ stage: 'contracted', reachedOn: '2019-10-03', note: refOf(note) }));
  });

  it('records nothing at the stage it stands at, whatever the day', () => {
    given(projectDecider, aContractedProject()).when(reach('contracted', '2020-01-01')).thenNothing();
    given(projectDecider, aProposedProject()).when(reach('proposed', '2019-09-11')).thenNothing();
  });

  it('is refused backwards', () => {
    given(projectDecider, aContractedProject())
      .when(reach('underStudy', '2020-01-01'))
      .thenRefused('projects/stageBackwards');
  });

  it('is refused before the day of the present stage', () => {
    given(projectDecider, aContractedProject())
      .when(reach('effective', '2019-10-02'))
      .thenRefused('projects/beforeEarlierStage');
    given(projectDecider, aProposedProject())
      .when(reach('underStudy', '2019-09-10'))
      .thenRefused('projects/beforeEarlierStage');
  });
});

describe('every command to a project', () => {
  const commands = (envelope = {}) => [
    by(RecordEstimate, { ...estimating, source: 'Another report' }, envelope),
    by(ReachProjectStage, { stage: 'completed', reachedOn: '2030-01-01' }, envelope),
  ];

  it('is refused when there is no such project', () => {
    for (const command of commands()) given(projectDecider).when(command).thenRefused('projects/unknown');
  });

  it('is refused to a side that is not of the body', () => {
    for (const command of commands(asStranger))
      given(projectDecider, aContractedProject()).when(command).thenRefused('projects/notOfThisBody');
  });

  it('is open to either side and to a process manager', () => {
    for (const envelope of [{ as: { sideId: cuba } }, { as: { sideId: null, roles: ['system'] } }])
      given(projectDecider, aProposedProject())
        .when(by(RecordEstimate, estimating, envelope))
        .then(EstimateRecorded(about));
  });
});

function faultsOf(command: new () => object, input: object): string[] {
  const options = { whitelist: true, forbidNonWhitelisted: true };
  return validateSync(plainToInstance(command, input), options).map(({ property }) => property);
}
