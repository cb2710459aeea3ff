import { jsonEvent, KurrentDBClient, NO_STREAM } from '@kurrent/kurrentdb-client';
import { randomUUID } from 'node:crypto';
import { checkLog, ClauseCommands, draftProtocols } from './clauses.js';
import { quantile, round, spreadOf, type Bench, type BenchOptions, type Figure } from './figure.js';
import { HttpConnection } from './http-connection.js';
import { apart, secretaryOf, signIn, up } from './installation.js';
import { closedLoop, openLoop, type Lasting, type OpenLoop } from './load.js';
import { Program, temporaryDirectory } from './processes.js';

interface Plan {
  readonly rounds: number;
  /** A busy machine gets fewer rounds, at least three, s. */
  readonly within: number;
  readonly drafts: number;
  readonly latency: OpenLoop;
  readonly connections: number;
  readonly throughputSeconds: number;
  /** Commands of each side before the first round: until then the compiler of V8 is at work beside it. */
  readonly warmUp: Lasting;
}

const full: Plan = {
  rounds: 9,
  within: 600,
  drafts: 600,
  latency: { perSecond: 150, seconds: 5 },
  connections: 12,
  throughputSeconds: 2,
  warmUp: { answers: 20_000, seconds: 40 },
};
const quick: Plan = {
  ...full,
  rounds: 7,
  within: 25,
  drafts: 250,
  latency: { perSecond: 150, seconds: 1.5 },
  throughputSeconds: 0.7,
  warmUp: { answers: 8_000, seconds: 6 },
};

/** Peer = 1: what decides for now, and what the design wants. */
const goals = { p50: 3, p99: 3, throughput: 0.33 };
const design = { p50: 2, p99: 2.5, throughput: 0.5 };
type Goals = typeof goals;

const goalText = ({ p50, p99, throughput }: Goals): string =>
  `p50 ≤ ${p50}×, p99 ≤ ${p99}×, throughput ≥ ${throughput}×`;

/** The product or its peer, with its own drafts. */
interface Side {
  readonly connections: readonly HttpConnection[];
  readonly commands: ClauseCommands;
}

interface Measured {
  /** ms. */
  readonly p50: number;
  readonly p99: number;
  /** Commands per second. */
  readonly throughput: number;
}

/**
 * A clause is added to a draft by a signed-in secretary: HTTP, authorise, load, decide, append, acknowledge. The API, the
 * stores and the load each have a process of their own; both sides append to the same event store.
 */
export const P1: Bench = {
  id: 'P1',
  goal: `a command against bare Nest + Fastify + one append: ${goalText(goals)} (by design ${goalText(design)})`,
  run,
};

async function run(options: BenchOptions): Promise<Figure> {
  const plan = options.quick ? quick : full;
  const dataDir = temporaryDirectory();
  options.note('loading the demo and drafting protocols');
  const prepared = await prepare(dataDir, plan.drafts);
  await using stack = new AsyncDisposableStack();
  const { url, eventStoreUrl } = await apart(dataDir, stack);
  const client = KurrentDBClient.connectionString(eventStoreUrl);
  stack.defer(() => client.dispose());
  const bare = stack.use(await Program.start('test/bench/bare-nest.js', [], { EVENTSTORE_URL: eventStoreUrl }));
  const bareDrafts = await beginBareStreams(client, plan.drafts);
  const product = await sideOf(url, new ClauseCommands(prepared.drafts, prepared.cookie), plan, stack);
  const peer = await sideOf(bare.firstLine, new ClauseCommands(bareDrafts, prepared.cookie), plan, stack);
  const rounds = await paired(product, peer, plan, options);
  options.note('reading the log back');
  const logs = {
    product: await checkLog(client, 'protocol', product.commands),
    peer: await checkLog(client, 'bare', peer.commands),
  };
  const sameSize = Math.abs(logs.product.bytes / logs.peer.bytes - 1) < 0.01;
  const faults = [...logs.product.faults, ...logs.peer.faults, ...(sameSize ? [] : ['the events differ in size'])];
  return figureOf(rounds, plan, { ...logs, faults });
}

