import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { CommandShape } from './command.js';
import type { Decider } from './decider.js';
import { foldAll, unreachable } from './decider.js';
import { DomainError } from './domain-error.js';
import { event, type EventOf } from './event.js';
import { anEnvelope, given } from './given-when-then.js';
import { uuid5 } from './ids.js';

const Added = event('Added', { amount: z.number(), at: z.string().optional() });
type Addition = EventOf<typeof Added>;
type Add = CommandShape & { type: 'Add'; amount: number };

const add = (amount: number): Add => ({ type: 'Add', id: uuid5('sum'), envelope: anEnvelope(), amount });

/** Adds up to ten and no further; `decide` can be replaced by a defective one. */
function adding(decide?: Decider<number, Add, Addition>['decide']): Decider<number, Add, Addition> {
  return {
    category: 'sum',
    events: [Added],
    initial: 0,
    evolve: (sum, { data }) => sum + data.amount,
    decide:
      decide ??
      ((command, sum) => {
        if (command.amount < 0) throw new DomainError('sum/negative');
        return sum + command.amount > 10 || command.amount === 0 ? [] : [Added({ amount: command.amount })];
      }),
  };
}

const ten = [Added({ amount: 10 })];

describe('then', () => {
  it('holds when just these events are recorded', () => {
    expect(() =>
      given(adding(), ten.slice(1))
        .when(add(6))
        .then(Added({ amount: 6 })),
    ).not.toThrow();
  });

  it.each([
    ['others are recorded', [], [Added({ amount: 7 })]],
    ['more are expected', [], [Added({ amount: 6 }), Added({ amount: 6 })]],
    ['none is recorded', ten, [Added({ amount: 6 })]],
    ['none is expected but one is recorded', [], []],
  ])('fails when %s', (_what, history, expected) => {
    expect(() =>
      given(adding(), history)
        .when(add(6))
        .then(...expected),
    ).toThrow(/^recorded .*\nexpected /s);
  });

  it('fails when the command is refused', () => {
    expect(() => given(adding()).when(add(-1)).then()).toThrow(new DomainError('sum/negative'));
  });

  it('fails when an event does not fit its schema', () => {
    const unfit = adding(() => [{ type: 'Added', data: { amount: 'six' as never } }]);
    expect(() =>
      given(unfit)
        .when(add(6))
        .then({ type: 'Added', data: { amount: 'six' as never } }),
    ).toThrow(/^Added/);
  });

  it('fails when the repeated command records the same again', () => {
    const endless = adding((command) => [Added({ amount: command.amount })]);
    expect(() =>
      given(endless)
        .when(add(6))
        .then(Added({ amount: 6 })),
    ).toThrow(/records the same events again/);
  });

  it('holds when the repeated command is refused or finds it already so', () => {
    const once = adding((command, sum) => {
      if (sum > 0) throw new DomainError('sum/done');
      return [Added({ amount: command.amount })];
    });
    expect(() =>
      given(once)
        .when(add(6))
        .then(Added({ amount: 6 })),
    ).not.toThrow();
  });

  it('fails when the repeated command breaks', () => {
    const breaking = adding((command, sum) => {
      if (sum > 0) throw new TypeError('broken');
      return [Added({ amount: command.amount })];
    });
    expect(() =>
      given(breaking)
        .when(add(6))
        .then(Added({ amount: 6 })),
    ).toThrow('broken');
  });

  it('decides on the facts and the moment it is given', () => {
    const telling: Decider<number, Add, Addition, { amount: number }> = {
      category: 'sum',
      events: [Added],
      initial: 0,
      evolve: (sum, { data }) => sum + data.amount,
      decide: (_command, sum, { amount }, now) => (sum > 0 ? [] : [Added({ amount, at: now })]),
    };
    const at = '2020-01-01T00:00:00.000Z';
    expect(() =>
      given(telling)
        .when(add(1), { amount: 3 }, at)
        .then(Added({ amount: 3, at })),
    ).not.toThrow();
  });
});

describe('thenNothing', () => {
  it('holds when nothing is recorded, and fails otherwise', () => {
    expect(() => given(adding(), ten).when(add(6)).thenNothing()).not.toThrow();
    expect(() => given(adding()).when(add(6)).thenNothing()).toThrow(/^recorded /);
    expect(() => given(adding()).when(add(-1)).thenNothing()).toThrow(new DomainError('sum/negative'));
  });
});

describe('thenRefused', () => {
  it('holds when it is refused with the code, and fails otherwise', () => {
    expect(() => given(adding()).when(add(-1)).thenRefused('sum/negative')).not.toThrow();
    expect(() => given(adding()).when(add(-1)).thenRefused('sum/other')).toThrow('refused as sum/negative');
    expect(() => given(adding()).when(add(6)).thenRefused('sum/negative')).toThrow('but it recorded');
    expect(() => given(adding(), ten).when(add(6)).thenRefused('sum/negative')).toThrow('but it recorded []');
  });

  it('fails when the decision breaks', () => {
    const broken = adding(() => {
      throw new TypeError('broken');
    });
    expect(() => given(broken).when(add(6)).thenRefused('sum/negative')).toThrow('broken');
  });
});

it('given takes the history through the wire: an event that does not fit is no history', () => {
  const history = [{ type: 'Added', data: {} }] as unknown as Addition[];
  expect(() => given(adding(), history).when(add(6))).toThrow(/^Added/);
});

it('an envelope can be overridden in every part', () => {
  const { actor, ...rest } = anEnvelope({ as: { roles: ['system'], sideId: null }, expectedRevision: 3n });
  expect(actor).toMatchObject({ roles: ['system'], sideId: null, accountId: uuid5('test-account') });
  expect(rest).toMatchObject({ expectedRevision: 3n, commandId: rest.correlationId, causationId: rest.commandId });
});

it('a fold goes on from any state, and a closed switch ends in a type error', () => {
  expect(foldAll(adding(), [Added({ amount: 1 }), Added({ amount: 2 })], 4)).toBe(7);
  expect(() => unreachable({ type: 'Strange' } as never)).toThrow(new TypeError('unexpected {"type":"Strange"}'));
});
