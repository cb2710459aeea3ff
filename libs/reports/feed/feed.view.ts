import { categoryOf } from '#kernel/ids';
import type { Rows } from '#read-models/rows';
import type { Placed, View } from '#read-models/view';
import { viewTable } from '#read-models/view-table';

/** Something happened that a side may know of; what it was is read from the view it concerns. */
export interface FeedRow {
  /** Null: every side. */
  readonly viewer_side_id: string | null;
  /** Stream category, such as `actionItem`. */
  readonly topic: string;
  readonly subject_id: string;
  readonly type: string;
}

export const feedTable = viewTable<FeedRow>({
  name: 'feed',
  kind: 'journal',
  group: 'viewer_side_id',
  columns: { viewer_side_id: 'uuid', topic: 'text not null', subject_id: 'uuid not null', type: 'text not null' },
  indexes: ['create index feed_since on %t (since)'],
});

/** Which sides a stream is for; known from its first event. */
const partyTable = viewTable<{ id: string; side_ids: readonly string[] }>({
  name: 'feed_party',
  kind: 'current',
  group: 'id',
  columns: { id: 'uuid not null', side_ids: 'jsonb not null' },
});

/** Organisational data is everybody's. */
const common = new Set(['side', 'body', 'institution', 'office']);
/** Streams of one side. Every other stream is joint: its first event names the sides. */
const internal = new Set(['person', 'obligation', 'reminder', 'message']);

/** What changed, per side, in log order: the source of live updates. */
export const feed: View = {
  name: 'feed',
  version: 1,
  tables: [feedTable, partyTable],
  handlers: new Map(),
  every: {
    touches: (event) => new Map([[partyTable, [event.id]]]),
    apply(event, rows) {
      const topic = categoryOf(event.stream);
      if (topic === 'key') return;
      for (const viewer of common.has(topic) ? [null] : sidesOf(event, topic, rows)) {
        rows.append(feedTable, { viewer_side_id: viewer, topic, subject_id: event.id, type: event.type });
      }
    },
  },
};

function sidesOf(event: Placed, topic: string, rows: Rows): readonly string[] {
  const known = rows.one(partyTable, event.id);
  if (known) return known.side_ids;
  const { sideIds, sideId } = event.data as { sideIds?: readonly string[]; sideId?: string };
  const named = internal.has(topic) ? sideId && [sideId] : sideIds;
  // A stream that names nobody is told to nobody rather than to everybody.
  if (!named) return [];
  rows.put(partyTable, { id: event.id, side_ids: named });
  return named;
}
