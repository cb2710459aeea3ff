import { beforeEach, describe, expect, it } from '@jest/globals';
import { Engine } from './engine.js';
import { Reader } from './reading.js';
import { ListLog, proposed } from '../../../test/support/embedded-log.js';
import { type Expected, type ProposedEvent, TOMBSTONE_REVISION } from './types.js';

let log: ListLog;
let engine: Engine;
let reader: Reader;
let now: number;

beforeEach(() => {
  log = new ListLog();
  now = 1_000_000;
  engine = new Engine(log, { now: () => now, recentIds: 100 });
  reader = new Reader(log, engine, () => now);
});

const append = (expected: Expected, ...events: ProposedEvent[]) => engine.append({ stream: 's', expected, events });
const metadata = (fields: unknown) =>
  engine.append({ stream: '$$s', expected: 'any', events: [proposed(undefined, fields, '$metadata')] });
const wrong = (current: number) => ({ kind: 'refused', reason: 'wrong_expected_version', current });
const deleted = { kind: 'refused', reason: 'stream_deleted', stream: 's' };

function readable(forwards = true): number[] {
  const state = reader.state('s');
  if (state.kind !== 'readable') return [];
  return reader.streamPage('s', state, forwards ? 0 : Infinity, forwards).map(({ revision }) => revision);
}

describe('expected revisions', () => {
  it('a new stream accepts any and no_stream only', () => {
    expect(append('stream_exists', proposed())).toMatchObject(wrong(-1));
    expect(append({ revision: 0 }, proposed())).toMatchObject(wrong(-1));
    expect(append('no_stream', proposed(), proposed())).toEqual({ kind: 'appended', revision: 1, position: 2 });
    expect(append('any', proposed())).toEqual({ kind: 'appended', revision: 2, position: 3 });
  });

  it('an existing stream accepts any, stream_exists and its exact revision', () => {
    append('any', proposed());
    expect(append('no_stream', proposed())).toMatchObject(wrong(0));
    expect(append({ revision: 1 }, proposed())).toMatchObject(wrong(0));
    expect(append({ revision: 0 }, proposed())).toMatchObject({ revision: 1 });
    expect(append('stream_exists', proposed())).toMatchObject({ revision: 2 });
  });

  it('a stream with nothing but metadata exists', () => {
    metadata({ $maxCount: 3 });
    expect(append('stream_exists', proposed())).toMatchObject({ kind: 'appended', revision: 0 });
  });

  it('an append of no events checks and writes nothing', () => {
    expect(append('any')).toEqual({ kind: 'appended', revision: -1, position: undefined });
    expect(append({ revision: 3 })).toMatchObject(wrong(-1));
    append('any', proposed());
    expect(append('no_stream')).toMatchObject(wrong(0));
    expect(log.events).toHaveLength(1);
  });
});

describe('repeats', () => {
  const [a, b, c] = [proposed(), proposed(), proposed()];

  it.each<Expected>(['any', 'no_stream'])('answers a repeat (%j) with the old revision and position', (expected) => {
    const first = append(expected, a, b);
    append('any', proposed());
    expect(append(expected, a, b)).toEqual(first);
    expect(log.events).toHaveLength(3);
  });

  it('answers a repeat with an exact revision or stream_exists', () => {
    append('any', proposed());
    const second = append({ revision: 0 }, a, b);
    append('any', proposed());
    expect(append({ revision: 0 }, a, b)).toEqual(second);
    expect(append('stream_exists', a, b)).toEqual(second);
  });

  it('answers a repeat of a part with the end of that part', () => {
    append('no_stream', a, b);
    expect(append('no_stream', a)).toEqual({ kind: 'appended', revision: 0, position: 1 });
  });

  it('refuses when the first is there and a later one is not', () => {
    append('no_stream', a, b);
    expect(append('no_stream', a, c)).toMatchObject(wrong(1));
    expect(append('no_stream', a, b, c)).toMatchObject(wrong(1));
    expect(append('any', a, c)).toMatchObject(wrong(1));
    expect(log.events).toHaveLength(2);
  });

  it('takes the same id in another stream for another event', () => {
    append('any', a);
    expect(engine.append({ stream: 'other', expected: 'any', events: [a] })).toMatchObject({
      revision: 0,
      position: 2,
    });
  });

  it('knows ids again after a restart: bounded for any, for ever with a revision', () => {
    const first = append('no_stream', a);
    for (let count = 0; count < 5; count++) append('any', proposed());
    const restarted = new Engine(log, { now: () => now, recentIds: 3 });
    expect(restarted.append({ stream: 's', expected: 'no_stream', events: [a] })).toEqual(first);
    expect(restarted.append({ stream: 's', expected: 'any', events: [a] })).toMatchObject({ revision: 6 });
  });

  it('forgets what was rolled back', () => {
    append('no_stream', a);
    append('any', b);
    log.events.pop();
    engine.forget();
    expect(append('any', b)).toEqual({ kind: 'appended', revision: 1, position: 2 });
  });
});

