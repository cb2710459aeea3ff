import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { DomainError } from '#kernel/domain-error';
import type { SideId } from '#kernel/values';
import { answeredAt, pageOf, reading, type Page } from '#read-models/answers';
import { Database } from '#read-models/database';
import type { ReadAt } from '#read-models/read-at';
import { ReadPosition } from '#read-models/read-position';
import { standing } from '#read-models/view-table';
import { projectStages, type ProjectStage } from '../project.events.js';
import { projectPipeline, projectTable, type ProjectRow } from './project-pipeline.view.js';

const names = z.record(z.string(), z.string());

const project = z.object({
  id: z.uuid(),
  bodyId: z.uuid(),
  code: z.string(),
  names,
  sector: z.string().nullable(),
  sideIds: z.array(z.uuid()),
  proposedOn: z.iso.date(),
  clause: z.object({ protocolId: z.uuid(), clauseId: z.uuid() }).nullable(),
  stage: z.enum(projectStages),
  stages: z.array(
    z.object({ stage: z.enum(projectStages), reachedOn: z.iso.date(), noteTextId: z.string().nullable() }),
  ),
  /** Side by side, each with who said so and of which day; none of them is "the" cost. */
  estimates: z.array(
    z.object({
      amount: z.string(),
      approximate: z.boolean(),
      currency: z.string(),
      asOfDate: z.iso.date(),
      scope: names.nullable(),
      source: z.string(),
      recordedBySideId: z.uuid().nullable(),
    }),
  ),
  revision: z.string(),
});

export const projectList = z.object({ ...reading, items: z.array(project), next: z.string().nullable() });
export type ProjectList = z.output<typeof projectList>;
export const projectDetail = z.object({ ...reading, ...project.shape });
export type ProjectDetail = z.output<typeof projectDetail>;

export interface ProjectFilter {
  readonly bodyId?: string;
  readonly stage?: ProjectStage;
}

/** Projects a side can see, by code. */
export class ListProjects extends Query<ProjectList> {
  constructor(
    readonly viewer: SideId,
    readonly at: ReadAt,
    readonly page: Page,
    readonly filter: ProjectFilter,
  ) {
    super();
  }
}

export class GetProject extends Query<ProjectDetail> {
  constructor(
    readonly viewer: SideId,
    readonly at: ReadAt,
    readonly id: string,
  ) {
    super();
  }
}

@QueryHandler(ListProjects)
export class ListProjectsHandler implements IQueryHandler<ListProjects> {
  constructor(
    private readonly db: Database,
    private readonly positions: ReadPosition,
  ) {}

  async execute({ viewer, at, page, filter }: ListProjects): Promise<ProjectList> {
    const read = await this.positions.resolve(projectPipeline.name, at);
    const [code, id] = page.after ?? [];
    const rows = await this.db.query<ProjectRow>(
      `select * from ${projectTable.name} where ${standing(1)} and viewer_side_id = $2
         and ($3::uuid is null or body_id = $3) and ($4::text is null or stage = $4)
         and ($5::text is null or (code, project_id) > ($5, $6::uuid))
       order by code, project_id limit $7`,
      [read.position, viewer, filter.bodyId ?? null, filter.stage ?? null, code ?? null, id ?? null, page.limit + 1],
    );
    const { items, next } = pageOf(rows, page, (row) => [row.code, row.project_id]);
    return { ...answeredAt(read), items: items.map(projectOf), next };
  }
}

@QueryHandler(GetProject)
export class GetProjectHandler implements IQueryHandler<GetProject> {
  constructor(
    private readonly db: Database,
    private readonly positions: ReadPosition,
  ) {}

  async execute({ viewer, at, id }: GetProject): Promise<ProjectDetail> {
    const read = await this.positions.resolve(projectPipeline.name, at);
    const [row] = await this.db.query<ProjectRow>(
      `select * from ${projectTable.name} where project_id = $2 and viewer_side_id = $3 and ${standing(1)}`,
      [read.position, id, viewer],
    );
    if (!row) throw new DomainError('projects/unknown', 'missing');
    return { ...answeredAt(read), ...projectOf(row) };
  }
}

function projectOf({ project_id, body_id, code, stage, revision, doc }: ProjectRow): z.output<typeof project> {
  const { sideIds, stages, estimates, ...rest } = doc;
  return {
    id: project_id,
    bodyId: body_id,
    code,
    stage,
    ...rest,
    sideIds: [...sideIds],
    stages: [...stages],
    estimates: [...estimates],
    revision: String(revision),
  };
}
