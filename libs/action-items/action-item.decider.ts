import { actsForOneOf, refOf } from '#kernel/command';
import { unreachable, type Decider, type Fold } from '#kernel/decider';
import { ensure, ensureField } from '#kernel/domain-error';
import type { OfficeId, SideId } from '#kernel/values';
import { deadlineExpression, type DeadlineExpression } from '#deadlines/deadline-expression';
import { resolveDeadline } from '#deadlines/resolve';
import { officeDecider, type OfficeState } from '#directory/office.decider';
import { sideDecider, type SideState } from '#directory/side.decider';
import { protocolDecider, type ProtocolState } from '#protocols/protocol.decider';
import type {
  ActionItemCommand,
  ActivateActionItem,
  DeadlineInput,
  DeriveActionItem,
  ObligationInput,
  RemoveFromControl,
  ValidateObligation,
} from './action-item.commands.js';
import {
  ActionItemActivated,
  ActionItemDerived,
  actionItemEvents,
  ActionItemRemovedFromControl,
  DeadlineResolved,
  DeadlineSet,
  ObligationAssigned,
  obligationIdOf,
  ObligationValidated,
  type ActionItemEvent,
  type ActionItemId,
} from './action-item.events.js';
import { evolveActionItem, isFulfilled, noActionItem, type ActionItemState } from './action-item.state.js';
import { obligationFold, type ObligationState } from './obligation.state.js';

export interface ActionItemFacts {
  readonly protocol?: ProtocolState;
  readonly sides?: ReadonlyMap<SideId, SideState>;
  readonly offices?: ReadonlyMap<OfficeId, OfficeState>;
  readonly obligation?: ObligationState;
}

export const actionItemDecider: Decider<ActionItemState, ActionItemCommand, ActionItemEvent, ActionItemFacts> = {
  category: 'actionItem',
  events: actionItemEvents,
  initial: noActionItem,
  facts: {
    DeriveActionItem: async (command, fold) => ({
      protocol: await fold(protocolDecider, command.protocolId),
      sides: await sidesOf(
        command.obligations.map(({ sideId }) => sideId),
        fold,
      ),
      offices: await officesOf(command.obligations, fold),
    }),
    ActivateActionItem: async (_command, fold, state) => ({
      ...(state.protocolId && { protocol: await fold(protocolDecider, state.protocolId) }),
      sides: await sidesOf([...state.halves.keys()], fold),
    }),
    ValidateObligation: async (command, fold) => ({
      obligation: await fold(obligationFold, obligationIdOf(command.id as ActionItemId, command.sideId)),
    }),
  },
  reserves: (command) =>
    command.type === 'DeriveActionItem' ? [{ kind: 'actionItemNumber', key: [command.number] }] : [],
  decide(command, state, facts) {
    if (command.type === 'DeriveActionItem') return derive(command, state, facts);
    ensure(state.stage !== 'none', 'actionItems/unknown', 'missing');
    ensure(actsForOneOf(state.sideIds, command), 'actionItems/notAParty', 'forbidden');
    switch (command.type) {
      case 'ActivateActionItem':
        return activate(command, state, facts);
      case 'ValidateObligation':
        return validate(command, state, facts);
      case 'RemoveFromControl':
        return removeFromControl(command, state);
    }
    return unreachable(command);
  },
  evolve: evolveActionItem,
};

function derive(command: DeriveActionItem, state: ActionItemState, facts: ActionItemFacts): ActionItemEvent[] {
  const { protocol } = facts;
  ensure(state.stage === 'none', 'actionItems/alreadyDerived');
  ensureField(protocol && protocol.stage !== 'none', '/protocolId', 'protocols/unknown');
  ensure(actsForOneOf(protocol.sideIds, command), 'actionItems/notAParty', 'forbidden');
  ensure(protocol.adoptedOn !== null, 'actionItems/protocolNotAdopted');
  const sector = clausesOf(command, protocol);
  const derived = ActionItemDerived({
    itemId: command.id as ActionItemId,
    bodyId: protocol.bodyId!,
    protocolId: command.protocolId,
    sideIds: [...protocol.sideIds],
    clauseIds: command.clauseIds,
    number: command.number,
    titles: command.titles,
    sector,
    jointRule: command.jointRule,
  });
  const owing = command.obligations.map(({ sideId }) => sideId);
  const twice = owing.findIndex((side, n) => owing.indexOf(side) !== n);
  ensureField(twice < 0, `/obligations/${twice}/sideId`, 'actionItems/sideTwice');
  const halves = command.obligations.flatMap((half, n) => assign(half, n, protocol, facts));
  const activated = protocol.effectiveOn === null ? [] : [ActionItemActivated({ activatedOn: protocol.effectiveOn })];
  return [derived, ...halves, ...activated];
}

/** Checks that the clauses can carry an item. @returns the sector they share, or null */
function clausesOf(command: DeriveActionItem, protocol: ProtocolState): string | null {
  const clauses = command.clauseIds.map((id, n) => {
    const clause = protocol.clauses.get(id);
    ensureField(clause, `/clauseIds/${n}`, 'protocols/unknownClause');
    ensureField(clause.kind !== 'informational', `/clauseIds/${n}`, 'actionItems/clauseIsInformational');
    return clause;
  });
  const sectors = new Set(clauses.map(({ sector }) => sector));
  return sectors.size === 1 ? clauses[0]!.sector : null;
}

