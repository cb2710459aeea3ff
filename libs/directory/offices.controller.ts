import { Body, Controller, Get, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Envelope as CommandEnvelope, Receipt } from '#kernel/command';
import type { SideId } from '#kernel/values';
import { Commands, createdId, Creates, Envelope } from '#event-store/envelope.decorator';
import { ShowsRevision } from '#event-store/revision-headers';
import { Answers, Paged, PagedQuery, type Page } from '#read-models/answers';
import { At, ReadsAt, type ReadAt } from '#read-models/read-at';
import {
  GetInstitution,
  institutionDetail,
  institutionList,
  ListInstitutions,
  type InstitutionDetail,
  type InstitutionList,
} from './directory-view/directory.query.js';
import {
  GetOffice,
  ListOffices,
  officeDetail,
  officeList,
  type OfficeDetail,
  type OfficeList,
} from './directory-view/offices.query.js';
import { Id, OfSide, ReaderSide } from './directory.decorators.js';
import { RegisterInstitution } from './institution.commands.js';
import { CreateOffice, EndTenure, StartTenure } from './office.commands.js';

const ofSide = { name: 'sideId', required: false, schema: { type: 'string' as const, format: 'uuid' } };

@ApiTags('directory')
@Controller('api/v1/institutions')
export class InstitutionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ReadsAt()
  @PagedQuery()
  @ApiQuery(ofSide)
  @Answers(institutionList)
  list(@At() at: ReadAt, @Paged() page: Page, @OfSide() sideId?: string): Promise<InstitutionList> {
    return this.queries.execute(new ListInstitutions(at, page, sideId ?? null));
  }

  @Get(':id')
  @ReadsAt()
  @ShowsRevision()
  @Answers(institutionDetail)
  get(@At() at: ReadAt, @Id() id: string): Promise<InstitutionDetail> {
    return this.queries.execute(new GetInstitution(at, id));
  }

  @Post()
  @Creates()
  register(@Body() body: RegisterInstitution, @Envelope('creating') envelope: CommandEnvelope): Promise<Receipt> {
    return this.commands.execute(body.on(createdId(envelope), envelope));
  }
}

@ApiTags('directory')
@Controller('api/v1/offices')
export class OfficesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ReadsAt()
  @PagedQuery()
  @ApiQuery(ofSide)
  @Answers(officeList)
  list(
    @ReaderSide() reader: SideId | null,
    @At() at: ReadAt,
    @Paged() page: Page,
    @OfSide() sideId?: string,
  ): Promise<OfficeList> {
    return this.queries.execute(new ListOffices(reader, at, page, sideId ?? null));
  }

  @Get(':id')
  @ReadsAt()
  @ShowsRevision()
  @Answers(officeDetail)
  get(@ReaderSide() reader: SideId | null, @At() at: ReadAt, @Id() id: string): Promise<OfficeDetail> {
    return this.queries.execute(new GetOffice(reader, at, id));
  }

  @Post()
  @Creates()
  create(@Body() body: CreateOffice, @Envelope('creating') envelope: CommandEnvelope): Promise<Receipt> {
    return this.commands.execute(body.on(createdId(envelope), envelope));
  }

  @Post(':id/tenures')
  @Commands()
  startTenure(
    @Id() id: string,
    @Body() body: StartTenure,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }

  @Post(':id/tenure-endings')
  @Commands()
  endTenure(
    @Id() id: string,
    @Body() body: EndTenure,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }
}