/** Starts everything as a user does, for its demo has sides, offices, people and a session to draft protocols for. */
async function prepare(dataDir: string, count: number): Promise<{ drafts: string[]; cookie: string }> {
  const { program, ready } = await up(dataDir);
  await using _running = program;
  const cookie = await signIn(secretaryOf(ready));
  return { drafts: await draftProtocols(ready.url, cookie, count), cookie };
}

async function beginBareStreams(client: KurrentDBClient, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  for (const id of ids) {
    const begun = jsonEvent({ type: 'Begun', data: { id } });
    await client.appendToStream(`bare-${id}`, begun, { streamState: NO_STREAM });
  }
  return ids;
}

async function sideOf(url: string, commands: ClauseCommands, plan: Plan, stack: AsyncDisposableStack): Promise<Side> {
  const connections = await Promise.all(Array.from({ length: plan.connections }, () => HttpConnection.open(url)));
  stack.defer(() => connections.forEach((connection) => connection.close()));
  return { commands, connections };
}

/** A-B-A-B …, after both have warmed up. */
async function paired(product: Side, peer: Side, plan: Plan, { note, noise }: BenchOptions) {
  for (const side of [peer, product]) await closedLoop(side.connections, plan.warmUp, side.commands.add);
  const rounds: { product: Measured; peer: Measured }[] = [];
  const started = performance.now();
  const isLate = () => performance.now() - started > plan.within * 1000;
  for (let n = 1; n <= plan.rounds && (n <= 3 || !isLate()); n += 1) {
    noise.sample();
    const measured = await measure(product, peer, plan);
    rounds.push(measured);
    note(`round ${n} of ${plan.rounds}: ${describe(measured.product)}; peer ${describe(measured.peer)}`);
  }
  return rounds;
}

/** The same kind of load on one and then the other, so that both meet the same machine. */
async function measure(product: Side, peer: Side, plan: Plan): Promise<{ product: Measured; peer: Measured }> {
  const latency = ({ connections, commands }: Side) => openLoop(connections, plan.latency, commands.add);
  const [peerLatencies, latencies] = [await latency(peer), await latency(product)];
  const throughput = ({ connections, commands }: Side) =>
    closedLoop(connections, { seconds: plan.throughputSeconds }, commands.add);
  const [peerThroughput, productThroughput] = [await throughput(peer), await throughput(product)];
  const measured = (values: readonly number[], perSecond: number): Measured => ({
    p50: quantile(values, 0.5),
    p99: quantile(values, 0.99),
    throughput: perSecond,
  });
  return { product: measured(latencies, productThroughput), peer: measured(peerLatencies, peerThroughput) };
}

const describe = ({ p50, p99, throughput }: Measured): string =>
  `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ${Math.round(throughput)}/s`;

function figureOf(
  rounds: readonly { product: Measured; peer: Measured }[],
  plan: Plan,
  log: {
    product: { events: number; bytes: number };
    peer: { events: number; bytes: number };
    faults: readonly string[];
  },
): Figure {
  const part = (name: keyof Measured) => ({
    ratio: spreadOf(rounds.map(({ product, peer }) => product[name] / peer[name])),
    product: spreadOf(rounds.map(({ product }) => product[name])),
    peer: spreadOf(rounds.map(({ peer }) => peer[name])),
  });
  const [p50, p99, throughput] = [part('p50'), part('p99'), part('throughput')];
  const correct = log.faults.length === 0;
  const meets = (wanted: Goals) =>
    p50.ratio.median <= wanted.p50 && p99.ratio.median <= wanted.p99 && throughput.ratio.median >= wanted.throughput;
  return {
    ...p50.ratio,
    unit: '× the peer at p50',
    correct,
    pass: correct && meets(goals),
    details: {
      p50,
      p99,
      throughput,
      designMet: meets(design),
      units: 'latencies in ms, throughput in commands per second',
      rounds: rounds.length,
      openLoop: plan.latency,
      connections: plan.connections,
      events: { product: log.product.events, peer: log.peer.events },
      bytesPerEvent: { product: round(log.product.bytes), peer: round(log.peer.bytes) },
      faults: log.faults.slice(0, 10),
    },
  };
}
