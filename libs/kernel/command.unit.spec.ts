import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { actsForOneOf, canonicalJson, commandHash, sha256, type CommandShape } from './command.js';
import { anEnvelope } from './given-when-then.js';
import { uuid5 } from './ids.js';
import type { SideId } from './values.js';

const id = uuid5('a', 'protocol');

class Sign implements CommandShape {
  declare id: string;
  declare envelope: CommandShape['envelope'];
  get type(): string {
    return 'Sign';
  }
}
const command = (body: object, on = id, envelope = anEnvelope()) =>
  Object.assign(new Sign(), body, { id: on, envelope });

/** The same value with the keys of every object in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (!value || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

describe('canonical JSON', () => {
  it('sorts the keys at every depth and keeps the order of lists', () => {
    expect(canonicalJson({ z: 1, a: [{ c: 'é', b: null }, 2] })).toBe('{"a":[{"b":null,"c":"é"},2],"z":1}');
    expect(canonicalJson([3, 1, 2])).toBe('[3,1,2]');
  });

  it('does not depend on the order of keys and means the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('leaves out what is undefined', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe(canonicalJson({ a: 1 }));
  });
});

describe('the fingerprint of a command', () => {
  it('is SHA-256 over canonical JSON of type, target and body', () => {
    const hash = commandHash(command({ z: 1, a: [{ c: 'é', b: null }] }));
    expect(hash).toBe(sha256(`["Sign","${id}",{"a":[{"b":null,"c":"é"}],"z":1}]`));
    expect(sha256('{"a":[{"b":null,"c":"é"}],"z":1}')).toBe(
      'fb3d96db436d13a08c3eeb9c81678badfe381710376a78fa1dd52f347628294a',
    );
  });

  it('depends neither on the order of keys nor on the envelope', () => {
    const other = anEnvelope({ commandId: uuid5('other'), expectedRevision: 7n, as: { roles: ['system'] } });
    expect(commandHash(command({ b: { y: 1, x: 2 }, a: 1 }, id, other))).toBe(
      commandHash(command({ a: 1, b: { x: 2, y: 1 } })),
    );
  });

  it('differs by body, target and type', () => {
    class Withdraw extends Sign {
      override get type() {
        return 'Withdraw';
      }
    }
    const hashes = [
      commandHash(command({ a: 1 })),
      commandHash(command({ a: '1' })),
      commandHash(command({ a: 1 }, uuid5('another', 'protocol'))),
      commandHash(Object.assign(new Withdraw(), command({ a: 1 }))),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

it('one acts for a side when it is one’s own; a process manager acts for all', () => {
  const [ru, cu] = [uuid5('side', 'RU') as SideId, uuid5('side', 'CU') as SideId];
  const by = (sideId: SideId | null, roles: string[]) => command({}, id, anEnvelope({ as: { sideId, roles } }));
  expect(actsForOneOf([ru, cu], by(cu, ['secretary']))).toBe(true);
  expect(actsForOneOf([ru], by(cu, ['secretary']))).toBe(false);
  expect(actsForOneOf([ru], by(null, ['administrator']))).toBe(false);
  expect(actsForOneOf([], by(null, ['system']))).toBe(true);
});
