import { unreachable } from '#kernel/decider';
import type { LocalDate, OfficeId, SideId } from '#kernel/values';
import type { DeadlineExpression } from '#deadlines/deadline-expression';
import type { BodyId } from '#directory/directory.ids';
import type { ClauseId, ProtocolId } from '#protocols/protocol.events';
import type { ActionItemEvent, ActionItemId } from './action-item.events.js';

/** One side's half as the item's own stream knows it. */
export interface HalfState {
  readonly leadOfficeId: OfficeId;
  readonly coExecutorOfficeIds: readonly OfficeId[];
  readonly validatorOfficeId: OfficeId;
  readonly expression: DeadlineExpression;
  /** Null while the deadline is not a day. */
  readonly dueOn: LocalDate | null;
  /** When the validator accepted a report: for which day it counts as done. */
  readonly validated: { readonly reportId: string; readonly completedOn: LocalDate } | null;
}

export interface ActionItemState {
  readonly stage: 'none' | 'pendingEffect' | 'active' | 'closed';
  readonly itemId: ActionItemId | null;
  readonly bodyId: BodyId | null;
  readonly protocolId: ProtocolId | null;
  readonly clauseIds: readonly ClauseId[];
  readonly number: string;
  readonly sideIds: readonly SideId[];
  readonly jointRule: 'all' | 'any';
  readonly halves: ReadonlyMap<SideId, HalfState>;
}

export const noActionItem: ActionItemState = {
  stage: 'none',
  itemId: null,
  bodyId: null,
  protocolId: null,
  clauseIds: [],
  number: '',
  sideIds: [],
  jointRule: 'all',
  halves: new Map(),
};

/** Whether the halves together fulfil the item, by its joint rule. */
export function isFulfilled({ jointRule, halves }: ActionItemState): boolean {
  const done = [...halves.values()].filter(({ validated }) => validated !== null).length;
  return jointRule === 'all' ? done === halves.size && done > 0 : done > 0;
}

export function evolveActionItem(state: ActionItemState, event: ActionItemEvent): ActionItemState {
  switch (event.type) {
    case 'ActionItemDerived': {
      const { itemId, bodyId, protocolId, clauseIds, number, sideIds, jointRule } = event.data;
      return { ...state, stage: 'pendingEffect', itemId, bodyId, protocolId, clauseIds, number, sideIds, jointRule };
    }
    case 'ObligationAssigned': {
      const { sideId, leadOfficeId, coExecutorOfficeIds, validatorOfficeId } = event.data;
      return withHalf(state, sideId, { leadOfficeId, coExecutorOfficeIds, validatorOfficeId });
    }
    case 'DeadlineSet':
      return withHalf(state, event.data.sideId, { expression: event.data.expression });
    case 'DeadlineResolved':
      return withHalf(state, event.data.sideId, { dueOn: event.data.dueOn });
    case 'ActionItemActivated':
      return { ...state, stage: 'active' };
    case 'ObligationValidated': {
      const { sideId, reportId, completedOn } = event.data;
      return withHalf(state, sideId, { validated: { reportId, completedOn } });
    }
    case 'ActionItemRemovedFromControl':
      return { ...state, stage: 'closed' };
  }
  return unreachable(event);
}

function withHalf(state: ActionItemState, sideId: SideId, change: Partial<HalfState>): ActionItemState {
  const before: HalfState = state.halves.get(sideId) ?? {
    leadOfficeId: '' as OfficeId,
    coExecutorOfficeIds: [],
    validatorOfficeId: '' as OfficeId,
    expression: { kind: 'unspecified' },
    dueOn: null,
    validated: null,
  };
  return { ...state, halves: new Map(state.halves).set(sideId, { ...before, ...change }) };
}
