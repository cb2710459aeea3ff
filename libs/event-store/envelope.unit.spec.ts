import { describe, expect, it } from '@jest/globals';
import type { Actor, Envelope as CommandEnvelope } from '#kernel/command';
import { DomainError } from '#kernel/domain-error';
import { anEnvelope } from '#kernel/given-when-then';
import { uuid5 } from '#kernel/ids';
import { parameterOf } from '../../test/support/param-decorator.js';
import { DomainCommand } from './domain-command.js';
import { createdId, Envelope, etagOf, type EnvelopeTarget } from './envelope.decorator.js';
import { tellRevision } from './revision-headers.js';

const { actor } = anEnvelope();
const today = '2019-09-11';

/** The envelope of a request with these headers. */
const enveloped = (target: EnvelopeTarget, headers: object, request: object = { actor, today }) =>
  parameterOf<CommandEnvelope>(Envelope(target), { ...request, headers });

function refusal(ask: () => unknown): object | undefined {
  try {
    ask();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { code: error.code, kind: error.kind };
  }
  return undefined;
}

const key = { 'idempotency-key': 'k1' };

describe('the envelope of a command', () => {
  it('says who acts, on which day, and under which id', () => {
    const commandId = uuid5('command', actor.accountId, 'k1');
    expect(enveloped('creating', key)).toEqual({
      commandId,
      correlationId: commandId,
      causationId: commandId,
      actor,
      effectiveDate: today,
      expectedRevision: null,
    });
  });

  it('has the same id for the same account and key, and what it creates has, too', () => {
    const other: Actor = { ...actor, accountId: uuid5('another account') };
    const ids = [
      enveloped('creating', key),
      enveloped('creating', key),
      enveloped('creating', { 'idempotency-key': 'k2' }),
      enveloped('creating', key, { actor: other, today }),
    ].map(createdId);
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
  });

  it.each([
    ['creating', undefined, null],
    ['creating', '"3"', null],
    ['existing', '"3"', 3n],
    ['existing', ' "0" ', 0n],
    ['existing', '"9223372036854775807"', 9223372036854775807n],
    ['beginningOrExisting', undefined, -1n],
    ['beginningOrExisting', '"3"', 3n],
  ] as const)('for something %s and If-Match %p expects revision %p', (target, ifMatch, revision) => {
    expect(enveloped(target, { ...key, 'if-match': ifMatch }).expectedRevision).toBe(revision);
  });

  it.each(['3', 'W/"3"', '*', '"x"', '"-1"', '"1", "2"', '""', '"12345678901234567890"'])(
    'refuses If-Match %s',
    (ifMatch) => {
      const headers = { ...key, 'if-match': ifMatch };
      expect(refusal(() => enveloped('existing', headers))).toEqual({ code: 'http/ifMatchMalformed', kind: 'invalid' });
      expect(refusal(() => enveloped('beginningOrExisting', headers))).toMatchObject({ code: 'http/ifMatchMalformed' });
    },
  );

  it('is refused without key, with one too long, without If-Match where it must be, and without sign-in', () => {
    expect(refusal(() => enveloped('creating', {}))).toMatchObject({ code: 'http/idempotencyKeyMissing' });
    expect(refusal(() => enveloped('creating', { 'idempotency-key': 'x'.repeat(201) }))).toMatchObject({
      code: 'http/idempotencyKeyTooLong',
    });
    expect(refusal(() => enveloped('existing', key))).toEqual({
      code: 'http/ifMatchMissing',
      kind: 'preconditionRequired',
    });
    expect(refusal(() => enveloped('creating', key, {}))).toEqual({
      code: 'access/notSignedIn',
      kind: 'unauthenticated',
    });
  });
});

describe('a command', () => {
  class Sign extends DomainCommand {
    get type() {
      return 'Sign' as const;
    }
  }

  it('is addressed to an aggregate, and true on the day it says', () => {
    const envelope = anEnvelope({ effectiveDate: today });
    expect(new Sign().on('a', envelope)).toMatchObject({ type: 'Sign', id: 'a', envelope: { effectiveDate: today } });
    const earlier = Object.assign(new Sign(), { effectiveOn: '2019-09-01' }).on('a', envelope);
    expect(earlier.envelope).toEqual({ ...envelope, effectiveDate: '2019-09-01' });
  });

  it('cannot be told by its body where it goes or what it is', () => {
    expect(Object.keys(new Sign())).toEqual(['effectiveOn']);
    expect(() => Object.assign(new Sign(), { type: 'Other' })).toThrow(TypeError);
  });
});

describe('the answer to a command', () => {
  const headersOf = (statusCode: number, url = '/api/v1/protocols?x=1') => {
    const headers: Record<string, string> = {};
    const reply = { statusCode, header: (name: string, value: string) => void (headers[name] = value) };
    tellRevision({ id: 'a', revision: '3' }, { url }, reply as never);
    return headers;
  };

  it('carries the revision as strong ETag, and where it is when it was created', () => {
    expect(headersOf(200)).toEqual({ ETag: '"3"' });
    expect(headersOf(201)).toEqual({ ETag: '"3"', Location: '/api/v1/protocols/a' });
    expect([etagOf(3n), etagOf('3')]).toEqual(['"3"', '"3"']);
  });
});
