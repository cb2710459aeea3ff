import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../bench/figure.js';
import type { ServerProcess } from '../support/server-process.js';
import { Load } from './load.js';
import { healsWithin, seenWithin, Stage } from './stage.js';
import { seconds, toldWhenToComeBack, verdict, type Expected } from './verdict.js';

/** Acknowledged commands between two outages. */
const between = 60;
/** How long the store stays away, ms: longer than a command is retried inside the API. */
const away = 3_000;

export const F1: Bench = {
  id: 'F1',
  goal: 'event store down at start and during load: start waits and says why, commands 503 + Retry-After; lag 0 ≤ 30 s',
  async run({ quick, note, noise }) {
    await using stage = await Stage.open({ eventStore: 'later' });
    const everything = stage.servers.startEverything('up', { database: await stage.newDatabase() });
    const waits = await startsWithout(stage, everything);
    note('started without an event store; it comes now');
    const came = performance.now();
    await stage.servers.startEventStore();
    await stage.begin();
    const series = [seconds(await stage.caughtUp(came))];
    await everything.says(/"url"/);
    await everything.stop();
    const load = new Load(stage.commission);
    const seen: number[] = [];
    for (let round = 0; round < (quick ? 1 : 4); round += 1) {
      noise.sample();
      await load.goesOn(between);
      const gone = performance.now();
      await stage.servers.killEventStore();
      seen.push(
        await stage.observer.until(gone, seenWithin, ({ status, body }) => status === 503 && !body.eventStore.ok),
      );
      await delay(gone + away - performance.now());
      await stage.servers.startEventStore();
      const healed = performance.now();
      await load.goesOn(between);
      series.push(seconds(await stage.caughtUp(healed)));
      note(`away for ${seconds(away)} s; caught up ${series.at(-1)!.toFixed(2)} s after it was back`);
    }
    const outcomes = await load.stop();
    return verdict({
      series,
      unit: 's until caught up',
      violations: [await stage.violations(outcomes)],
      outcomes,
      expected: [
        waits,
        toldWhenToComeBack(outcomes),
        { what: 'lag 0 within 30 s (I11)', holds: Math.max(...series) * 1000 <= healsWithin, found: series },
        { what: 'seen in readiness within 10 s (I12)', holds: seen.every((ms) => ms <= seenWithin), found: seen },
      ],
      details: { seenAfterMs: seen.map(Math.round) },
    });
  },
};

/** API, worker and `up` say what they wait for, and do not give up. */
async function startsWithout(stage: Stage, everything: ServerProcess): Promise<Expected> {
  const worker = stage.workers[0]!.process;
  const [byWorker, byUp] = await Promise.all([
    worker.says(/subscription interrupted/, { within: seenWithin }),
    everything.says(/Waiting for the event store/, { within: seenWithin }),
    stage.observer.until(0, seenWithin, ({ status, body }) => status === 503 && !body.eventStore.ok),
  ]);
  const waiting = [worker, everything, ...stage.apis.map(({ process }) => process)];
  const holds = waiting.every(({ isRunning }) => isRunning);
  return { what: 'start waits and says why', holds, found: [byWorker.text, byUp.text] };
}
