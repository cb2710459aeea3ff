import { Body, Controller, Get, Param, ParseEnumPipe, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Envelope as CommandEnvelope, Receipt } from '#kernel/command';
import type { SideId } from '#kernel/values';
import { Commands, createdId, Creates, Envelope } from '#event-store/envelope.decorator';
import { ShowsRevision } from '#event-store/revision-headers';
import { Answers, Paged, PagedQuery, Viewer, type Page } from '#read-models/answers';
import { At, ReadsAt, type ReadAt } from '#read-models/read-at';
import {
  GetProject,
  ListProjects,
  projectDetail,
  projectList,
  type ProjectDetail,
  type ProjectList,
} from './pipeline/project-pipeline.query.js';
import { ProposeProject, ReachProjectStage, RecordEstimate } from './project.commands.js';
import { projectStages, type ProjectStage } from './project.events.js';

const Id = (): ParameterDecorator => Param('id', ParseUUIDPipe);
const stages = Object.fromEntries(projectStages.map((stage) => [stage, stage]));

@ApiTags('projects')
@Controller('api/v1/projects')
export class ProjectsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ReadsAt()
  @PagedQuery()
  @ApiQuery({ name: 'bodyId', required: false, schema: { type: 'string', format: 'uuid' } })
  @ApiQuery({ name: 'stage', required: false, schema: { type: 'string', enum: [...projectStages] } })
  @Answers(projectList)
  list(
    @Viewer() viewer: SideId,
    @At() at: ReadAt,
    @Paged() page: Page,
    @Query('bodyId', new ParseUUIDPipe({ optional: true })) bodyId?: string,
    @Query('stage', new ParseEnumPipe(stages, { optional: true })) stage?: ProjectStage,
  ): Promise<ProjectList> {
    return this.queries.execute(new ListProjects(viewer, at, page, { bodyId, stage }));
  }

  @Get(':id')
  @ReadsAt()
  @ShowsRevision()
  @Answers(projectDetail)
  get(@Viewer() viewer: SideId, @At() at: ReadAt, @Id() id: string): Promise<ProjectDetail> {
    return this.queries.execute(new GetProject(viewer, at, id));
  }

  @Post()
  @Creates()
  propose(@Body() body: ProposeProject, @Envelope('creating') envelope: CommandEnvelope): Promise<Receipt> {
    return this.commands.execute(body.on(createdId(envelope), envelope));
  }

  @Post(':id/estimates')
  @Commands()
  recordEstimate(
    @Id() id: string,
    @Body() body: RecordEstimate,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }

  @Post(':id/stages')
  @Commands()
  reachStage(
    @Id() id: string,
    @Body() body: ReachProjectStage,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }
}