function assign(half: ObligationInput, n: number, protocol: ProtocolState, facts: ActionItemFacts): ActionItemEvent[] {
  const { sideId, leadOfficeId, validatorOfficeId, coExecutorOfficeIds = [] } = half;
  const at = `/obligations/${n}`;
  ensureField(protocol.sideIds.includes(sideId), `${at}/sideId`, 'protocols/notASideOfIt');
  const ofTheSide = (office: OfficeId) => facts.offices?.get(office)?.sideId === sideId;
  ensureField(ofTheSide(leadOfficeId), `${at}/leadOfficeId`, 'protocols/officeOfAnotherSide');
  ensureField(ofTheSide(validatorOfficeId), `${at}/validatorOfficeId`, 'protocols/officeOfAnotherSide');
  const foreign = coExecutorOfficeIds.findIndex((office) => !ofTheSide(office));
  ensureField(foreign < 0, `${at}/coExecutorOfficeIds/${foreign}`, 'protocols/officeOfAnotherSide');
  const expression = expressionOf(half.deadline, `${at}/deadline`);
  const resolved = resolve(sideId, expression, protocol, facts);
  const sessionOn = protocol.sessionOn;
  const early = resolved?.type === 'DeadlineResolved' && resolved.data.rawOn < sessionOn;
  ensureField(!early, `${at}/deadline`, 'actionItems/deadlineBeforeProtocol', { sessionOn });
  return [
    ObligationAssigned({ sideId, leadOfficeId, coExecutorOfficeIds, validatorOfficeId }),
    DeadlineSet({ sideId, expression }),
    ...(resolved ? [resolved] : []),
  ];
}

function expressionOf(input: DeadlineInput, pointer: string): DeadlineExpression {
  const parsed = deadlineExpression.safeParse(JSON.parse(JSON.stringify(input)));
  ensureField(parsed.success, pointer, 'actionItems/deadlineMalformed');
  return parsed.data;
}

/** The deadline as a day, if its anchor is known. */
function resolve(
  sideId: SideId,
  expression: DeadlineExpression,
  protocol: ProtocolState,
  facts: ActionItemFacts,
): ActionItemEvent | undefined {
  const side = facts.sides?.get(sideId);
  ensure(side?.exists, 'directory/unknownSide', 'unprocessable');
  const published = side.calendars.get(side.calendarVersion);
  ensure(published, 'actionItems/sideHasNoCalendar', 'unprocessable', { side: side.code });
  const calendar = { ...published, version: side.calendarVersion, weekend: side.weekend };
  const anchors =
    protocol.effectiveOn === null ? {} : { signature: protocol.effectiveOn, effect: protocol.effectiveOn };
  const resolution = resolveDeadline({ expression, anchors, calendar, rounding: side.rounding });
  if (resolution.status !== 'resolved') return undefined;
  const { dueOn, rawOn, provisional, explanation } = resolution;
  const { calendarVersion, rounding } = side;
  return DeadlineResolved({ sideId, dueOn, rawOn, provisional, calendarVersion, rounding, explanation });
}

/** Asked for whenever the item or its protocol may have become ready; while it is not, nothing is recorded. */
function activate(command: ActivateActionItem, state: ActionItemState, facts: ActionItemFacts): ActionItemEvent[] {
  const { protocol } = facts;
  if (state.stage !== 'pendingEffect' || !protocol?.effectiveOn) return [];
  const resolved = [...state.halves].flatMap(([sideId, { expression, dueOn }]) => {
    const day = dueOn === null ? resolve(sideId, expression, protocol, facts) : undefined;
    return day ? [day] : [];
  });
  return [...resolved, ActionItemActivated({ activatedOn: command.activatedOn })];
}

function validate(
  command: ValidateObligation,
  state: ActionItemState,
  { obligation }: ActionItemFacts,
): ActionItemEvent[] {
  const half = state.halves.get(command.sideId);
  ensureField(half, '/sideId', 'actionItems/sideOwesNothing');
  if (half.validated?.reportId === command.reportId) return [];
  ensure(state.stage === 'active', 'actionItems/notActive');
  const report = obligation?.completion;
  ensure(report?.reportId === command.reportId, 'actionItems/noSuchReport');
  const { sideId } = command;
  const officeId = command.envelope.actor.officeId;
  ensure(officeId === half.validatorOfficeId, 'actionItems/notItsValidator', 'forbidden');
  const { reportId, completedOn, report: text } = report;
  return [ObligationValidated({ sideId, reportId, completedOn, report: text, validatedByOfficeId: officeId })];
}

function removeFromControl(command: RemoveFromControl, state: ActionItemState): ActionItemEvent[] {
  if (state.stage === 'closed') return [];
  ensure(state.stage === 'active', 'actionItems/notActive');
  ensure(isFulfilled(state), 'actionItems/notFulfilled');
  return [ActionItemRemovedFromControl({ removedOn: command.removedOn, basis: refOf(command.basis) })];
}

async function sidesOf(sideIds: readonly SideId[], fold: Fold): Promise<ReadonlyMap<SideId, SideState>> {
  return new Map(await Promise.all(sideIds.map(async (id) => [id, await fold(sideDecider, id)] as const)));
}

async function officesOf(halves: readonly ObligationInput[], fold: Fold): Promise<ReadonlyMap<OfficeId, OfficeState>> {
  const ids = new Set(
    halves.flatMap((half) => [half.leadOfficeId, half.validatorOfficeId, ...(half.coExecutorOfficeIds ?? [])]),
  );
  return new Map(await Promise.all([...ids].map(async (id) => [id, await fold(officeDecider, id)] as const)));
}
