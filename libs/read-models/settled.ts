import { setTimeout as delay } from 'node:timers/promises';
import type { EventLog } from '#event-store/event-log';
import type { Database } from './database.js';
import type { Registry } from './registry.js';

/** How long views and process managers may take to deal with what is recorded, ms. */
const patience = 30_000;

/**
 * Resolves when every view and every process manager has dealt with everything in the log, including what the process
 * managers recorded themselves.
 * @throws Error when a view is parked or they do not get there within 30 s
 */
export async function settled(log: EventLog, db: Database, registry: Registry): Promise<void> {
  const names = [...registry.views, ...registry.reactions].map(({ name }) => name);
  const giveUp = performance.now() + patience;
  for (let pause = 2; ; pause = Math.min(pause * 2, 50)) {
    const rows = await db.query<{ name: string; position: bigint | null; parked: { reason: string } | null }>(
      'select name, position, parked from views.checkpoint where name = any($1)',
      [names],
    );
    const parked = rows.find((row) => row.parked);
    if (parked) throw new Error(`the view ${parked.name} is parked: ${parked.parked!.reason}`);
    const slowest = rows.reduce<bigint | null>(
      (least, { position }) => (least === null || position === null ? null : position < least ? position : least),
      rows[0]?.position ?? null,
    );
    const missing = rows.length < names.length;
    if (!missing) {
      const [ahead] = await log.readAll({ after: slowest, prefixes: registry.prefixes, limit: 1 });
      if (!ahead) return;
    }
    if (performance.now() > giveUp) throw new Error(`views have not reached the end of the log within ${patience} ms`);
    await delay(pause);
  }
}
