import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { binaryEvent, jsonEvent, WrongExpectedVersionError } from '@kurrent/kurrentdb-client';
import {
  collect,
  type Fixture,
  freshStream,
  numbered,
  numbersOf,
  revisionsOf,
  startFixture,
} from '../../../test/support/embedded-store.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.stop());

/** Credentials make the client use Append instead of BatchAppend. */
const paths = [
  ['BatchAppend', {}],
  ['Append', { credentials: { username: 'admin', password: 'changeit' } }],
] as const;

describe.each(paths)('appending by %s', (_path, options) => {
  it('answers with the revision and position of the last event', async () => {
    const stream = freshStream();
    const first = await fixture.client.appendToStream(stream, numbered(3), { streamState: 'no_stream', ...options });
    expect(first).toMatchObject({ success: true, nextExpectedRevision: 2n });
    const second = await fixture.client.appendToStream(stream, numbered(1, 3), { streamState: 2n, ...options });
    expect(second).toMatchObject({ success: true, nextExpectedRevision: 3n });
    const events = await collect(fixture.client.readStream(stream));
    expect(numbersOf(events)).toEqual([0, 1, 2, 3]);
    expect(events[2]?.event?.position).toEqual(first.position);
    expect(events[3]?.event?.position).toEqual(second.position);
  });

  it('says which revision it found instead of the expected one', async () => {
    const stream = freshStream();
    const append = (streamState: 'no_stream' | 'stream_exists' | bigint) =>
      fixture.client.appendToStream(stream, numbered(1), { streamState, ...options });
    await expect(append(5n)).rejects.toMatchObject({ type: 'wrong-expected-version', actualState: 'no_stream' });
    await expect(append('stream_exists')).rejects.toMatchObject({ expectedState: 'stream_exists' });
    await append('no_stream');
    const refused = append('no_stream');
    await expect(refused).rejects.toBeInstanceOf(WrongExpectedVersionError);
    await expect(refused).rejects.toMatchObject({ streamName: stream, expectedState: 'no_stream', actualState: 0n });
    await expect(append(7n)).rejects.toMatchObject({ expectedState: 7n, actualState: 0n });
    await append('stream_exists');
  });

  it('stores a repeat with the same ids once', async () => {
    const stream = freshStream();
    const events = numbered(3);
    for (const streamState of ['no_stream', 'any'] as const) {
      const first = await fixture.client.appendToStream(stream, events, { streamState, ...options });
      expect(await fixture.client.appendToStream(stream, events, { streamState, ...options })).toEqual(first);
    }
    expect(await collect(fixture.client.readStream(stream))).toHaveLength(3);
  });

  it('takes up to 1 MiB at once', async () => {
    const stream = freshStream();
    const big = (bytes: number) =>
      binaryEvent({ type: 'Big', data: Buffer.alloc(bytes, 7), metadata: Buffer.alloc(0) as Uint8Array });
    const limit = 1024 * 1024 - 2 * 'Big'.length;
    await fixture.client.appendToStream(stream, big(limit), { streamState: 'no_stream', ...options });
    const [event] = await collect(fixture.client.readStream(stream));
    expect(event?.event?.data).toHaveLength(limit);
    const tooBig = { type: 'maximum-append-size-exceeded', maxAppendSize: 1024 * 1024 };
    await expect(fixture.client.appendToStream(stream, big(limit + 1), options)).rejects.toMatchObject(tooBig);
    const many = Array.from({ length: 5 }, () => big(limit / 4));
    await expect(fixture.client.appendToStream(stream, many, options)).rejects.toMatchObject(tooBig);
    // The connection goes on.
    await fixture.client.appendToStream(stream, numbered(1), { streamState: 0n, ...options });
  });
});

describe('contents', () => {
  it('come back as they were written', async () => {
    const stream = freshStream('čtení-zápis');
    const data = {
      text: 'Příliš žluťoučký kůň 🐎 \u0000 "\\',
      number: 1.5,
      list: [null, true],
      big: 'x'.repeat(10_000),
    };
    const event = jsonEvent({ id: randomUUID(), type: 'Zapsáno', data, metadata: { kdo: 'Řehoř' } });
    const before = Date.now();
    await fixture.client.appendToStream(stream, event);
    const [read] = await collect(fixture.client.readStream(stream));
    expect(read?.event).toMatchObject({
      streamId: stream,
      id: event.id,
      type: 'Zapsáno',
      data,
      isJson: true,
      revision: 0n,
    });
    expect(read?.event?.metadata).toEqual({ kdo: 'Řehoř' });
    // Reads cut the moment to whole seconds.
    expect(read?.event?.created.getTime()).toBeGreaterThanOrEqual(Math.floor(before / 1000) * 1000);
  });

  it('may be bytes, or nothing', async () => {
    const stream = freshStream();
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    await fixture.client.appendToStream(stream, [
      binaryEvent({ type: 'Bytes', data: bytes, metadata: bytes }),
      binaryEvent({ type: 'Nothing', data: new Uint8Array(0) }),
    ]);
    const [full, empty] = await collect(fixture.client.readStream(stream));
    expect(Buffer.from(full!.event!.data as Uint8Array)).toEqual(Buffer.from(bytes));
    expect(Buffer.from(full!.event!.metadata as Uint8Array)).toEqual(Buffer.from(bytes));
    expect(full!.event!.isJson).toBe(false);
    expect(empty!.event!.data).toHaveLength(0);
    expect(empty!.event!.metadata).toBeUndefined();
  });
});

describe('many writers', () => {
  it('16 at once leave no gap and no repeat', async () => {
    const shared = freshStream('shared');
    const writers = Array.from({ length: 16 }, (_, writer) => writer);
    const acknowledged = await Promise.all(
      writers.map(async (writer) => {
        const own = freshStream('own');
        const results = [];
        for (let round = 0; round < 25; round++) {
          results.push(
            await fixture.client.appendToStream(own, numbered(1, round), {
              streamState: round === 0 ? 'no_stream' : BigInt(round - 1),
            }),
          );
          results.push(await fixture.client.appendToStream(shared, numbered(1, writer * 25 + round)));
        }
        expect(numbersOf(await collect(fixture.client.readStream(own)))).toEqual(
          Array.from({ length: 25 }, (_, n) => n),
        );
        return results;
      }),
    );
    const events = await collect(fixture.client.readStream(shared));
    expect(revisionsOf(events)).toEqual(Array.from({ length: 400 }, (_, revision) => revision));
    expect(new Set(numbersOf(events)).size).toBe(400);
    const positions = acknowledged.flat().map(({ position }) => position?.commit);
    expect(new Set(positions).size).toBe(800);
  });

  it('of 16 that expect the same revision one wins', async () => {
    const stream = freshStream();
    for (let round = 0; round < 5; round++) {
      const streamState = round === 0 ? 'no_stream' : BigInt(round - 1);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 16 }, () => fixture.client.appendToStream(stream, numbered(1), { streamState })),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
    expect(revisionsOf(await collect(fixture.client.readStream(stream)))).toEqual([0, 1, 2, 3, 4]);
  });
});
