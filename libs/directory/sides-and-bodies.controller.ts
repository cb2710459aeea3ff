import { Body, Controller, Get, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Envelope as CommandEnvelope, Receipt } from '#kernel/command';
import { Commands, createdId, Creates, Envelope } from '#event-store/envelope.decorator';
import { ShowsRevision } from '#event-store/revision-headers';
import { Answers, Paged, PagedQuery, type Page } from '#read-models/answers';
import { At, ReadsAt, type ReadAt } from '#read-models/read-at';
import { EstablishBody, FormNationalPart, JoinBody } from './body.commands.js';
import {
  bodyDetail,
  bodyList,
  GetBody,
  GetSide,
  ListBodies,
  ListSides,
  sideDetail,
  sideList,
  type BodyDetail,
  type BodyList,
  type SideDetail,
  type SideList,
} from './directory-view/directory.query.js';
import { Id } from './directory.decorators.js';
import { PublishSideCalendar, RegisterSide } from './side.commands.js';

@ApiTags('directory')
@Controller('api/v1/sides')
export class SidesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ReadsAt()
  @PagedQuery()
  @Answers(sideList)
  list(@At() at: ReadAt, @Paged() page: Page): Promise<SideList> {
    return this.queries.execute(new ListSides(at, page));
  }

  @Get(':id')
  @ReadsAt()
  @ShowsRevision()
  @Answers(sideDetail)
  get(@At() at: ReadAt, @Id() id: string): Promise<SideDetail> {
    return this.queries.execute(new GetSide(at, id));
  }

  @Post()
  @Creates()
  register(@Body() body: RegisterSide, @Envelope('creating') envelope: CommandEnvelope): Promise<Receipt> {
    return this.commands.execute(body.on(createdId(envelope), envelope));
  }

  @Post(':id/calendars')
  @Commands()
  publishCalendar(
    @Id() id: string,
    @Body() body: PublishSideCalendar,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }
}

@ApiTags('directory')
@Controller('api/v1/bodies')
export class BodiesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ReadsAt()
  @PagedQuery()
  @Answers(bodyList)
  list(@At() at: ReadAt, @Paged() page: Page): Promise<BodyList> {
    return this.queries.execute(new ListBodies(at, page));
  }

  @Get(':id')
  @ReadsAt()
  @ShowsRevision()
  @Answers(bodyDetail)
  get(@At() at: ReadAt, @Id() id: string): Promise<BodyDetail> {
    return this.queries.execute(new GetBody(at, id));
  }

  @Post()
  @Creates()
  establish(@Body() body: EstablishBody, @Envelope('creating') envelope: CommandEnvelope): Promise<Receipt> {
    return this.commands.execute(body.on(createdId(envelope), envelope));
  }

  @Post(':id/sides')
  @Commands()
  join(@Id() id: string, @Body() body: JoinBody, @Envelope('existing') envelope: CommandEnvelope): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }

  @Post(':id/national-parts')
  @Commands()
  formNationalPart(
    @Id() id: string,
    @Body() body: FormNationalPart,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }
}
