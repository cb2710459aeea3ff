import type { ChangeKind, Comparison, Derived, ItemChange, Names, Status } from '../api/answers.js';

/** What stood in a half's cells at the earlier moment, where it was something else. */
export interface HalfBefore {
  readonly status?: Status;
  readonly dueOn?: string;
  readonly leadOfficeId?: string;
  readonly derived?: Derived;
}

/** How a row differs from the earlier moment. */
export interface RowChange {
  readonly kind: ChangeKind;
  readonly titles?: Names;
  readonly stage?: 'pendingEffect' | 'active' | 'closed';
  /** By side. */
  readonly halves: ReadonlyMap<string, HalfBefore>;
}

const fields = { status: 'status', dueOn: 'dueOn', lead: 'leadOfficeId', derived: 'derived' } as const;

/** The changed rows by item; values that were not there before are not among the old ones. */
export const rowChanges = (comparison: Comparison | undefined): ReadonlyMap<string, RowChange> =>
  new Map((comparison?.items ?? []).map((change) => [change.item.id, rowChange(change)]));

function rowChange({ kind, changes }: ItemChange): RowChange {
  const halves = new Map<string, Record<string, string>>();
  const joint: { titles?: Names; stage?: RowChange['stage'] } = {};
  for (const { field, sideId, from } of changes) {
    if (from === null) continue;
    if (field === 'title') joint.titles = JSON.parse(from) as Names;
    else if (field === 'stage') joint.stage = from as RowChange['stage'];
    else if (sideId !== null) halves.set(sideId, { ...halves.get(sideId), [fields[field]]: from });
  }
  return { kind, ...joint, halves };
}
