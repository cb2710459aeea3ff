import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Envelope as CommandEnvelope, Receipt } from '#kernel/command';
import type { SideId } from '#kernel/values';
import { Commands, createdId, Creates, Envelope } from '#event-store/envelope.decorator';
import { ShowsRevision } from '#event-store/revision-headers';
import { Answers, Paged, PagedQuery, Viewer, type Page } from '#read-models/answers';
import { At, ReadsAt, type ReadAt } from '#read-models/read-at';
import {
  AddClause,
  AdoptProtocol,
  AgreeText,
  DisposeClause,
  DraftProtocol,
  RemoveClause,
  RewordClause,
  SignProtocol,
} from './protocol.commands.js';
import {
  GetProtocol,
  ListProtocols,
  protocolDetail,
  protocolList,
  type ProtocolDetail,
  type ProtocolList,
} from './register/protocol-register.query.js';

const Id = (): ParameterDecorator => Param('id', ParseUUIDPipe);

@ApiTags('protocols')
@Controller('api/v1/protocols')
export class ProtocolsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ReadsAt()
  @PagedQuery()
  @Answers(protocolList)
  list(@Viewer() viewer: SideId, @At() at: ReadAt, @Paged() page: Page): Promise<ProtocolList> {
    return this.queries.execute(new ListProtocols(viewer, at, page));
  }

  @Get(':id')
  @ReadsAt()
  @ShowsRevision()
  @Answers(protocolDetail)
  get(@Viewer() viewer: SideId, @At() at: ReadAt, @Id() id: string): Promise<ProtocolDetail> {
    return this.queries.execute(new GetProtocol(viewer, at, id));
  }

  @Post()
  @Creates()
  draft(@Body() body: DraftProtocol, @Envelope('creating') envelope: CommandEnvelope): Promise<Receipt> {
    return this.commands.execute(body.on(createdId(envelope), envelope));
  }

  @Post(':id/clauses')
  @Commands()
  addClause(
    @Id() id: string,
    @Body() body: AddClause,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }

  @Post(':id/clause-rewordings')
  @Commands()
  reword(
    @Id() id: string,
    @Body() body: RewordClause,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }

  @Post(':id/clause-removals')
  @Commands()
  remove(
    @Id() id: string,
    @Body() body: RemoveClause,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }

  @Post(':id/text-agreement')
  @Commands()
  agreeText(
    @Id() id: string,
    @Body() body: AgreeText,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }

  @Post(':id/adoption')
  @Commands()
  adopt(
    @Id() id: string,
    @Body() body: AdoptProtocol,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }

  @Post(':id/signatures')
  @Commands()
  sign(
    @Id() id: string,
    @Body() body: SignProtocol,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }

  @Post(':id/clause-dispositions')
  @Commands()
  dispose(
    @Id() id: string,
    @Body() body: DisposeClause,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }
}
