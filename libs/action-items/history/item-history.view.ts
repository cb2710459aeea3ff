import type { EventType } from '#kernel/event';
import { when, type Placed, type View, type ViewHandler } from '#read-models/view';
import { viewTable } from '#read-models/view-table';
import { ActionItemDerived, actionItemEvents, DeadlineSet } from '../action-item.events.js';
import { obligationEvents } from '../obligation.events.js';

/** One thing that happened to an item, as one side may know it. */
export interface HistoryRow {
  readonly item_id: string;
  readonly viewer_side_id: string;
  readonly type: string;
  readonly side_id: string | null;
  readonly recorded_at: string;
  readonly effective_date: string;
  /** What the sentence needs; no free text. */
  readonly params: Readonly<Record<string, string | number | boolean>>;
}

export const historyTable = viewTable<HistoryRow>({
  name: 'item_history',
  kind: 'journal',
  group: 'item_id',
  columns: {
    item_id: 'uuid not null',
    viewer_side_id: 'uuid not null',
    type: 'text not null',
    side_id: 'uuid',
    recorded_at: 'timestamptz not null',
    effective_date: 'date not null',
    params: 'jsonb not null',
  },
});

/** Which sides an item's events are told to. */
const partiesTable = viewTable<{ item_id: string; side_ids: readonly string[] }>({
  name: 'item_history_party',
  kind: 'current',
  group: 'item_id',
  columns: { item_id: 'uuid not null', side_ids: 'jsonb not null' },
});

const joint = (type: EventType): readonly [string, ViewHandler] =>
  when(type, (event, rows) => {
    if (event.type === ActionItemDerived.type) {
      rows.put(partiesTable, { item_id: event.id, side_ids: event.data['sideIds'] as string[] });
    }
    for (const viewer of rows.one(partiesTable, event.id)?.side_ids ?? [])
      rows.append(historyTable, entry(event, event.id, viewer));
  });

/** Side-internal events are told to their own side only. */
const internal = (type: EventType): readonly [string, ViewHandler] =>
  when(
    type,
    (event, rows) => {
      const { itemId, sideId } = event.data as { itemId: string; sideId: string };
      rows.append(historyTable, entry(event, itemId, sideId));
    },
    () => new Map(),
  );

/** What happened to each item, event by event; a sentence is made of it when it is read. */
export const itemHistory: View = {
  name: 'item-history',
  version: 1,
  tables: [historyTable, partiesTable],
  handlers: new Map([...actionItemEvents.map(joint), ...obligationEvents.map(internal)]),
};

function entry(event: Placed, itemId: string, viewer: string): HistoryRow {
  const data = event.data as Record<string, unknown>;
  return {
    item_id: itemId,
    viewer_side_id: viewer,
    type: event.type,
    side_id: (data['sideId'] as string | undefined) ?? null,
    recorded_at: event.metadata.recordedAt,
    effective_date: event.metadata.effectiveDate,
    params: paramsOf(event.type, data),
  };
}

function paramsOf(type: string, data: Record<string, unknown>): HistoryRow['params'] {
  const plain = Object.entries(data).filter((pair): pair is [string, string | number | boolean] =>
    ['string', 'number', 'boolean'].includes(typeof pair[1]),
  );
  if (type === DeadlineSet.type) plain.push(['expression', JSON.stringify(data['expression'])]);
  return Object.fromEntries(plain);
}
