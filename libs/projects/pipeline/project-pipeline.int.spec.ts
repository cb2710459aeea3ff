import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sha256 } from '#kernel/command';
import { uuid5 } from '#kernel/ids';
import { textRef, type SideId } from '#kernel/values';
import type { BodyId } from '#directory/directory.ids';
import type { Page } from '#read-models/answers';
import { openViewHarness, TestLog, type ViewHarness } from '../../../test/support/view-harness.js';
import {
  EstimateRecorded,
  projectEvents,
  ProjectStageReached,
  type ProjectEvent,
  type ProjectId,
} from '../project.events.js';
import {
  aContractedProject,
  anEstimatedProject,
  aProposedProject,
  sampleEstimates,
  sampleProject,
} from '../projects.samples.js';
import {
  GetProject,
  GetProjectHandler,
  ListProjects,
  ListProjectsHandler,
  projectDetail,
  projectList,
  type ProjectFilter,
  type ProjectList,
} from './project-pipeline.query.js';
import { projectPipeline, projectTable } from './project-pipeline.view.js';

const [russia, cuba] = sampleProject.sideIds as [SideId, SideId];
const stranger = uuid5('sample side', 'XX') as SideId;
const otherBody = uuid5('sample body', 2) as BodyId;
const [proposed, contracted, foreign] = [1, 2, 3].map((n) => uuid5('pipeline project', n)) as [
  ProjectId,
  ProjectId,
  ProjectId,
];
const note = textRef.parse({ textId: uuid5('text', 1), sha256: sha256('note'), lang: 'ru' });

let view: ViewHarness;
const log = new TestLog();
const actor = (sideId: SideId) => ({ actor: { accountId: uuid5('test-account'), officeId: null, sideId } });
const apply = (id: ProjectId, events: readonly ProjectEvent[], by: SideId = russia) =>
  view.apply(log.add('project', id, events, actor(by)));

beforeAll(async () => {
  view = await openViewHarness(projectPipeline);
  await apply(proposed, aProposedProject({ projectId: proposed }));
  await apply(contracted, aContractedProject({ projectId: contracted, code: 'P-02' }));
  await apply(contracted, [ProjectStageReached({ stage: 'implementing', reachedOn: '2021-03-01', note })]);
  const foreignStart = anEstimatedProject({ projectId: foreign, code: 'P-01', bodyId: otherBody, sideIds: [cuba] });
  await apply(foreign, foreignStart.slice(0, 1));
  // Recorded late, it still stands by the day it speaks of.
  await apply(foreign, [EstimateRecorded(sampleEstimates[1]), EstimateRecorded(sampleEstimates[0])], cuba);
});

afterAll(() => view.close());

const list = async (viewer: SideId, filter: ProjectFilter = {}, paged: Partial<Page> = {}) => {
  const page = { limit: 100, after: null, list: 'projects', ...paged };
  const query = new ListProjects(viewer, {}, page, filter);
  return projectList.parse(await new ListProjectsHandler(view.db, view.positions).execute(query));
};
const get = async (viewer: SideId, id: string, position?: bigint) =>
  projectDetail.parse(
    await new GetProjectHandler(view.db, view.positions).execute(new GetProject(viewer, { position }, id)),
  );
const idsOf = ({ items }: ProjectList) => items.map(({ id }) => id);

describe('the project pipeline', () => {
  it('handles every event of a project', () => {
    expect([...projectPipeline.handlers.keys()].toSorted()).toEqual(projectEvents.map(({ type }) => type).toSorted());
  });

  it('keeps a row for each side of the body, with the revision of the last event', async () => {
    const rows = (await view.rows(projectTable)).filter(({ project_id }) => project_id === contracted);
    expect(rows.map(({ viewer_side_id }) => viewer_side_id).toSorted()).toEqual([russia, cuba].toSorted());
    for (const row of rows) expect(row).toMatchObject({ stage: 'implementing', revision: '4' });
  });

  it('lists projects by code, of one body, at one stage', async () => {
    expect(idsOf(await list(russia))).toEqual([proposed, contracted]);
    expect(idsOf(await list(cuba, { bodyId: otherBody }))).toEqual([foreign]);
    expect(idsOf(await list(cuba, { stage: 'implementing' }))).toEqual([contracted]);
    expect(idsOf(await list(cuba, { bodyId: otherBody, stage: 'implementing' }))).toEqual([]);
  });

  it('goes on after the last row of a page, also between projects with the same code', async () => {
    const whole = idsOf(await list(cuba));
    const first = await list(cuba, {}, { limit: 1 });
    const after = (JSON.parse(Buffer.from(first.next!, 'base64url').toString()) as [string, string[]])[1];
    const rest = await list(cuba, {}, { limit: 2, after });
    expect([...idsOf(first), ...idsOf(rest)]).toEqual(whole);
    expect(whole).toHaveLength(3);
    expect(rest.next).toBeNull();
  });

  it('shows nothing to a side that is not of the body', async () => {
    expect(idsOf(await list(stranger))).toEqual([]);
    await expect(get(russia, foreign)).rejects.toMatchObject({ code: 'projects/unknown', kind: 'missing' });
  });

  it('lists conflicting estimates side by side, by the day they speak of, with source and recording side', async () => {
    const expected = (by: SideId) => sampleEstimates.map((estimate) => ({ ...estimate, recordedBySideId: by }));
    expect((await get(russia, contracted)).estimates).toEqual(expected(russia));
    expect((await get(cuba, foreign)).estimates).toEqual(expected(cuba));
  });

  it('tells every stage it came to, with the day and where the note stands', async () => {
    expect((await get(cuba, contracted)).stages).toEqual([
      { stage: 'proposed', reachedOn: '2019-09-11', noteTextId: null },
      { stage: 'contracted', reachedOn: '2019-10-03', noteTextId: null },
      { stage: 'implementing', reachedOn: '2021-03-01', noteTextId: note.textId },
    ]);
  });

  it('answers as of an earlier position', async () => {
    const [first] = (await view.versions(projectTable)).filter(({ project_id }) => project_id === contracted);
    expect(await get(russia, contracted, BigInt(first!.since))).toMatchObject({
      stage: 'proposed',
      estimates: [],
      revision: '0',
    });
  });
});
