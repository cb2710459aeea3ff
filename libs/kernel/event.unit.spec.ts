import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { codecOf, NewerEventVersion, UnfitEvent, UnknownEventType } from './codec.js';
import { event, type EventType } from './event.js';

const Opened = event('Opened', { name: z.string(), seats: z.int().default(2) });

/** Version 1 had `title`, version 2 `name`, version 3 has `names` by language. */
const Named = event(
  'Named',
  { names: z.record(z.string(), z.string()) },
  {
    version: 3,
    upcasters: {
      1: ({ title, ...rest }) => ({ ...rest, name: title }),
      2: ({ name, ...rest }) => ({ ...rest, names: { en: name } }),
    },
  },
);

describe('an event', () => {
  it('is declared once: calling it makes one, and its declaration is at hand', () => {
    expect(Opened({ name: 'a', seats: 1 })).toEqual({ type: 'Opened', data: { name: 'a', seats: 1 } });
    expect({ type: Opened.type, version: Opened.version, upcasters: Opened.upcasters }).toEqual({
      type: 'Opened',
      version: 1,
      upcasters: {},
    });
  });

  it('needs an upcaster from every older version', () => {
    const upcasters = { 2: (data: Record<string, unknown>) => data };
    expect(() => event('Gap', {}, { version: 3, upcasters })).toThrow(
      new RangeError('Gap: no upcaster from version 1'),
    );
  });
});

describe('the codec', () => {
  const codec = codecOf([Opened as unknown as EventType, Named as unknown as EventType]);

  it('writes the version of today and reads it back', () => {
    const wire = codec.encode(Named({ names: { en: 'Havana' } }));
    expect(wire).toEqual({ type: 'Named', schemaVersion: 3, data: { names: { en: 'Havana' } } });
    expect(codec.decode(wire)).toEqual({ type: 'Named', data: { names: { en: 'Havana' } } });
  });

  it('knows the types it was made of', () => {
    expect(['Opened', 'Named', 'Closed', 'toString'].map((type) => codec.knows(type))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it.each([
    [1, { title: 'Havana' }],
    [2, { name: 'Havana' }],
    [3, { names: { en: 'Havana' } }],
  ])('lifts version %d to that of today, and leaves what was read as it was', (schemaVersion, data) => {
    const wire = { type: 'Named', schemaVersion, data: Object.freeze(data) as Record<string, unknown> };
    expect(codec.decode(wire)).toEqual({ type: 'Named', data: { names: { en: 'Havana' } } });
  });

  it('refuses a type it does not know, in both directions', () => {
    expect(() => codec.encode({ type: 'Closed', data: {} })).toThrow(UnknownEventType);
    expect(() => codec.decode({ type: 'Closed', schemaVersion: 1, data: {} })).toThrow('unknown event type Closed');
  });

  it('refuses what a newer build wrote', () => {
    expect(() => codec.decode({ type: 'Named', schemaVersion: 4, data: {} })).toThrow(NewerEventVersion);
  });

  it.each([0, -1, 1.5, '1', null, undefined])('refuses version %p, which no build writes', (version) => {
    const wire = { type: 'Opened', schemaVersion: version as number, data: {} };
    expect(() => codec.decode(wire)).toThrow(UnfitEvent);
  });

  it.each([
    ['lacks a field', { seats: 1 }],
    ['has a field too many', { name: 'a', seats: 1, extra: true }],
    ['has a field of another type', { name: 1, seats: 1 }],
  ])('does not write an event that %s', (_what, data) => {
    expect(() => codec.encode({ type: 'Opened', data })).toThrow(UnfitEvent);
  });

  it('writes what the schema makes of the payload', () => {
    expect(codec.encode({ type: 'Opened', data: { name: 'a' } }).data).toEqual({ name: 'a', seats: 2 });
  });
});
