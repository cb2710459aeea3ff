import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import pg from 'pg';
import { checkLog, ClauseCommands, draftProtocols, type Acknowledged } from './clauses.js';
import { quantile, round, spreadOf, type Bench, type BenchOptions, type Figure } from './figure.js';
import { HttpConnection } from './http-connection.js';
import { secretaryOf, signIn, up } from './installation.js';
import { closedLoop, openLoop, type OpenLoop } from './load.js';
import { temporaryDirectory } from './processes.js';

const goals = { p50: 25, p99: 150 };

interface Plan {
  readonly drafts: number;
  readonly latency: OpenLoop;
  /** Reads that pass the position of the command before. */
  readonly reads: number;
}

const full: Plan = { drafts: 300, latency: { perSecond: 20, seconds: 60 }, reads: 10_000 };
const quick: Plan = { drafts: 60, latency: { perSecond: 20, seconds: 15 }, reads: 1_000 };

const connectionCount = 8;
/** Commands before it counts: the compiler of V8 is at work until then. */
const warmUp = { answers: 1_000, seconds: 8 };
/** Reads that pass no position: some have to be stale, or the check would prove nothing. */
const controlReads = 500;

/** How long after a command its clause stands in the view, and whether a read that names the command's position sees it. */
export const P6: Bench = {
  id: 'P6',
  goal: `append → visible in the view at 20 commands/s: p50 ≤ ${goals.p50} ms, p99 ≤ ${goals.p99} ms; no stale read with minPosition`,
  run,
};

/** The running application with what asks it. */
interface Stage {
  readonly cookie: string;
  readonly connections: readonly HttpConnection[];
  readonly commands: ClauseCommands;
  readonly db: pg.Pool;
}

async function run(options: BenchOptions): Promise<Figure> {
  const plan = options.quick ? quick : full;
  options.note('loading the demo and drafting protocols');
  await using stack = new AsyncDisposableStack();
  const { program, ready } = await up(temporaryDirectory());
  stack.use(program);
  const cookie = await signIn(secretaryOf(ready));
  const commands = new ClauseCommands(await draftProtocols(ready.url, cookie, plan.drafts), cookie);
  const connections = await Promise.all(Array.from({ length: connectionCount }, () => HttpConnection.open(ready.url)));
  stack.defer(() => connections.forEach((connection) => connection.close()));
  const db = new pg.Pool({ connectionString: ready.databaseUrl, max: connectionCount });
  stack.defer(() => db.end());
  const stage: Stage = { cookie, connections, commands, db };
  await closedLoop(connections, warmUp, commands.add);
  options.noise.sample();
  options.note(`${plan.latency.perSecond} commands/s for ${plan.latency.seconds} s`);
  const visible = await untilVisible(stage, plan.latency);
  options.noise.sample();
  options.note(`${plan.reads} reads with minPosition`);
  const control = await staleReads(stage, controlReads, false);
  const named = await staleReads(stage, plan.reads, true);
  options.noise.sample();
  const client = KurrentDBClient.connectionString(ready.eventStoreUrl);
  stack.defer(() => client.dispose());
  return figureOf(
    visible,
    { withPosition: named, withoutPosition: control },
    await checkLog(client, 'protocol', commands),
  );
}

interface Visible {
  /** ms from when the command was meant to be sent, and from its answer. */
  readonly fromSending: readonly number[];
  readonly fromAnswer: readonly number[];
}

async function untilVisible({ connections, commands, db }: Stage, loop: OpenLoop): Promise<Visible> {
  const fromAnswer: number[] = [];
  const fromSending = await openLoop(connections, loop, async (connection) => {
    const acknowledged = await commands.addOne(connection);
    const answered = performance.now();
    while (!(await isVisible(db, acknowledged))) await new Promise((resolve) => void setTimeout(resolve, 1));
    fromAnswer.push(performance.now() - answered);
  });
  return { fromSending, fromAnswer };
}

/** Looks at the rows of the view: both sides of the protocol have the clause. */
async function isVisible(db: pg.Pool, { id, revision }: Acknowledged): Promise<boolean> {
  const { rows } = await db.query<{ there: boolean }>({
    name: 'visible',
    text: 'select coalesce(bool_and(revision >= $2), false) as there from views.protocol_register where protocol_id = $1 and until is null',
    values: [id, revision],
  });
  return rows[0]!.there;
}

interface Reads {
  /** Answers without the clause of the command before. */
  readonly stale: number;
  readonly reads: number;
}

/** Reads each protocol right after a command to it. Each connection ends with the read under way. */
async function staleReads({ connections, commands, cookie }: Stage, atLeast: number, named: boolean): Promise<Reads> {
  let [stale, reads] = [0, 0];
  await closedLoop(connections, { answers: atLeast, seconds: 600 }, async (connection) => {
    const { id, path, position } = await commands.addOne(connection);
    const query = named ? `?minPosition=${position}` : '';
    const answer = await connection.send('GET', `/api/v1/protocols/${id}${query}`, { Cookie: cookie });
    if (answer.status !== 200) throw new Error(`a read answered ${answer.status} ${answer.body}`);
    const read = JSON.parse(answer.body) as { position: string; clauses: { path: string }[] };
    const isFresh = BigInt(read.position) >= BigInt(position) && read.clauses.some((clause) => clause.path === path);
    if (!isFresh) stale += 1;
    reads += 1;
  });
  return { stale, reads };
}

function figureOf(
  { fromSending, fromAnswer }: Visible,
  reads: { withPosition: Reads; withoutPosition: Reads },
  log: { events: number; faults: readonly string[] },
): Figure {
  const correct = reads.withPosition.stale === 0 && reads.withoutPosition.stale > 0 && log.faults.length === 0;
  const part = (values: readonly number[]) => ({
    p50: round(quantile(values, 0.5)),
    p99: round(quantile(values, 0.99)),
    max: round(Math.max(...values)),
  });
  const sending = part(fromSending);
  return {
    ...spreadOf(fromSending),
    unit: 'ms from sending a command to its row in the view',
    correct,
    // Times depend on the machine: they are told beside their goal.
    pass: correct,
    details: {
      fromSending: { ...sending, goalMet: sending.p50 <= goals.p50 && sending.p99 <= goals.p99 },
      fromAnswer: part(fromAnswer),
      ...reads,
      commands: fromSending.length,
      events: log.events,
      faults: log.faults.slice(0, 10),
    },
  };
}
