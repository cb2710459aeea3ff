import { Module } from '@nestjs/common';
import { handlersOf } from '#event-store/handlers-of';
import { capability } from '#read-models/registry';
import { ActivateActionItem, DeriveActionItem, RemoveFromControl, ValidateObligation } from './action-item.commands.js';
import { actionItemDecider } from './action-item.decider.js';
import { actionItemEvents } from './action-item.events.js';
import { ActionItemsController } from './action-items.controller.js';
import { actionItemsTexts } from './action-items.texts.js';
import { activation } from './activation.reaction.js';
import { GetActionItemHandler } from './board/action-item.query.js';
import { BoardItems } from './board/board-items.js';
import { CompareBoardHandler } from './board/compare-board.query.js';
import { GetStatusBoardHandler } from './board/status-board.query.js';
import { statusBoard } from './board/status-board.view.js';
import { itemHistory } from './history/item-history.view.js';
import { ReportCompletion, ReportProgress, ReturnReport } from './obligation.commands.js';
import { obligationDecider } from './obligation.decider.js';
import { obligationEvents } from './obligation.events.js';
import { ObligationsController } from './obligations.controller.js';

/** Action items: derived from clauses, owed by sides, reported, validated, removed from control; the status board. */
@Module({
  controllers: [ActionItemsController, ObligationsController],
  providers: [
    ...handlersOf(actionItemDecider, DeriveActionItem, ActivateActionItem, ValidateObligation, RemoveFromControl),
    ...handlersOf(obligationDecider, ReportProgress, ReportCompletion, ReturnReport),
    BoardItems,
    GetStatusBoardHandler,
    CompareBoardHandler,
    GetActionItemHandler,
    capability({
      name: 'action-items',
      categories: ['actionItem', 'obligation'],
      events: [...actionItemEvents, ...obligationEvents],
      views: [statusBoard, itemHistory],
      reactions: [activation],
      texts: actionItemsTexts,
    }),
  ],
})
export class ActionItemsModule {}
