import { isDeepStrictEqual } from 'node:util';
import type { Bench } from '../bench/figure.js';
import type { Violations } from './checker.js';
import type { Outcome } from './client.js';
import { Load } from './load.js';
import type { Said } from './observer.js';
import { affected, plant, plantedModule, steady } from './planted.js';
import { healsWithin, seenWithin, Stage } from './stage.js';
import { seconds, verdict, type Expected } from './verdict.js';

/** Acknowledged commands between two steps. */
const between = 60;
const names = Object.keys(affected);
const program = 'test/faults/planted-worker.js';

export const F11: Bench = {
  id: 'F11',
  goal: 'poison events (throws, unknown type, newer version) park what takes them, with the reason; the others go on; lag 0 ≤ 30 s after the fix',
  async run({ quick, note, noise }) {
    const series: number[] = [];
    const expected: Expected[] = [];
    const all: Outcome[] = [];
    const violations: Violations[] = [];
    for (let n = 0; n < (quick ? 1 : 3); n += 1) {
      noise.sample();
      await using stage = await Stage.open({ reach: async () => ({ program, env: { FAULTS_BUILD: 'broken' } }) });
      const load = new Load(stage.commission);
      await load.goesOn(between);
      expected.push(...(await parkedBy(stage)));
      await load.goesOn(between);
      expected.push(...(await othersGoOn(stage)));
      await stage.workers[0]!.process.stop();
      const fixed = performance.now();
      stage.servers.startWorker('worker-fixed', { program, env: { FAULTS_BUILD: 'fixed' } });
      series.push(seconds(await stage.caughtUp(fixed)));
      expected.push(await isReadyAgain(stage, fixed));
      const outcomes = await load.stop();
      all.push(...outcomes);
      violations.push(await stage.violations(outcomes, [plantedModule('fixed')]));
      note(`parked, fixed, and caught up ${series.at(-1)!.toFixed(2)} s after the start of the fixed build`);
    }
    expected.push({ what: 'lag 0 within 30 s (I11)', holds: Math.max(...series) * 1000 <= healsWithin, found: series });
    return verdict({ series, unit: 's until caught up', violations, outcomes: all, expected: distinct(expected) });
  },
};

const isParked = ({ body }: Said): boolean =>
  names.every((name) => body.views.some((view) => view.name === name && view.parked !== null));

/** Writes the poison and waits until it shows. */
async function parkedBy({ servers, observer, db, workers }: Stage): Promise<Expected[]> {
  const url = servers.eventStoreUrl();
  await plant(url, ['PlantedGrown', 1, 1], ['PlantedWilted', 1, 2]);
  const planted = performance.now();
  await plant(
    url,
    ['PlantedGrown', 1, -1],
    ['PlantedWilted', 2, 3],
    ['PlantedBurnt', 1, 4],
    ['PlantedForgotten', 1, 5],
  );
  await observer.until(planted, seenWithin, isParked);
  const said = observer.readiness.findLast(isParked)!;
  const { rows } = await db.query<{ name: string; reason: string; event_type: string }>(
    `select name, parked->>'reason' as reason, parked->>'eventType' as event_type from views.checkpoint where parked is not null`,
  );
  const parked = Object.fromEntries(rows.map(({ name, event_type: type }) => [name, type]));
  const [log] = await Promise.all([
    Promise.all(
      names.map((name) => workers[0]!.process.says(new RegExp(`${name} stands still at`), { within: seenWithin })),
    ),
    workers[0]!.process.says(/unknown event type PlantedForgotten/, { within: seenWithin }),
  ]);
  const same = isDeepStrictEqual(parked, affected);
  return [
    { what: 'exactly what takes the event is parked', holds: same, found: JSON.stringify(parked) },
    { what: 'the reason is kept', holds: rows.every(({ reason }) => reason.length > 10), found: rows[0]?.reason },
    {
      what: 'readiness names them and stays 200',
      holds: said.status === 200 && said.body.status === 'degraded',
      found: said.status,
    },
    { what: 'each is told in the log, and so is a type that nobody takes', holds: log.length === names.length },
  ];
}

/** Everything else takes what comes after; what is parked has taken nothing more. */
async function othersGoOn(stage: Stage): Promise<Expected[]> {
  await plant(stage.servers.eventStoreUrl(), ['PlantedGrown', 1, 6]);
  await stage.caughtUp(performance.now(), names);
  const sizes = async (name: string) => {
    const table = name.replaceAll('-', '_');
    const { rows } = await stage.db.query<{ sizes: number[] }>(`select sizes from views.${table}`);
    return rows[0]?.sizes.join(' ') ?? '';
  };
  const found = {
    throws: await sizes('planted-throws'),
    newer: await sizes('planted-newer'),
    unknown: await sizes('planted-unknown'),
    steady: await sizes(steady),
  };
  const due = { throws: '1', newer: '1 2 -1', unknown: '1 -1', steady: '1 -1 6' };
  const holds = isDeepStrictEqual(found, due);
  return [{ what: 'others go on; nothing is skipped silently', holds, found: JSON.stringify(found) }];
}

async function isReadyAgain({ observer }: Stage, fixed: number): Promise<Expected> {
  const ms = await observer.until(fixed, healsWithin, ({ status, body }) => status === 200 && body.status === 'ready');
  return { what: 'ready again after the fix, by itself', holds: ms <= healsWithin, found: ms };
}

/** One of each, failed ones first. */
function distinct(expected: readonly Expected[]): Expected[] {
  const byWhat = new Map<string, Expected>();
  for (const one of expected) if (!byWhat.has(one.what) || !one.holds) byWhat.set(one.what, one);
  return [...byWhat.values()];
}
