import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  END,
  FORWARDS,
  BACKWARDS,
  jsonEvent,
  START,
  eventTypeFilter,
  streamNameFilter,
} from '@kurrent/kurrentdb-client';
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

describe('reading a stream', () => {
  const stream = freshStream();
  const count = 700;
  beforeAll(async () => {
    await fixture.client.appendToStream(stream, numbered(count));
  });
  const read = (options: object) => collect(fixture.client.readStream(stream, options));

  it('goes forwards over all pages, or from a revision', async () => {
    expect(revisionsOf(await read({}))).toEqual(Array.from({ length: count }, (_, revision) => revision));
    expect(revisionsOf(await read({ fromRevision: 697n }))).toEqual([697, 698, 699]);
    expect(revisionsOf(await read({ fromRevision: 10n, maxCount: 2 }))).toEqual([10, 11]);
    expect(await read({ fromRevision: 700n })).toEqual([]);
  });

  it('goes backwards over all pages, or from a revision', async () => {
    const all = await read({ direction: BACKWARDS, fromRevision: END });
    expect(revisionsOf(all)).toEqual(Array.from({ length: count }, (_, index) => count - 1 - index));
    expect(revisionsOf(await read({ direction: BACKWARDS, fromRevision: 1n }))).toEqual([1, 0]);
    expect(revisionsOf(await read({ direction: BACKWARDS, fromRevision: END, maxCount: 1 }))).toEqual([699]);
    expect(revisionsOf(await read({ direction: BACKWARDS, fromRevision: 5000n, maxCount: 1 }))).toEqual([699]);
  });

  it('tells a stream that is not there', async () => {
    const missing = freshStream('nowhere');
    await expect(collect(fixture.client.readStream(missing))).rejects.toMatchObject({
      type: 'stream-not-found',
      streamName: missing,
    });
  });

  it('survives a reader that stops in the middle', async () => {
    for (let round = 0; round < 5; round++) {
      for await (const { event } of fixture.client.readStream(stream)) {
        if (event!.revision === 3n) break;
      }
    }
    expect(await read({ maxCount: 1 })).toHaveLength(1);
  });

  it('delivers big events one after the other', async () => {
    const big = freshStream('big');
    for (let n = 0; n < 12; n++) {
      await fixture.client.appendToStream(big, jsonEvent({ type: 'Big', data: { n, filler: 'é'.repeat(400_000) } }));
    }
    expect(numbersOf(await collect(fixture.client.readStream(big)))).toEqual(Array.from({ length: 12 }, (_, n) => n));
  });
});

describe('reading all streams', () => {
  it('starts with events of the system', async () => {
    const [first] = await collect(fixture.client.readAll({ maxCount: 1 }));
    expect(first?.event?.streamId).toMatch(/^\$/);
  });

  it('includes the start forwards and excludes it backwards', async () => {
    const stream = freshStream();
    const { position } = await fixture.client.appendToStream(stream, numbered(1, 41));
    await fixture.client.appendToStream(stream, numbered(1, 42));
    const forwards = await collect(fixture.client.readAll({ direction: FORWARDS, fromPosition: position }));
    expect(numbersOf(forwards)).toEqual([41, 42]);
    const backwards = await collect(
      fixture.client.readAll({ direction: BACKWARDS, fromPosition: position, maxCount: 5 }),
    );
    expect(backwards.every(({ event }) => event!.position!.commit < position!.commit)).toBe(true);
    const last = await collect(fixture.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }));
    expect(numbersOf(last)).toEqual([42]);
  });

  it('gives the same order both ways, with growing positions', async () => {
    const forwards = (await collect(fixture.client.readAll())).map(({ event }) => event!.position!.commit);
    const backwards = await collect(fixture.client.readAll({ direction: BACKWARDS, fromPosition: END }));
    expect(backwards.map(({ event }) => event!.position!.commit).toReversed()).toEqual(forwards);
    expect(forwards).toEqual(forwards.toSorted((a, b) => Number(a - b)));
    expect(new Set(forwards).size).toBe(forwards.length);
  });

  it('counts matches, not considered events, with a filter', async () => {
    const wanted = freshStream('wanted');
    for (let n = 0; n < 3; n++) {
      await fixture.client.appendToStream(freshStream('other'), numbered(300));
      await fixture.client.appendToStream(wanted, numbered(1, n, 'Rare'));
    }
    const byName = { filter: streamNameFilter({ prefixes: ['wanted-'] }), fromPosition: START } as const;
    expect(numbersOf(await collect(fixture.client.readAll({ ...byName, maxCount: 2 })))).toEqual([0, 1]);
    const byType = { filter: eventTypeFilter({ regex: '^Rare$' }), fromPosition: END, direction: BACKWARDS } as const;
    expect(numbersOf(await collect(fixture.client.readAll(byType)))).toEqual([2, 1, 0]);
  });
});

describe('links', () => {
  it('are followed when asked; a target that is gone is absent', async () => {
    const [target, links] = [freshStream('target'), freshStream('links')];
    await fixture.client.appendToStream(target, numbered(2));
    const link = (revision: number) =>
      ({
        ...jsonEvent({ type: '$>', data: {} }),
        contentType: 'application/octet-stream',
        data: Buffer.from(`${revision}@${target}`),
      }) as never;
    await fixture.client.appendToStream(links, [link(1), link(9)]);
    const [found, gone] = await collect(fixture.client.readStream(links, { resolveLinkTos: true }));
    expect(found).toMatchObject({ event: { streamId: target, revision: 1n }, link: { streamId: links, revision: 0n } });
    expect(gone?.event).toBeUndefined();
    expect(gone?.link).toMatchObject({ streamId: links, revision: 1n });
    const [plain] = await collect(fixture.client.readStream(links));
    expect(plain).toMatchObject({ event: { type: '$>', streamId: links } });
  });
});
