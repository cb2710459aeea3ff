import type { EventLog } from '#event-store/event-log';
import type { Database } from './database.js';

/** How long a part may take to answer before it counts as not there, ms. */
const patience = 2_000;

interface Part {
  readonly ok: boolean;
  readonly ms: number;
  /** Why not, in a word: nothing of the inside, for this is shown to everybody. */
  readonly reason?: 'unreachable' | 'slow';
}

interface ViewHealth {
  readonly name: string;
  /** Last position applied, a decimal string; null before the first event. */
  readonly position: string | null;
  /** Event type and position it stands still at. */
  readonly parked: { readonly eventType: string; readonly position: string } | null;
}

/** Whether a process can do its work. */
export interface Readiness {
  /** `degraded`: works, but a view stands still. */
  readonly status: 'ready' | 'degraded' | 'unready';
  readonly eventStore: Part & { readonly head: string | null };
  readonly database: Part;
  readonly views: readonly ViewHealth[];
}

/** Asks both servers, and how far the views are: from the checkpoints, so that any process tells of the worker in another. */
export async function readinessOf(log: EventLog, db: Database): Promise<Readiness> {
  const [store, database] = await Promise.all([probe(() => log.head()), probe(() => db.query('select 1'))]);
  const views = database.part.ok ? await probe(() => viewsIn(db)) : undefined;
  const isReady = store.part.ok && database.part.ok;
  const isDegraded = views?.value?.some(({ parked }) => parked !== null) ?? false;
  return {
    status: !isReady ? 'unready' : isDegraded ? 'degraded' : 'ready',
    eventStore: { ...store.part, head: store.value === undefined ? null : String(store.value) },
    database: database.part,
    views: views?.value ?? [],
  };
}

async function viewsIn(db: Database): Promise<ViewHealth[]> {
  const rows = await db.query<{ name: string; position: bigint | null; parked: ViewHealth['parked'] }>(
    'select name, position, parked from views.checkpoint order by name',
  );
  return rows.map(({ name, position, parked }) => ({
    name,
    position: position === null ? null : String(position),
    parked: parked && { eventType: parked.eventType, position: parked.position },
  }));
}

async function probe<T>(ask: () => Promise<T>): Promise<{ part: Part; value?: T }> {
  const started = performance.now();
  const part = (ok: boolean, reason?: Part['reason']): Part => ({
    ok,
    ms: Math.round(performance.now() - started),
    ...(reason && { reason }),
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => void (timer = setTimeout(() => resolve('late'), patience)));
  try {
    const value = await Promise.race([ask(), late]);
    return value === 'late' ? { part: part(false, 'slow') } : { part: part(true), value };
  } catch {
    return { part: part(false, 'unreachable') };
  } finally {
    clearTimeout(timer);
  }
}
