import type { Bench } from '../bench/figure.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { Load } from './load.js';
import { Stage } from './stage.js';
import { seconds, verdict } from './verdict.js';

/** Acknowledged commands between two faults. */
const between = 60;
/** The subscription must run again within this time, ms. */
const resubscribesWithin = 15_000;

export const F6: Bench = {
  id: 'F6',
  goal: 'the connections of a worker to the event store fall silent without breaking: resubscribed ≤ 15 s',
  async run({ quick, note, noise }) {
    const proxies: TcpProxy[] = [];
    await using stage = await Stage.open({
      reach: async (servers) => {
        proxies.push(await TcpProxy.to(servers.eventStorePort));
        return { eventStorePort: proxies[0]!.port };
      },
    });
    const [proxy] = proxies as [TcpProxy];
    const load = new Load(stage.commission);
    const series: number[] = [];
    const told: number[] = [];
    for (let n = 0; n < (quick ? 1 : 4); n += 1) {
      noise.sample();
      await load.goesOn(between);
      await stage.caughtUp();
      const silent = performance.now();
      proxy.freeze();
      await load.goesOn(10);
      series.push(seconds(await stage.caughtUp(silent)));
      const { at } = await stage.workers[0]!.process.says(/subscription interrupted/, { since: silent });
      told.push(seconds(at - silent));
      note(`told after ${told.at(-1)!.toFixed(1)} s, caught up after ${series.at(-1)!.toFixed(1)} s`);
    }
    const outcomes = await load.stop();
    const violations = await stage.violations(outcomes);
    await proxy.close();
    return verdict({
      series,
      unit: 's until it went on',
      violations: [violations],
      outcomes,
      expected: [
        { what: 'resubscribed within 15 s', holds: Math.max(...series) * 1000 <= resubscribesWithin, found: series },
        { what: 'told in the log within 10 s (I12)', holds: Math.max(...told) <= 10, found: told },
      ],
      details: { toldAfterSeconds: told.map((one) => Number(one.toFixed(2))) },
    });
  },
};
