import { Body, Controller, Get, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Envelope as CommandEnvelope, Receipt } from '#kernel/command';
import type { SideId } from '#kernel/values';
import { Commands, createdId, Creates, Envelope } from '#event-store/envelope.decorator';
import { ShowsRevision } from '#event-store/revision-headers';
import { Answers, Paged, PagedQuery, Viewer, type Page } from '#read-models/answers';
import { At, ReadsAt, type ReadAt } from '#read-models/read-at';
import {
  GetPerson,
  ListPersons,
  personDetail,
  personList,
  type PersonDetail,
  type PersonList,
} from './directory-view/persons.query.js';
import { Id } from './directory.decorators.js';
import { AddEndpoint, DeclareEndpointDead, RegisterPerson } from './person.commands.js';

/** Persons are side-internal: each side sees its own. */
@ApiTags('directory')
@Controller('api/v1/persons')
export class PersonsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ReadsAt()
  @PagedQuery()
  @Answers(personList)
  list(@Viewer() viewer: SideId, @At() at: ReadAt, @Paged() page: Page): Promise<PersonList> {
    return this.queries.execute(new ListPersons(viewer, at, page));
  }

  @Get(':id')
  @ReadsAt()
  @ShowsRevision()
  @Answers(personDetail)
  get(@Viewer() viewer: SideId, @At() at: ReadAt, @Id() id: string): Promise<PersonDetail> {
    return this.queries.execute(new GetPerson(viewer, at, id));
  }

  @Post()
  @Creates()
  register(@Body() body: RegisterPerson, @Envelope('creating') envelope: CommandEnvelope): Promise<Receipt> {
    return this.commands.execute(body.on(createdId(envelope), envelope));
  }

  @Post(':id/endpoints')
  @Commands()
  addEndpoint(
    @Id() id: string,
    @Body() body: AddEndpoint,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }

  @Post(':id/endpoint-deaths')
  @Commands()
  declareEndpointDead(
    @Id() id: string,
    @Body() body: DeclareEndpointDead,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }
}
