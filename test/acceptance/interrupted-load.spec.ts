import { setTimeout as delay } from 'node:timers/promises';
import { KurrentDBClient, START, streamNameFilter } from '@kurrent/kurrentdb-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gapsAndRepeats, readLog, type Logged } from '../faults/checker.js';
import { boardOf, inShort, mailsOf, sidesOf, type Mail } from '../support/havana.js';
import { firstStart, Product, startProduct } from '../support/product.js';
import { freePort } from '../support/server-process.js';

/** When the load is interrupted, in events seen from outside, and how: in setting up, in the session, between reminders. */
const interruptions: readonly (readonly [signal: NodeJS.Signals, event: number])[] = [
  ['SIGKILL', 1],
  ['SIGKILL', 20],
  ['SIGTERM', 40],
  ['SIGKILL', 60],
  ['SIGKILL', 148],
  ['SIGTERM', 180],
  ['SIGKILL', 215],
];

/** How long an event may take to be recorded, ms. */
const patience = 90_000;

/** Where a load ends. */
interface Ending {
  readonly log: readonly Logged[];
  readonly mails: readonly Mail[];
  readonly boards: readonly object[];
}

interface Interruption {
  readonly code: number | null;
  /** Whether it had said that it was ready before. */
  readonly wasReady: boolean;
}

let undisturbed: Ending;
let disturbed: Ending;
const interrupted: Interruption[] = [];
const products: Product[] = [];

beforeAll(
  async () => {
    // The same for every start: a mail with another link in it would be another text.
    const port = await freePort();
    const first = await startProduct({ port });
    products.push(first);
    undisturbed = await endingOf(first);
    await first.stop();
    let data: string | undefined;
    for (const [signal, event] of interruptions) {
      const product = await Product.launch({ data, port });
      products.push(product);
      ({ data } = product);
      await seen(product, event);
      const code = await product.kill(signal);
      interrupted.push({ code, wasReady: product.said.some((line) => line.startsWith('{"url":')) });
    }
    const last = await startProduct({ data, port });
    products.push(last);
    disturbed = await endingOf(last);
  },
  firstStart + interruptions.length * patience,
);
afterAll(async () => {
  for (const product of products.toReversed()) await product.dispose();
});

async function endingOf(product: Product): Promise<Ending> {
  const secretaries = [await product.signInAs('secretary', 'RU'), await product.signInAs('secretary', 'CU')];
  const sides = await sidesOf(secretaries[0]!);
  return {
    log: await readLog(product.eventStoreUrl),
    mails: (await Promise.all(secretaries.map(mailsOf))).flat(),
    boards: await Promise.all(secretaries.map(async (client) => inShort(await boardOf(client), sides))),
  };
}

/** Resolves as soon as the official client, connected from outside, has seen so many events, counted from the first. */
async function seen(product: Product, count: number): Promise<void> {
  const url = await product.eventStoreUrlEarly();
  const filter = streamNameFilter({ regex: '^[^$]' });
  for (const giveUp = performance.now() + patience; performance.now() < giveUp; await delay(5)) {
    const client = KurrentDBClient.connectionString(url);
    try {
      let n = 0;
      const all = client.subscribeToAll({ fromPosition: START, filter });
      for await (const { event } of all) if (event && (n += 1) === count) return;
    } catch {
      // It does not listen yet: tried again.
    } finally {
      await client.dispose();
    }
  }
  throw new Error(`event ${count} was not recorded:\n${product.said.join('\n')}`);
}

/** What became of a delivery. */
const outcomes = ['DeliveryAccepted', 'DeliveryUnknown'];

/** Every event but those, as stream and type, in a fixed order: ids are derived, so two loads record in the same streams. */
const recorded = ({ log }: Ending): string[] =>
  log
    .filter(({ type }) => !outcomes.includes(type))
    .map(({ stream, type }) => `${stream} ${type}`)
    .toSorted();

/** Ids of the messages that the mails say they are. */
const messagesOf = ({ mails }: Ending): string[] => mails.map(({ messageId }) => /^<([^@]+)@/.exec(messageId)![1]!);

/** Ids of the messages in whose streams there is an event of one of the types; once per event. */
const messagesWith = ({ log }: Ending, ...types: readonly string[]): string[] =>
  log.filter(({ type }) => types.includes(type)).map(({ stream }) => stream.replace('message-', ''));

describe('a load of the demo that is interrupted again and again', () => {
  it('ends at once: with 0 after SIGTERM, and each time before it was through', () => {
    const expected = interruptions.map(([signal]) => ({ code: signal === 'SIGTERM' ? 0 : null, wasReady: false }));
    expect(interrupted).toEqual(expected);
  });

  it('goes on to the same events as one that was left alone', () => {
    expect(recorded(disturbed)).toEqual(recorded(undisturbed));
    expect(gapsAndRepeats(disturbed.log)).toEqual([]);
  });

  it('goes on to the same boards of both sides', () => {
    expect(disturbed.boards).toEqual(undisturbed.boards);
  });

  it('sends no mail twice, and each that was accepted is there', () => {
    const messages = messagesOf(disturbed);
    const accepted = messagesWith(disturbed, 'DeliveryAccepted');
    expect(messages.length).toBeGreaterThan(20);
    expect(new Set(messages).size).toBe(messages.length);
    expect(messages).toEqual(expect.arrayContaining(accepted));
    expect(messagesWith(disturbed, 'DeliveryAttempted')).toEqual(expect.arrayContaining(messages));
    expect(messagesOf(undisturbed).toSorted()).toEqual(messagesWith(undisturbed, 'DeliveryAccepted').toSorted());
  });

  it('leaves a delivery open only where a kill came between the mail and its answer', () => {
    const attempted = messagesWith(disturbed, 'DeliveryAttempted');
    const accepted = messagesWith(disturbed, 'DeliveryAccepted');
    const kills = interruptions.filter(([signal]) => signal === 'SIGKILL').length;
    expect(attempted.length - accepted.length).toBeLessThanOrEqual(kills);
    // Whether it arrived is then not known, or not known yet; it is not sent again.
    const ended = messagesWith(disturbed, ...outcomes);
    expect(new Set(ended).size).toBe(ended.length);
    expect(messagesWith(undisturbed, 'DeliveryUnknown')).toEqual([]);
  });
});
