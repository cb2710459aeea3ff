import type { BoardItem } from './status-board.answers.js';

/** One value that differs between two moments; `sideId` names the half it belongs to. */
export interface ValueChange {
  readonly field: 'stage' | 'title' | 'status' | 'dueOn' | 'lead' | 'derived';
  readonly sideId: string | null;
  /** Null: there was none. */
  readonly from: string | null;
  readonly to: string | null;
}

/** How an item differs: `added` was not there before, `closed` was removed from control, `moved` has another due date. */
export interface ItemChange {
  readonly kind: 'added' | 'closed' | 'moved' | 'changed';
  readonly item: BoardItem;
  readonly changes: readonly ValueChange[];
}

/**
 * What differs between two states of the board, in the order of the later one. An item that differs in several ways is
 * told once, as the first of added, closed, moved, changed. Derived statuses follow from the day as well: they are told
 * only beside another change, or when they became or ceased to be late.
 */
export function compareBoards(before: readonly BoardItem[], after: readonly BoardItem[]): ItemChange[] {
  const known = new Map(before.map((item) => [item.id, item]));
  return after.flatMap((item): ItemChange[] => {
    const earlier = known.get(item.id);
    if (!earlier) return [{ kind: 'added', item, changes: [] }];
    const changes = changesOf(earlier, item);
    if (changes.length === 0) return [];
    return [{ kind: kindOf(earlier, item, changes), item, changes }];
  });
}

function kindOf(before: BoardItem, after: BoardItem, changes: readonly ValueChange[]): ItemChange['kind'] {
  if (before.stage !== 'closed' && after.stage === 'closed') return 'closed';
  return changes.some(({ field, from }) => field === 'dueOn' && from !== null) ? 'moved' : 'changed';
}

function changesOf(before: BoardItem, after: BoardItem): ValueChange[] {
  const joint = [
    differs('stage', null, before.stage, after.stage),
    differs('title', null, JSON.stringify(before.titles), JSON.stringify(after.titles)),
  ];
  const halves = after.halves.flatMap((half) => {
    const earlier = before.halves.find(({ sideId }) => sideId === half.sideId);
    return [
      differs('status', half.sideId, earlier?.status ?? null, half.status),
      differs('dueOn', half.sideId, earlier?.deadline.dueOn ?? null, half.deadline.dueOn),
      differs('lead', half.sideId, earlier?.leadOfficeId ?? null, half.leadOfficeId),
    ];
  });
  const found = [...joint, ...halves].flatMap((change) => change ?? []);
  const late = after.halves.flatMap((half) => {
    const earlier = before.halves.find(({ sideId }) => sideId === half.sideId);
    const change = differs('derived', half.sideId, earlier?.derived ?? null, half.derived);
    const tells = found.length > 0 || change?.from === 'overdue' || change?.to === 'overdue';
    return change && tells ? [change] : [];
  });
  return [...found, ...late];
}

function differs(
  field: ValueChange['field'],
  sideId: string | null,
  from: string | null,
  to: string | null,
): ValueChange | undefined {
  return from === to ? undefined : { field, sideId, from, to };
}
