import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Bench } from '../bench/figure.js';
import { Load } from './load.js';
import { healsWithin, seenWithin, Stage } from './stage.js';
import { seconds, toldWhenToComeBack, verdict } from './verdict.js';

/** Acknowledged commands between two faults. */
const between = 60;
/** How long PostgreSQL stays away, ms. */
const away = 2_000;

export const F10: Bench = {
  id: 'F10',
  goal: 'PostgreSQL restarts, and a backend is killed in the middle of a batch: the batch is taken again; lag 0 ≤ 30 s',
  async run({ quick, note, noise }) {
    await using stage = await Stage.open();
    const load = new Load(stage.commission);
    const series: number[] = [];
    const seen: number[] = [];
    for (let n = 0; n < (quick ? 1 : 4); n += 1) {
      noise.sample();
      await load.goesOn(between);
      seen.push(await restart(stage));
      series.push(seconds(await stage.caughtUp(performance.now())));
      await load.goesOn(between);
      await killInTheMiddle(stage);
      series.push(seconds(await stage.caughtUp(performance.now())));
      note(
        `caught up ${series
          .slice(-2)
          .map((one) => one.toFixed(2))
          .join(' and ')} s after restart and kill`,
      );
    }
    await load.goesOn(between);
    const outcomes = await load.stop();
    return verdict({
      series,
      unit: 's until caught up',
      violations: [await stage.violations(outcomes)],
      outcomes,
      expected: [
        toldWhenToComeBack(outcomes),
        { what: 'lag 0 within 30 s (I11)', holds: Math.max(...series) * 1000 <= healsWithin, found: series },
        { what: 'seen in readiness within 10 s (I12)', holds: seen.every((ms) => ms <= seenWithin), found: seen },
      ],
      details: { seenAfterMs: seen.map(Math.round) },
    });
  },
};

/** @returns ms until readiness told of it */
async function restart(stage: Stage): Promise<number> {
  const gone = performance.now();
  await stage.servers.stopPostgres();
  const seen = await stage.observer.until(gone, seenWithin, ({ status, body }) => status === 503 && !body.database.ok);
  await delay(gone + away - performance.now());
  await stage.servers.startPostgresAgain();
  return seen;
}

/** Keeps the worker's transaction waiting after its first statements, then kills the backend that runs it. */
async function killInTheMiddle({ db, servers }: Stage): Promise<void> {
  const holder = new pg.Client({ connectionString: servers.databaseUrl('holder') });
  // The whole server restarts when a backend is killed.
  holder.on('error', () => undefined);
  await holder.connect();
  await holder.query('begin; lock table views.log_watermark in access exclusive mode');
  for (;;) {
    const { rows } = await db.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name like 'worker%' and wait_event_type = 'Lock'
         and query like '%log_watermark%' and xact_start < query_start`,
    );
    const [waiting] = rows;
    if (waiting) {
      process.kill(waiting.pid, 'SIGKILL');
      break;
    }
    await delay(10);
  }
  await holder.end().catch(() => undefined);
}
