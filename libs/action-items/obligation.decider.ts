import { refOf } from '#kernel/command';
import { unreachable, type Decider } from '#kernel/decider';
import { ensure, ensureField } from '#kernel/domain-error';
import { uuid5 } from '#kernel/ids';
import type { Branded } from '#kernel/ids';
import type { OfficeId } from '#kernel/values';
import { actionItemEvents } from './action-item.events.js';
import { evolveActionItem, noActionItem, type ActionItemState, type HalfState } from './action-item.state.js';
import type { AnyObligationCommand, ReportCompletion, ReportProgress, ReturnReport } from './obligation.commands.js';
import { CompletionReported, ProgressReported, ReportReturned, type ObligationEvent } from './obligation.events.js';
import { obligationFold, type ObligationState } from './obligation.state.js';

export interface ObligationFacts {
  readonly item?: ActionItemState;
}

const itemFold = { category: 'actionItem', events: actionItemEvents, initial: noActionItem, evolve: evolveActionItem };

/** One side's half, inside that side: what is reported there reaches the other side only when it is validated. */
export const obligationDecider: Decider<ObligationState, AnyObligationCommand, ObligationEvent, ObligationFacts> = {
  ...obligationFold,
  facts: {
    ReportProgress: async ({ itemId }, fold) => ({ item: await fold(itemFold, itemId) }),
    ReportCompletion: async ({ itemId }, fold) => ({ item: await fold(itemFold, itemId) }),
    ReturnReport: async ({ itemId }, fold) => ({ item: await fold(itemFold, itemId) }),
  },
  decide(command, state, { item }) {
    ensure(item && item.stage !== 'none', 'actionItems/unknown', 'missing');
    const half = item.halves.get(command.sideId);
    ensure(half, 'actionItems/sideOwesNothing', 'unprocessable');
    switch (command.type) {
      case 'ReportProgress':
        return reportProgress(command, state, item, half);
      case 'ReportCompletion':
        return reportCompletion(command, state, item, half);
      case 'ReturnReport':
        return returnReport(command, state, half);
    }
    return unreachable(command);
  },
};

function reportProgress(
  command: ReportProgress,
  state: ObligationState,
  item: ActionItemState,
  half: HalfState,
): ObligationEvent[] {
  const officeId = reportingOffice(command, item, half);
  const reportId = reportIdOf(command);
  if (state.progress.has(reportId)) return [];
  return [ProgressReported({ ...ofHalf(command), reportId, officeId, report: refOf(command.report) })];
}

function reportCompletion(
  command: ReportCompletion,
  state: ObligationState,
  item: ActionItemState,
  half: HalfState,
): ObligationEvent[] {
  const officeId = reportingOffice(command, item, half);
  ensure(state.completion === null, 'actionItems/alreadyReported');
  const { completedOn } = command;
  return [
    CompletionReported({
      ...ofHalf(command),
      reportId: reportIdOf(command),
      officeId,
      completedOn,
      report: refOf(command.report),
    }),
  ];
}

function returnReport(command: ReturnReport, state: ObligationState, half: HalfState): ObligationEvent[] {
  const { reportId } = command;
  if (state.returned.has(reportId)) return [];
  ensure(half.validated?.reportId !== reportId, 'actionItems/alreadyValidated');
  ensureField(state.completion?.reportId === reportId, '/reportId', 'actionItems/noSuchReport');
  const officeId = command.envelope.actor.officeId;
  ensure(officeId === half.validatorOfficeId, 'actionItems/notItsValidator', 'forbidden');
  return [
    ReportReturned({
      ...ofHalf(command),
      reportId: reportId as Branded<'ReportId'>,
      returnedByOfficeId: officeId,
      reason: refOf(command.reason),
    }),
  ];
}

/** Who reports: the lead, a co-executor, or the side's secretary on their behalf. */
function reportingOffice(command: ReportProgress | ReportCompletion, item: ActionItemState, half: HalfState): OfficeId {
  ensure(item.stage === 'active', 'actionItems/notActive');
  ensure(half.validated === null, 'actionItems/alreadyValidated');
  const { officeId, roles } = command.envelope.actor;
  const involved = officeId === half.leadOfficeId || (officeId !== null && half.coExecutorOfficeIds.includes(officeId));
  ensure(officeId && (involved || roles.includes('secretary')), 'actionItems/notItsExecutor', 'forbidden');
  return officeId;
}

const ofHalf = ({ itemId, sideId }: AnyObligationCommand) => ({ itemId, sideId });

const reportIdOf = ({ envelope }: AnyObligationCommand) => uuid5('report', envelope.commandId) as Branded<'ReportId'>;
