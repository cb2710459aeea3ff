import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Envelope as CommandEnvelope, Receipt } from '#kernel/command';
import { DomainError } from '#kernel/domain-error';
import { isUuid } from '#kernel/ids';
import type { SideId } from '#kernel/values';
import type { TextLanguage } from '#deadlines/explain';
import { Commands, createdId, Creates, Envelope } from '#event-store/envelope.decorator';
import { ShowsRevision } from '#event-store/revision-headers';
import { Answers, Language, Paged, PagedQuery, Viewer, type Page } from '#read-models/answers';
import { At, momentOf, ReadsAt, type ReadAt } from '#read-models/read-at';
import { DeriveActionItem, RemoveFromControl, ValidateObligation } from './action-item.commands.js';
import { GetActionItem } from './board/action-item.query.js';
import { CompareBoard, compareAnswer, type CompareAnswer } from './board/compare-board.query.js';
import { boardAnswer, itemAnswer, type BoardAnswer, type ItemAnswer } from './board/status-board.answers.js';
import { GetStatusBoard } from './board/status-board.query.js';

const Id = (): ParameterDecorator => Param('id', ParseUUIDPipe);

const statuses = [
  'open',
  'notStarted',
  'inProgress',
  'reportedDone',
  'validated',
  'onSchedule',
  'atRisk',
  'overdue',
  'noDeadline',
  'done',
  'pendingEffect',
  'closed',
];

@ApiTags('action-items')
@Controller('api/v1')
export class ActionItemsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get('board')
  @ReadsAt()
  @PagedQuery()
  @ApiQuery({ name: 'bodyId', required: false, schema: { type: 'string', format: 'uuid' } })
  @ApiQuery({ name: 'protocolId', required: false, schema: { type: 'string', format: 'uuid' } })
  @ApiQuery({ name: 'sector', required: false, schema: { type: 'string' } })
  @ApiQuery({ name: 'status', required: false, schema: { type: 'string', enum: statuses } })
  @Answers(boardAnswer)
  board(
    @Viewer() viewer: SideId,
    @At() at: ReadAt,
    @Paged() page: Page,
    @Language() language: TextLanguage,
    @Query() query: Readonly<Record<string, string | undefined>>,
  ): Promise<BoardAnswer> {
    const { status, sector } = query;
    if (status !== undefined && !statuses.includes(status)) {
      throw new DomainError('actionItems/unknownStatus', 'invalid', { status: status.slice(0, 50) });
    }
    const filter = { bodyId: uuid(query, 'bodyId'), protocolId: uuid(query, 'protocolId'), sector, status };
    return this.queries.execute(new GetStatusBoard(viewer, at, filter, page, language));
  }

  /** What differs between two moments; without `to`, until now. */
  @Get('board/compare')
  @ApiQuery({ name: 'from', required: true, schema: { type: 'string', format: 'date-time' } })
  @ApiQuery({ name: 'to', required: false, schema: { type: 'string', format: 'date-time' } })
  @ApiQuery({ name: 'bodyId', required: false, schema: { type: 'string', format: 'uuid' } })
  @Answers(compareAnswer)
  compare(
    @Viewer() viewer: SideId,
    @Language() language: TextLanguage,
    @Query() query: Readonly<Record<string, string | undefined>>,
  ): Promise<CompareAnswer> {
    const { from, to } = query;
    if (from === undefined) throw new DomainError('http/malformedParameter', 'invalid', { name: 'from', value: '' });
    const until = to === undefined ? {} : { asOf: momentOf(to, 'to') };
    const since = { asOf: momentOf(from, 'from') };
    return this.queries.execute(new CompareBoard(viewer, since, until, uuid(query, 'bodyId'), language));
  }

  /** By id or by number, such as `11-4.1`. */
  @Get('action-items/:id')
  @ReadsAt()
  @ShowsRevision()
  @Answers(itemAnswer)
  get(
    @Viewer() viewer: SideId,
    @At() at: ReadAt,
    @Param('id') id: string,
    @Language() language: TextLanguage,
  ): Promise<ItemAnswer> {
    return this.queries.execute(new GetActionItem(viewer, at, id, language));
  }

  @Post('action-items')
  @Creates()
  derive(@Body() body: DeriveActionItem, @Envelope('creating') envelope: CommandEnvelope): Promise<Receipt> {
    return this.commands.execute(body.on(createdId(envelope), envelope));
  }

  @Post('action-items/:id/validations')
  @Commands()
  validate(
    @Id() id: string,
    @Body() body: ValidateObligation,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }

  @Post('action-items/:id/removal')
  @Commands()
  remove(
    @Id() id: string,
    @Body() body: RemoveFromControl,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }
}

function uuid(query: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || isUuid(value)) return value;
  throw new DomainError('http/malformedParameter', 'invalid', { name, value: value.slice(0, 100) });
}
