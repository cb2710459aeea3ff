import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile, round, type Bench, type BenchOptions } from '../bench/figure.js';
import { freePort, ServerProcess } from '../support/server-process.js';
import { acknowledgedAndMissing, effectsTwice, gapsAndRepeats, readLog, type Violations } from './checker.js';
import type { Outcome, Receipt } from './client.js';
import { command, reporting } from './commission.js';
import { Stage } from './stage.js';
import { verdict } from './verdict.js';

const writers = 16;
const processes = 4;
/** No command waits longer, ms. */
const longestWait = 2_000;

interface Run {
  readonly outcomes: readonly Outcome[];
  readonly violations: Violations;
}

export const F5: Bench = {
  id: 'F5',
  goal: '16 writers on one stream in four processes: bounded retries, nobody waits longer than 2 s; 16 callers with If-Match lose nothing',
  async run(options) {
    const inside = await insideTheServer(options);
    const callers = await asCallers(options);
    const waits = inside.outcomes.map(waitOf);
    const turnedAway = [...inside.outcomes, ...callers.outcomes]
      .flatMap(({ attempts }) => attempts)
      .filter(({ status }) => (status ?? 0) >= 500);
    const longest = Math.max(...waits);
    return verdict({
      series: waits,
      unit: 'ms until acknowledged',
      violations: [inside.violations, callers.violations],
      outcomes: [...inside.outcomes, ...callers.outcomes],
      expected: [
        { what: 'nobody waits longer than 2 s', holds: longest <= longestWait, found: longest },
        { what: 'nobody is turned away as busy', holds: turnedAway.length === 0, found: turnedAway[0]?.body },
      ],
      details: {
        p99Ms: round(quantile(waits, 0.99)),
        callers: {
          p99Ms: round(quantile(callers.outcomes.map(waitOf), 0.99)),
          mostTries: Math.max(...callers.outcomes.map(({ attempts }) => attempts.length)),
        },
      },
    });
  },
};

/** Four processes with four writers each, that state no revision: each lost round is decided anew. */
async function insideTheServer({ quick, note, noise }: BenchOptions): Promise<Run> {
  noise.sample();
  const [directory, port] = [await mkdtemp(join(tmpdir(), 'rapporteur-faults-')), await freePort()];
  const store = ServerProcess.start('test/support/event-store-process.js', [directory, String(port)]);
  await store.says(/^listening/);
  const url = `kurrentdb://127.0.0.1:${port}?tls=false&discoveryInterval=10`;
  const args = [url, randomUUID(), String(writers / processes), String(quick ? 25 : 100)];
  const running = Array.from({ length: processes }, () => ServerProcess.start('test/faults/writer-process.js', args));
  await Promise.all(running.map((process) => process.says(/^ready/)));
  for (const process of running) process.tell('begin');
  await Promise.all(running.map(({ exited }) => exited));
  const outcomes = running.flatMap(({ said }) => said.slice(1).map(({ text }) => asOutcome(text)));
  const log = await readLog(url);
  await store.kill();
  await rm(directory, { recursive: true });
  note(`${outcomes.length} commands by ${writers} writers inside four processes`);
  const [I1, I2, I3] = [acknowledgedAndMissing(log, outcomes), effectsTwice(log, outcomes), gapsAndRepeats(log)];
  return { outcomes, violations: { I1, I2, I3, I4: [], I5: [] } };
}

function asOutcome(line: string): Outcome {
  const { marker, ms, receipt, refusal } = JSON.parse(line) as {
    marker: string;
    ms: number;
    receipt?: Receipt;
    refusal?: string;
  };
  const attempt = { at: 0, ms, status: receipt ? 200 : 503, retryAfter: null, etag: null, body: refusal ?? '' };
  return { command: command('', {}, { marker }), attempts: [attempt], receipt, refusal };
}

/**
 * Sixteen callers of two APIs who do nothing else, each with the ETag it last saw: who comes too late is told the new one
 * and tries again. How long that takes is theirs to decide; nothing may be lost or done twice.
 */
async function asCallers({ quick, note, noise }: BenchOptions): Promise<Run> {
  await using stage = await Stage.open({ apis: 2 });
  const outcomes: Outcome[] = [];
  const started = performance.now();
  const write = async () => {
    const [client] = stage.commission.secretaries;
    for (let n = 0; n < (quick ? 15 : 60); n += 1) {
      const outcome = await client.persist(reporting(stage.commission, 0));
      outcomes.push(outcome);
      if (outcome.receipt) stage.commission.halves[0] = outcome.receipt.revision;
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  noise.sample();
  const perSecond = (outcomes.length * 1000) / (performance.now() - started);
  note(`${outcomes.length} commands by ${writers} callers, ${perSecond.toFixed(0)} per second`);
  return { outcomes, violations: await stage.violations(outcomes) };
}

/** From the first time it was sent to its acknowledgement, ms. */
function waitOf({ attempts }: Outcome): number {
  const last = attempts.at(-1)!;
  return last.at + last.ms - attempts[0]!.at;
}
