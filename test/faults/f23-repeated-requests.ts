import type { Bench } from '../bench/figure.js';
import { commandsByText, readLog } from './checker.js';
import type { Attempt, Client, Command, Outcome, Receipt } from './client.js';
import { command, deriving, drafting, reporting } from './commission.js';
import { Stage } from './stage.js';
import { verdict, type Expected } from './verdict.js';

const timesInParallel = [2, 5, 10, 25, 50];

interface Repeated {
  readonly command: Command;
  readonly attempts: Attempt[];
}

export const F23: Bench = {
  id: 'F23',
  goal: 'the same request 2 to 50 times in parallel, later, and after a restart: one effect, the same answer',
  async run({ quick, note, noise }) {
    await using stage = await Stage.open({ apis: 2 });
    const [client] = stage.commission.secretaries;
    const all: Repeated[] = [];
    for (let round = 0; round < (quick ? 1 : 3); round += 1) {
      for (const times of timesInParallel) {
        noise.sample();
        for (const one of commandsOf(stage, all.length)) {
          const attempts = await Promise.all(Array.from({ length: times }, () => client.send(one)));
          all.push({ command: one, attempts });
          const { revision } = JSON.parse(attempts[0]!.body) as Receipt;
          if (one.path.includes('/obligations/')) stage.commission.halves[0] = revision;
        }
      }
      note(`${all.length} commands, each up to 50 times`);
    }
    await again(client, all);
    await Promise.all(stage.apis.map(({ process }) => process.stop()));
    for (const n of stage.apis.keys()) stage.apis[n] = await stage.servers.startApi(`api-again-${n}`);
    note('once more after the APIs were restarted');
    await again(client, all);
    const misused = await misuse(client, all[0]!.command);
    const outcomes = all.map(outcomeOf);
    const effects = await effectsOf(stage, outcomes);
    return verdict({
      series: effects,
      unit: 'effects per command',
      violations: [await stage.violations(outcomes)],
      outcomes,
      expected: [sameAnswer(all), misused, oneEach(effects)],
      details: { requests: all.reduce((sum, { attempts }) => sum + attempts.length, 0) },
    });
  },
};

/** A command of each kind: with a key of its own, with a free text, with facts and a reaction. */
function commandsOf({ commission }: Stage, n: number): Command[] {
  const { bodyId, meetingId, clauseIds } = commission;
  const marker = `Meeting ${n}`;
  const meeting = { bodyId, kind: 'expertsMeeting', titles: { en: marker } };
  return [
    command('/api/v1/meetings', meeting, { marker }),
    drafting(bodyId, meetingId, `REPEATED-${n}`, 3),
    reporting(commission, 0),
    deriving(commission, clauseIds[n]!, `ITEM-${n}`),
  ];
}

async function again(client: Client, all: readonly Repeated[]): Promise<void> {
  for (const { command: one, attempts } of all) attempts.push(await client.send(one));
}

/** The same key for something else is refused and changes nothing. */
async function misuse(client: Client, one: Command): Promise<Expected> {
  const other = { ...one, body: { ...one.body, kind: 'businessMeeting' } };
  const { status, body } = await client.send(other);
  const holds = status === 422 && body.includes('idempotencyKeyReused');
  return { what: 'a key used for another request is refused (422)', holds, found: `${status} ${body}` };
}

function sameAnswer(all: readonly Repeated[]): Expected {
  const answers = ({ attempts }: Repeated) =>
    new Set(attempts.map(({ status, etag, body }) => JSON.stringify([status, etag, body])));
  const different = all.map(answers).find((set) => set.size > 1);
  const found = different && [...different].slice(0, 2).join(' or ');
  return { what: 'every repetition gets the same status, ETag and body', holds: !different, found };
}

const oneEach = (effects: readonly number[]): Expected => ({
  what: 'each command has one effect',
  holds: effects.every((count) => count === 1),
  found: effects.filter((count) => count !== 1).length,
});

function outcomeOf({ command: one, attempts }: Repeated): Outcome {
  const done = attempts.find(({ status }) => status === 200 || status === 201);
  if (done) return { command: one, attempts, receipt: JSON.parse(done.body) as Receipt };
  return { command: one, attempts, refusal: attempts[0]!.body };
}

/** How many decisions hold each command's text. */
async function effectsOf({ servers }: Stage, outcomes: readonly Outcome[]): Promise<number[]> {
  const commandsBy = commandsByText(await readLog(servers.eventStoreUrl()));
  return outcomes.map(({ command: { marker } }) => commandsBy(marker).size);
}
