import { Body, Controller, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Envelope as CommandEnvelope, Receipt } from '#kernel/command';
import type { SideId } from '#kernel/values';
import { Commands, Envelope } from '#event-store/envelope.decorator';
import { obligationIdOf, type ActionItemId } from './action-item.events.js';
import { ReportCompletion, ReportProgress, ReturnReport, type AnyObligationCommand } from './obligation.commands.js';

const ItemId = (): ParameterDecorator => Param('id', ParseUUIDPipe);
const OfSide = (): ParameterDecorator => Param('sideId', ParseUUIDPipe);

/** One side's half of an item; it has a revision of its own beside its item's. */
@ApiTags('action-items')
@Controller('api/v1/action-items/:id/obligations/:sideId')
export class ObligationsController {
  constructor(private readonly commands: CommandBus) {}

  @Post('progress-reports')
  @Commands({ beginning: true })
  progress(
    @ItemId() id: ActionItemId,
    @OfSide() sideId: SideId,
    @Body() body: ReportProgress,
    @Envelope('beginningOrExisting') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.issue(body, id, sideId, envelope);
  }

  @Post('completion-reports')
  @Commands({ beginning: true })
  completion(
    @ItemId() id: ActionItemId,
    @OfSide() sideId: SideId,
    @Body() body: ReportCompletion,
    @Envelope('beginningOrExisting') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.issue(body, id, sideId, envelope);
  }

  @Post('report-returns')
  @Commands()
  returnReport(
    @ItemId() id: ActionItemId,
    @OfSide() sideId: SideId,
    @Body() body: ReturnReport,
    @Envelope('existing') envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.issue(body, id, sideId, envelope);
  }

  private issue(
    body: AnyObligationCommand,
    id: ActionItemId,
    sideId: SideId,
    envelope: CommandEnvelope,
  ): Promise<Receipt> {
    return this.commands.execute(body.of(id, sideId).on(obligationIdOf(id, sideId), envelope));
  }
}
