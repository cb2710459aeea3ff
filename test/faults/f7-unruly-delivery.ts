import type { Bench } from '../bench/figure.js';
import { auditCheckpoints, auditedMoves, leaseHolder } from './audit.js';
import { Load } from './load.js';
import { healsWithin, Stage } from './stage.js';
import { seconds, verdict } from './verdict.js';

/** Acknowledged commands between two faults. */
const between = 80;

export const F7: Bench = {
  id: 'F7',
  goal: 'events twice, replayed and swapped; two projectors on one view, one of them resumed after it was fenced: no row is wrong',
  async run({ quick, note, noise }) {
    await using stage = await Stage.open({ workers: 2 });
    await auditCheckpoints(stage.db);
    const load = new Load(stage.commission);
    const series: number[] = [];
    for (let n = 0; n < (quick ? 1 : 4); n += 1) {
      noise.sample();
      const env = { FAULTS_SEED: String(n + 1) };
      const unruly = stage.servers.startWorker('unruly', { program: 'test/faults/unruly-worker.js', env });
      await load.goesOn(between);
      await leaseTaken(stage, () => load.goesOn(between));
      await unruly.process.kill();
      series.push(seconds(await stage.caughtUp(performance.now())));
      note(`a second projector, then a fenced one resumed; caught up ${series.at(-1)!.toFixed(2)} s after`);
    }
    const outcomes = await load.stop();
    const violations = await stage.violations(outcomes);
    const { faults, clients, handovers } = await auditedMoves(stage.db);
    return verdict({
      series,
      unit: 's until caught up',
      violations: [{ ...violations, I5: [...violations.I5, ...faults] }],
      outcomes,
      expected: [
        { what: 'lag 0 within 30 s (I11)', holds: Math.max(...series) * 1000 <= healsWithin, found: series },
        { what: 'two projectors and the unruly one moved checkpoints', holds: clients.length === 3, found: clients },
      ],
      details: { handovers },
    });
  },
};

/** Stops the worker that has the lease where it is, has the other take over, and lets the first one go on. */
async function leaseTaken({ db, workers }: Stage, meanwhile: () => Promise<void>): Promise<void> {
  const holder = await leaseHolder(db);
  const paused = workers.find(({ name }) => name === holder?.client);
  if (!holder || !paused) throw new Error('no worker holds the lease');
  paused.process.signal('SIGSTOP');
  await db.query('select pg_terminate_backend($1)', [holder.backend]);
  await meanwhile();
  paused.process.signal('SIGCONT');
  await meanwhile();
}
