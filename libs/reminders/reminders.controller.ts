import { Controller, createParamDecorator, Get, Param, type ExecutionContext } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '#kernel/command';
import { DomainError } from '#kernel/domain-error';
import type { SideId } from '#kernel/values';
import type { TextLanguage } from '#deadlines/explain';
import { Answers, Language } from '#read-models/answers';
import { At, ReadsAt, type ReadAt } from '#read-models/read-at';
import { WhyItem } from './log/why-item.query.js';
import { whyAnswer, type WhyAnswer } from './log/why.answers.js';

/** Whose reminders are told: those of the reader's own side; null, for the local command line, stands for every side. */
const ReminderReader = createParamDecorator((_data: unknown, context: ExecutionContext): SideId | null => {
  const { actor } = context.switchToHttp().getRequest<{ actor?: Actor }>();
  if (!actor) throw new DomainError('access/notSignedIn', 'unauthenticated');
  if (actor.roles.includes('operator')) return null;
  if (!actor.sideId) throw new DomainError('access/noSide', 'forbidden');
  return actor.sideId;
});

@ApiTags('reminders')
@Controller('api/v1')
export class RemindersController {
  constructor(private readonly queries: QueryBus) {}

  /** Why each reminder of an item was sent or not; by the item's id or number. */
  @Get('action-items/:id/why')
  @ReadsAt()
  @Answers(whyAnswer)
  why(
    @ReminderReader() reader: SideId | null,
    @At() at: ReadAt,
    @Param('id') id: string,
    @Language() language: TextLanguage,
  ): Promise<WhyAnswer> {
    return this.queries.execute(new WhyItem(reader, at, id, language));
  }
}
