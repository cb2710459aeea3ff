import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsString, MaxLength } from 'class-validator';
import { z } from 'zod';
import { EventLog } from '#event-store/event-log';
import { Answers } from '#read-models/answers';
import { ViewRebuilds } from '#read-models/view-rebuilds';

class RebuildViews {
  @ApiProperty({ type: [String], example: ['status-board'] })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  views!: string[];
}

const position = z.string().regex(/^\d+$/);
const standings = z.object({
  /** Of the newest event of the log. */
  head: z.string(),
  /** How many events the views have taken in; 0 while that is not known. */
  events: z.int().nonnegative(),
  views: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['view', 'reaction']),
      position: position.nullable(),
      /** Position it must reach to be read again; null when it is built. */
      buildingTo: position.nullable(),
      /** Why it stands still, and at which event. */
      parked: z.object({ reason: z.string(), eventType: z.string(), position }).nullable(),
      movedAt: z.iso.datetime(),
    }),
  ),
});
type Standings = z.output<typeof standings>;

/** For the command line on the machine: where views and process managers stand, and building views anew. */
@ApiTags('operation')
@Controller('api/v1/views')
export class ViewsController {
  constructor(
    private readonly log: EventLog,
    private readonly rebuilds: ViewRebuilds,
  ) {}

  @Get()
  @Answers(standings)
  async show(): Promise<Standings> {
    const { rebuilds } = this;
    const [head, events, views] = await Promise.all([this.log.head(), rebuilds.eventCount(), rebuilds.standings()]);
    return { head: String(head), events, views: [...views] };
  }

  /**
   * Empties views; the worker builds them anew from the log, and until they are as far as they were they answer 503.
   * Answers at once, with where everything stands then.
   */
  @Post('rebuild')
  @HttpCode(200)
  @Answers(standings)
  async rebuild(@Body() { views }: RebuildViews): Promise<Standings> {
    const before = await this.rebuilds.eventCount();
    await this.rebuilds.rebuild(views);
    return { ...(await this.show()), events: before };
  }
}
