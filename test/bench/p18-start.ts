import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { round, spreadOf, type Bench, type BenchOptions, type Figure } from './figure.js';
import { HttpConnection } from './http-connection.js';
import { up, type Ready } from './installation.js';
import { cpuSecondsOf, memoryOf, Program, temporaryDirectory, type Memory } from './processes.js';

const goals = { firstSeconds: 8, laterSeconds: 3, megabytes: 500 };

interface Start {
  readonly seconds: number;
  /** Processor time of Node and PostgreSQL; undefined where it cannot be asked. */
  readonly cpuSeconds: number | undefined;
  readonly memory: Memory | undefined;
  /** Events of the product in the log. */
  readonly events: number;
  readonly faults: readonly string[];
}

/** `rapporteur up` on a new directory and again on the same: everything in one process, already built. */
export const P18: Bench = {
  id: 'P18',
  goal: `start of everything in one process: first with the demo ≤ ${goals.firstSeconds} s, later ≤ ${goals.laterSeconds} s, ≤ ${goals.megabytes} MB`,
  run,
};

async function run({ quick, noise, note }: BenchOptions): Promise<Figure> {
  const [firstRounds, laterRounds] = quick ? [2, 7] : [3, 11];
  const first: Start[] = [];
  let dataDir = '';
  for (let n = 0; n < firstRounds; n += 1) {
    noise.sample();
    dataDir = temporaryDirectory();
    first.push(await start(dataDir));
    note(`first start ${n + 1} of ${firstRounds}: ${told(first.at(-1)!)}`);
  }
  const later: Start[] = [];
  const bare: number[] = [];
  for (let n = 0; n < laterRounds; n += 1) {
    noise.sample();
    bare.push(await startBare());
    later.push(await start(dataDir));
    note(`start ${n + 1} of ${laterRounds}: ${told(later.at(-1)!)}; bare Nest ${round(bare.at(-1)!)} s`);
  }
  return figureOf(first, later, bare);
}

async function start(dataDir: string): Promise<Start> {
  const { program, ready } = await up(dataDir);
  await using _running = program;
  const [memory, cpuSeconds] = [memoryOf(program.pid), cpuSecondsOf(program.pid)];
  const faults = await faultsOf(ready);
  const events = await eventsIn(ready.eventStoreUrl);
  return { seconds: program.startedIn / 1000, memory, cpuSeconds, faults, events };
}

/** What is not as the ready line promises. */
async function faultsOf({ url, signIns }: Ready): Promise<string[]> {
  const connection = await HttpConnection.open(url);
  const health = await connection.send('GET', '/health/ready');
  connection.close();
  return [
    ...(health.status === 200 ? [] : [`/health/ready answered ${health.status} ${health.body}`]),
    ...(signIns.length > 1 ? [] : ['no sign-ins of the demo']),
  ];
}

async function eventsIn(eventStoreUrl: string): Promise<number> {
  const client = KurrentDBClient.connectionString(eventStoreUrl);
  try {
    let events = 0;
    for await (const { event } of client.readAll()) if (event && !event.type.startsWith('$')) events += 1;
    return events;
  } finally {
    await client.dispose();
  }
}

async function startBare(): Promise<number> {
  await using bare = await Program.start('test/bench/bare-nest.js', []);
  return bare.startedIn / 1000;
}

function figureOf(first: readonly Start[], later: readonly Start[], bare: readonly number[]): Figure {
  const starts = [...first, ...later];
  const kept = later.filter(({ events }) => events === first.at(-1)!.events).length;
  const faults = [
    ...starts.flatMap((one) => one.faults),
    ...(kept === later.length ? [] : [`events: ${starts.map(({ events }) => events).join(', ')}`]),
  ];
  const known = starts.flatMap(({ memory }) => memory ?? []);
  const megabytes = known.length > 0 ? spreadOf(known.map(({ node, postgres }) => node + postgres)) : null;
  const firstSeconds = spreadOf(first.map(({ seconds }) => seconds));
  const laterSeconds = spreadOf(later.map(({ seconds }) => seconds));
  const bareSeconds = spreadOf(bare);
  const cpuOf = (some: readonly Start[]) => {
    const times = some.flatMap(({ cpuSeconds }) => cpuSeconds ?? []);
    return times.length > 0 ? spreadOf(times) : null;
  };
  const correct = faults.length === 0;
  return {
    ...laterSeconds,
    unit: 's to a later start',
    correct,
    pass: correct && megabytes !== null && megabytes.max <= goals.megabytes,
    details: {
      later: { ...laterSeconds, goalMet: laterSeconds.median <= goals.laterSeconds },
      first: { ...firstSeconds, goalMet: firstSeconds.median <= goals.firstSeconds },
      cpuSeconds: { first: cpuOf(first), later: cpuOf(later) },
      megabytes: megabytes && {
        ...megabytes,
        node: spreadOf(known.map(({ node }) => node)),
        postgres: spreadOf(known.map(({ postgres }) => postgres)),
      },
      bareNest: bareSeconds,
      ratio: spreadOf(later.map(({ seconds }, n) => seconds / bare[n]!)),
      rounds: { first: first.length, later: later.length },
      events: first.at(-1)!.events,
      faults: faults.slice(0, 10),
    },
  };
}

const told = ({ seconds, memory, events }: Start): string =>
  `${round(seconds)} s, ${events} events` +
  (memory ? `, ${Math.round(memory.node)} + ${Math.round(memory.postgres)} MB (Node + PostgreSQL)` : '');
