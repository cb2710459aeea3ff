import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Envelope as CommandEnvelope, Receipt } from '#kernel/command';
import type { SideId } from '#kernel/values';
import { Commands, createdId, Creates, Envelope } from '#event-store/envelope.decorator';
import { ShowsRevision } from '#event-store/revision-headers';
import { Answers, Paged, PagedQuery, Viewer, type Page } from '#read-models/answers';
import { At, ReadsAt, type ReadAt } from '#read-models/read-at';
import {
  GetMeeting,
  ListMeetings,
  meetingDetail,
  meetingList,
  type MeetingDetail,
  type MeetingList,
} from './calendar/meeting-calendar.query.js';
import { AgreeMeetingWindow, HoldMeeting, ProposeMeeting, ScheduleMeeting } from './meeting.commands.js';

const Id = (): ParameterDecorator => Param('id', ParseUUIDPipe);

@ApiTags('meetings')
@Controller('api/v1/meetings')
export class MeetingsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ReadsAt()
  @PagedQuery()
  @ApiQuery({ name: 'bodyId', required: false, schema: { type: 'string', format: 'uuid' } })
  @Answers(meetingList)
  list(
    @Viewer() viewer: SideId,
    @At() at: ReadAt,
    @Paged() page: Page,
    @Query('bodyId', new ParseUUIDPipe({ optional: true })) bodyId?: string,
  ): Promise<MeetingList> {
    return this.queries.execute(new ListMeetings(viewer, at, page, bodyId ?? null));
  }

  @Get(':id')
  @ReadsAt()
  @ShowsRevision()
  @Answers(meetingDetail)
  get(@Viewer() viewer: SideId, @At() at: ReadAt, @Id() id: string): Promise<MeetingDetail> {
    return this.queries.execute(new GetMeeting(viewer, at, id));
  }

  @Post()
  @Creates()
  propose(@Body() body: ProposeMeeting, @Envelope('creating') envelope: CommandEnvelope): Promise<Receipt> {
    return this.commands.execute(body.on(createdId(envelope), envelope));
  }

  @Post(':id/window')
  @Commands()
  agreeWindow(
    @Id() id: string,
    @Body() body: AgreeMeetingWindow,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }

  @Post(':id/schedule')
  @Commands()
  schedule(
    @Id() id: string,
    @Body() body: ScheduleMeeting,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }

  @Post(':id/holding')
  @Commands()
  hold(@Id() id: string, @Body() body: HoldMeeting, @Envelope('existing') envelope: CommandEnvelope): Promise<Receipt> {
    return this.commands.execute(body.on(id, envelope));
  }
}
