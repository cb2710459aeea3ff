import type { View } from './view.js';
import { viewTable } from './view-table.js';

/** One row per event: where it stands and the running maximum of `recordedAt`, which answers "as of this moment". */
export const logIndexTable = viewTable<{ event_id: string; recorded_until: string }>({
  name: 'log_index',
  kind: 'journal',
  group: 'event_id',
  columns: { event_id: 'uuid not null', recorded_until: 'timestamptz not null' },
  indexes: [
    'create unique index log_index_position on %t (since)',
    'create index log_index_moment on %t (recorded_until, since)',
  ],
});

/** Holds the running maximum between batches; loaded from the table by the projector's first batch. */
const watermark = viewTable<{ id: string; recorded_until: string }>({
  name: 'log_watermark',
  kind: 'current',
  group: 'id',
  columns: { id: 'text not null', recorded_until: 'timestamptz not null' },
});

export const logIndex: View = {
  name: 'log-index',
  version: 1,
  tables: [logIndexTable, watermark],
  handlers: new Map(),
  every: {
    touches: () => new Map([[watermark, ['log']]]),
    apply(event, rows) {
      const before = rows.one(watermark, 'log')?.recorded_until;
      const { recordedAt } = event.metadata;
      const until = before !== undefined && before > recordedAt ? before : recordedAt;
      rows.append(logIndexTable, { event_id: event.eventId, recorded_until: until });
      if (until !== before) rows.put(watermark, { id: 'log', recorded_until: until });
    },
  },
};