describe('soft delete', () => {
  it('reads as missing, and numbering continues after an append', () => {
    append('any', proposed(), proposed());
    expect(engine.delete('s', { revision: 1 })).toMatchObject({ kind: 'appended', position: 3 });
    expect(reader.state('s')).toEqual({ kind: 'missing' });
    expect(append('no_stream', proposed())).toMatchObject({ revision: 2, position: 4 });
    expect(readable()).toEqual([2]);
    expect(log.events.at(-1)).toMatchObject({ stream: '$$s', type: '$metadata', data: Buffer.from('{"$tb":2}') });
  });

  it.each<Expected>(['any', 'no_stream', { revision: 0 }])('comes back by an append with %j', (expected) => {
    append('any', proposed());
    engine.delete('s', 'any');
    expect(append(expected, proposed())).toMatchObject({ kind: 'appended', revision: 1 });
    expect(readable()).toEqual([1]);
  });

  it('is no existing stream, but a deleted one', () => {
    append('any', proposed());
    engine.delete('s', 'any');
    expect(append('stream_exists', proposed())).toMatchObject(deleted);
    expect(append({ revision: 5 }, proposed())).toMatchObject(wrong(0));
  });

  it('still answers the repeat of an append from before', () => {
    const event = proposed();
    const first = append('no_stream', event);
    engine.delete('s', 'any');
    expect(append('no_stream', event)).toEqual(first);
    expect(reader.state('s').kind).toBe('missing');
  });

  it('replaces the metadata, and new metadata brings the stream back empty', () => {
    append('any', proposed(), proposed());
    metadata({ $maxCount: 1, own: 1 });
    engine.delete('s', 'any');
    expect(engine.metadataOf('s')).toMatchObject({ deleted: true, maxCount: undefined });
    metadata({ own: 2 });
    expect(engine.metadataOf('s')).toMatchObject({ deleted: false, truncateBefore: 2 });
    expect(readable()).toEqual([]);
    append('any', proposed());
    expect(readable()).toEqual([2]);
  });

  it('needs a stream that exists, in the expected state', () => {
    expect(engine.delete('s', 'any')).toMatchObject(wrong(-1));
    append('any', proposed());
    expect(engine.delete('s', { revision: 4 })).toMatchObject(wrong(0));
    expect(engine.delete('s', 'no_stream')).toMatchObject(wrong(0));
  });
});

describe('tombstone', () => {
  it('closes the stream and its metadata for ever', () => {
    append('any', proposed());
    expect(engine.tombstone('s', { revision: 0 })).toMatchObject({ revision: TOMBSTONE_REVISION, position: 2 });
    expect(append('any', proposed())).toMatchObject(deleted);
    expect(metadata({})).toMatchObject({ ...deleted, stream: '$$s' });
    expect(engine.delete('s', 'any')).toMatchObject(deleted);
    expect(engine.tombstone('s', 'any')).toMatchObject(deleted);
    expect(reader.state('s')).toEqual({ kind: 'tombstoned' });
    expect(reader.state('$$s')).toEqual({ kind: 'tombstoned' });
  });

  it('can close a stream that never was, but not in a wrong state', () => {
    expect(engine.tombstone('s', { revision: 0 })).toMatchObject(wrong(-1));
    expect(engine.tombstone('s', 'any')).toMatchObject({ kind: 'appended' });
    expect(new Engine(log, { now: () => now, recentIds: 1 }).isTombstoned('s')).toBe(true);
  });

  it('leaves the earlier events and the closing one to a reader who was there', () => {
    append('any', proposed(), proposed());
    engine.tombstone('s', 'any');
    expect(reader.closingPage('s', 1).map(({ type }) => type)).toEqual(['Tested', '$streamDeleted']);
  });
});

describe('what can be read', () => {
  beforeEach(() => {
    append('any', ...Array.from({ length: 5 }, () => proposed()));
  });

  it('everything, both ways', () => {
    expect(readable()).toEqual([0, 1, 2, 3, 4]);
    expect(readable(false)).toEqual([4, 3, 2, 1, 0]);
  });

  it('the last $maxCount events, from $tb on, whichever is less', () => {
    metadata({ $maxCount: 3 });
    expect(readable()).toEqual([2, 3, 4]);
    metadata({ $maxCount: 3, $tb: 4 });
    expect(readable()).toEqual([4]);
    metadata({ $tb: 1 });
    expect(readable(false)).toEqual([4, 3, 2, 1]);
    metadata({ $tb: 99 });
    expect(readable()).toEqual([]);
    expect(reader.state('s').kind).toBe('readable');
  });

  it('events younger than $maxAge seconds', () => {
    metadata({ $maxAge: 10 });
    now += 9_000;
    append('any', proposed());
    expect(readable()).toEqual([0, 1, 2, 3, 4, 5]);
    now += 2_000;
    expect(readable()).toEqual([5]);
  });

  it('one event of a metadata stream', () => {
    metadata({ $tb: 1 });
    metadata({ $tb: 2 });
    expect(reader.state('$$s')).toMatchObject({ first: 1, last: 1 });
  });

  it('in all streams whatever was written', () => {
    engine.delete('s', 'any');
    expect(reader.allPage(0, true)).toHaveLength(6);
    expect(reader.allPage(4, false).map(({ position }) => position)).toEqual([3, 2, 1]);
  });

  it('the target of a link, unless it is gone', () => {
    const link = (data: string) => {
      const event = { ...proposed(undefined, undefined, '$>'), data: Buffer.from(data) };
      engine.append({ stream: 'links', expected: 'any', events: [event] });
      return reader.resolve(log.events.at(-1)!);
    };
    expect(link('3@s').event).toMatchObject({ stream: 's', revision: 3 });
    metadata({ $tb: 2 });
    for (const gone of ['1@s', '9@s', '0@nowhere', 'rubbish', '@s', '-1@s']) {
      expect(link(gone)).toEqual({ link: expect.objectContaining({ stream: 'links' }) });
    }
    expect(reader.resolve(log.events[0]!)).toEqual({ event: log.events[0] });
  });
});
