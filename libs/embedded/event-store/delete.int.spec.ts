import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BACKWARDS, END } from '@kurrent/kurrentdb-client';
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
let stream: string;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.stop());

async function streamOf(count: number): Promise<string> {
  stream = freshStream();
  await fixture.client.appendToStream(stream, numbered(count));
  return stream;
}
const read = () => collect(fixture.client.readStream(stream));

describe('soft delete', () => {
  it('hides the stream until somebody appends; numbering goes on', async () => {
    await streamOf(3);
    const { position } = await fixture.client.deleteStream(stream, { expectedRevision: 2n });
    expect(position).toBeDefined();
    await expect(read()).rejects.toMatchObject({ type: 'stream-not-found' });
    await expect(
      fixture.client.appendToStream(stream, numbered(1), { streamState: 'stream_exists' }),
    ).rejects.toMatchObject({ type: 'stream-deleted', streamName: stream });
    const result = await fixture.client.appendToStream(stream, numbered(2, 3), { streamState: 'no_stream' });
    expect(result.nextExpectedRevision).toBe(4n);
    expect(numbersOf(await read())).toEqual([3, 4]);
    const backwards = await collect(fixture.client.readStream(stream, { direction: BACKWARDS, fromRevision: END }));
    expect(revisionsOf(backwards)).toEqual([4, 3]);
  });

  it('is refused in another state, telling which', async () => {
    await streamOf(2);
    await expect(fixture.client.deleteStream(stream, { expectedRevision: 7n })).rejects.toMatchObject({
      type: 'wrong-expected-version',
      streamName: stream,
      expectedState: 7n,
      actualState: 1n,
    });
    await expect(fixture.client.deleteStream(freshStream('never'))).rejects.toMatchObject({
      type: 'wrong-expected-version',
      actualState: 'no_stream',
    });
  });
});

describe('tombstone', () => {
  it('closes the stream for ever, for every call', async () => {
    await streamOf(1);
    await fixture.client.tombstoneStream(stream, { expectedRevision: 0n });
    const deleted = { type: 'stream-deleted', streamName: stream };
    await expect(read()).rejects.toMatchObject(deleted);
    await expect(fixture.client.appendToStream(stream, numbered(1))).rejects.toMatchObject(deleted);
    const credentials = { username: 'admin', password: 'changeit' };
    await expect(fixture.client.appendToStream(stream, numbered(1), { credentials })).rejects.toMatchObject(deleted);
    await expect(fixture.client.deleteStream(stream)).rejects.toMatchObject(deleted);
    await expect(fixture.client.tombstoneStream(stream)).rejects.toMatchObject(deleted);
    await expect(fixture.client.setStreamMetadata(stream, {})).rejects.toMatchObject({ type: 'stream-deleted' });
  });

  it('is refused in another state', async () => {
    await streamOf(1);
    await expect(fixture.client.tombstoneStream(stream, { expectedRevision: 5n })).rejects.toMatchObject({
      type: 'wrong-expected-version',
    });
    await expect(fixture.client.tombstoneStream(`$$${stream}`)).rejects.toMatchObject({ code: 3 });
  });
});

describe('metadata', () => {
  it('limits what is read: $maxCount, $tb', async () => {
    await streamOf(10);
    await fixture.client.setStreamMetadata(stream, { maxCount: 3, owner: 'me' });
    expect(revisionsOf(await read())).toEqual([7, 8, 9]);
    const got = await fixture.client.getStreamMetadata(stream);
    expect(got.metadata).toMatchObject({ maxCount: 3, owner: 'me' });
    await fixture.client.setStreamMetadata(stream, { truncateBefore: 9 });
    expect(revisionsOf(await read())).toEqual([9]);
    await fixture.client.setStreamMetadata(stream, { truncateBefore: 10 });
    expect(await read()).toEqual([]);
    await fixture.client.appendToStream(stream, numbered(1, 10), { streamState: 9n });
    expect(revisionsOf(await read())).toEqual([10]);
  });

  it('does not change what all streams hold', async () => {
    await streamOf(4);
    await fixture.client.setStreamMetadata(stream, { maxCount: 1 });
    const all = await collect(fixture.client.readAll());
    expect(all.filter(({ event }) => event?.streamId === stream)).toHaveLength(4);
  });
});
