import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { SideId } from '#kernel/values';
import { Answers, Viewer } from '#read-models/answers';
import { At, ReadsAt, type ReadAt } from '#read-models/read-at';
import { GetMoments, momentsAnswer, type MomentsAnswer } from './feed/moments.query.js';

/** Steps through time: the event before a moment and the one after it. */
@ApiTags('feed')
@Controller('api/v1/moments')
export class MomentsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ReadsAt()
  @Answers(momentsAnswer)
  get(@Viewer() viewer: SideId, @At() at: ReadAt): Promise<MomentsAnswer> {
    return this.queries.execute(new GetMoments(viewer, at));
  }
}
