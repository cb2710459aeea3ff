import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { foldAll } from '#kernel/decider';
import { anEnvelope, given } from '#kernel/given-when-then';
import {
  aPerson,
  aReachablePerson,
  aSide,
  anUnreachablePerson,
  sampleEndpointId,
  samplePersonId,
  sampleSideId,
} from './directory.samples.js';
import { AddEndpoint, DeclareEndpointDead, RegisterPerson } from './person.commands.js';
import { endpointIdOf, personDecider } from './person.decider.js';
import { EndpointAdded, EndpointDeclaredDead, PersonRegistered } from './person.events.js';
import { sideDecider } from './side.decider.js';

const [russia, cuba] = [sampleSideId('RU'), sampleSideId('CU')];
const personId = samplePersonId();
const own = anEnvelope({ as: { sideId: russia } });
const foreign = anEnvelope({ as: { sideId: cuba } });
const side = foldAll(sideDecider, aSide());
const displayNames = { ru: 'А. Пример' };
const mailAddress = 'a.primer@ministry.example';

const register = (part: Partial<RegisterPerson> = {}) =>
  Object.assign(new RegisterPerson(), { sideId: russia, displayNames }, part).on(personId, own);

describe('registering a person', () => {
  it('records ids only', () => {
    given(personDecider)
      .when(register(), { side })
      .then(PersonRegistered({ personId, sideId: russia }));
  });

  it('records an endpoint for the address, never the address', () => {
    const command = register({ mailAddress });
    const expected = [
      PersonRegistered({ personId, sideId: russia }),
      EndpointAdded({ endpointId: endpointIdOf(command), channel: 'mail' }),
    ];
    given(personDecider)
      .when(command, { side })
      .then(...expected);
    expect(JSON.stringify(expected)).not.toMatch(/Пример|@/);
  });

  it('is refused for an unknown side, and a second time', () => {
    given(personDecider).when(register(), { side: sideDecider.initial }).thenRefused('directory/unknownSide');
    given(personDecider, aPerson()).when(register(), { side }).thenRefused('directory/alreadyRegistered');
  });
});

describe('adding an address', () => {
  const add = (by = own) => Object.assign(new AddEndpoint(), { mailAddress }).on(personId, by);

  it('records an endpoint', () => {
    given(personDecider, aPerson())
      .when(add())
      .then(EndpointAdded({ endpointId: endpointIdOf(add()), channel: 'mail' }));
  });

  it('does not tell another side whether there is such a person', () => {
    given(personDecider, aPerson()).when(add(foreign)).thenRefused('directory/unknownPerson');
    given(personDecider).when(add(foreign)).thenRefused('directory/unknownPerson');
  });
});

describe('declaring an address dead', () => {
  const endpointId = sampleEndpointId();
  const declare = (by = own) =>
    Object.assign(new DeclareEndpointDead(), { endpointId, reason: '5.1.1' }).on(personId, by);

  it('records it, also for a process manager', () => {
    const dead = EndpointDeclaredDead({ endpointId, reason: '5.1.1' });
    given(personDecider, aReachablePerson()).when(declare()).then(dead);
    given(personDecider, aReachablePerson())
      .when(declare(anEnvelope({ as: { sideId: null, roles: ['system'] } })))
      .then(dead);
  });

  it('records nothing when it is dead, and is refused for an address that is not there', () => {
    given(personDecider, anUnreachablePerson()).when(declare()).thenNothing();
    given(personDecider, aPerson()).when(declare()).thenRefused('directory/unknownEndpoint');
  });

  it('is refused to another side', () => {
    given(personDecider, aReachablePerson()).when(declare(foreign)).thenRefused('directory/unknownPerson');
  });
});

describe('what a command about a person may carry', () => {
  const faults = (body: object) =>
    validateSync(plainToInstance(RegisterPerson, { sideId: russia, displayNames, ...body })).map(
      (fault) => fault.property,
    );

  it('takes a plain address and none at all', () => {
    expect(faults({ mailAddress })).toEqual([]);
    expect(faults({})).toEqual([]);
  });

  it.each([
    'a@b',
    'two words@ministry.example',
    'a@ministry.example\r\nBcc: x@y.example',
    'a@ministry.example\n',
    'A <a@ministry.example>',
    'a@ministry.example,b@ministry.example',
    'a@[127.0.0.1]',
    `${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(3)}example`,
    '',
  ])('refuses the address %j', (address) => {
    expect(faults({ mailAddress: address })).toEqual(['mailAddress']);
  });

  it.each([
    ['a line break', 'A.\nExample'],
    ['a null character', 'A\u0000'],
    ['a line separator', 'A\u2028B'],
    ['reversed writing', 'A\u202eB'],
    ['nothing but space', '  '],
    ['201 characters', 'a'.repeat(201)],
  ])('refuses a name with %s', (_what, name) => {
    expect(faults({ displayNames: { en: name } })).toEqual(['displayNames']);
  });
});
