import { describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { CatchUpSubscription, type SubscriptionSource } from './catch-up-subscription.js';
import type { RecordedEvent } from './event-log.js';

/** A subscription as the client gives it, under the test's control. */
class Call extends PassThrough {
  unsubscribed = false;

  constructor() {
    super({ objectMode: true });
  }

  unsubscribe(): Promise<void> {
    this.unsubscribed = true;
    return Promise.resolve();
  }
}

function subscribed(part: Partial<SubscriptionSource> = {}) {
  const calls: Call[] = [];
  const handled: bigint[] = [];
  const interruptions: string[] = [];
  let changed: () => void = () => undefined;
  const subscription = new CatchUpSubscription(
    {
      open: () => {
        const call = new Call();
        calls.push(call);
        changed();
        return call as unknown as ReturnType<SubscriptionSource['open']>;
      },
      convert: (event) => event as unknown as RecordedEvent,
      newest: () => Promise.resolve(handled.at(-1) ?? -1n),
      distrust: () => undefined,
      silence: 5,
      ...part,
    },
    {
      after: () => handled.at(-1) ?? null,
      prefixes: [],
      handle: (events) => {
        handled.push(...events.map(({ position }) => position));
        changed();
        return Promise.resolve();
      },
      onInterrupted: ({ message }) => {
        interruptions.push(message);
        changed();
      },
    },
  );
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise<void>((resolve) => (changed = resolve));
  };
  return { subscription, calls, handled, interruptions, until };
}

describe('a subscription', () => {
  it('that falls silent while the log goes on is opened anew', async () => {
    const { subscription, calls, handled, interruptions, until } = subscribed({ newest: () => Promise.resolve(7n) });
    await until(() => calls.length === 2);
    expect(interruptions).toEqual(['the subscription fell silent']);
    expect(calls[0]).toMatchObject({ unsubscribed: true });
    calls[1]!.write({ position: 7n });
    await until(() => handled.length === 1);
    await subscription.stop();
    expect(interruptions).toHaveLength(1);
  });

  it('that is silent because nothing happens is left alone', async () => {
    let asked = 0;
    const { subscription, calls, interruptions } = subscribed({
      newest: () => {
        asked += 1;
        return Promise.resolve(-1n);
      },
    });
    while (asked < 5) await new Promise((resolve) => void setImmediate(resolve));
    await subscription.stop();
    expect({ opened: calls.length, interruptions }).toEqual({ opened: 1, interruptions: [] });
  });

  it('whose log does not answer is opened anew', async () => {
    let asked = 0;
    const newest = () => ((asked += 1) === 1 ? Promise.reject(new Error('no answer')) : Promise.resolve(-1n));
    const { subscription, calls, interruptions, until } = subscribed({ newest });
    await until(() => calls.length === 2);
    await subscription.stop();
    expect(interruptions).toEqual(['no answer']);
  });

  it.each([
    ['ends', (call: Call) => void call.end(), 'the store ended the subscription'],
    ['fails', (call: Call) => void call.emit('error', new Error('lost')), 'lost'],
  ])('that %s is opened anew', async (_what, happen, reason) => {
    const { subscription, calls, interruptions, until } = subscribed();
    await until(() => calls.length === 1);
    happen(calls[0]!);
    await until(() => calls.length === 2);
    await subscription.stop();
    expect(interruptions).toEqual([reason]);
  });

  it('survives an event that is none of ours', async () => {
    const convert = () => {
      throw new TypeError('an event without a position');
    };
    const { subscription, calls, interruptions, until } = subscribed({ convert });
    await until(() => calls.length === 1);
    calls[0]!.write({});
    await until(() => calls.length === 2);
    await subscription.stop();
    expect(interruptions).toEqual(['an event without a position']);
  });

  it('that is told an event twice handles it once', async () => {
    const { subscription, calls, handled, interruptions, until } = subscribed();
    await until(() => calls.length === 1);
    for (const position of [3n, 3n, 4n]) calls[0]!.write({ position });
    await until(() => handled.length === 2);
    await subscription.stop();
    expect({ handled, interruptions }).toEqual({ handled: [3n, 4n], interruptions: [] });
  });

  it('that delivers out of order is opened anew where it stands', async () => {
    const { subscription, calls, handled, interruptions, until } = subscribed();
    await until(() => calls.length === 1);
    for (const position of [3n, 5n, 4n]) calls[0]!.write({ position });
    await until(() => calls.length === 2);
    const missing = [3n, 4n, 5n].filter((position) => position > (handled.at(-1) ?? -1n));
    for (const position of missing) calls[1]!.write({ position });
    await until(() => handled.length === 3);
    await subscription.stop();
    expect({ handled, interruptions }).toEqual({
      handled: [3n, 4n, 5n],
      interruptions: ['position 4 was delivered after 5'],
    });
  });
});
