import { describe, expect, it } from '@jest/globals';
import { event, type EventType } from '#kernel/event';
import { Registry, type Capability } from './registry.js';
import type { View } from './view.js';

const Opened = event('Opened', {}) as unknown as EventType;
const Closed = event('Closed', {}) as unknown as EventType;
const view = (name: string): View => ({ name, version: 1, tables: [], handlers: new Map() });
const brings = (part: Partial<Capability>): Capability => ({
  name: 'doors',
  categories: ['door'],
  events: [],
  ...part,
});

describe('the registry', () => {
  it('gathers what the capabilities bring', () => {
    const registry = new Registry();
    const reaction = { name: 'closing', handlers: new Map() };
    const migration = { name: 'doors-001', sql: '' };
    registry.add(brings({ events: [Opened], views: [view('doors')] }));
    expect(registry.allEvents.knows('Closed')).toBe(false);
    registry.add(
      brings({
        name: 'gates',
        categories: ['gate', 'fence'],
        events: [Closed],
        reactions: [reaction],
        migrations: [migration],
      }),
    );
    expect(registry.prefixes).toEqual(['door-', 'gate-', 'fence-']);
    expect(registry.events).toEqual([Opened, Closed]);
    expect(registry.views.map(({ name }) => name)).toEqual(['doors']);
    expect([registry.reactions, registry.migrations]).toEqual([[reaction], [migration]]);
    expect(registry.allEvents.knows('Closed')).toBe(true);
  });

  it('refuses a second event or view of one name', () => {
    const registry = new Registry();
    registry.add(brings({ events: [Opened], views: [view('doors')] }));
    expect(() => registry.add(brings({ name: 'gates', events: [Opened] }))).toThrow('gates: Opened is declared twice');
    expect(() => registry.add(brings({ name: 'gates', views: [view('doors')] }))).toThrow(
      'gates: doors is declared twice',
    );
    expect(() => registry.add(brings({ name: 'gates', views: [view('a'), view('a')] }))).toThrow(
      'gates: a is declared twice',
    );
    const reaction = { name: 'doors', handlers: new Map() };
    expect(() => registry.add(brings({ name: 'gates', reactions: [reaction] }))).toThrow(
      'gates: doors is declared twice',
    );
  });

  it('finds the message behind a code in a language', () => {
    const registry = new Registry();
    registry.add(brings({}));
    registry.add(
      brings({ name: 'gates', texts: { en: { 'gates/shut': 'Shut.' }, ru: {}, es: { 'gates/shut': 'Cerrada.' } } }),
    );
    expect([registry.text('en', 'gates/shut'), registry.text('ru', 'gates/shut'), registry.text('en', 'x/y')]).toEqual([
      'Shut.',
      undefined,
      undefined,
    ]);
  });
});
