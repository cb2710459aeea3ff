import { describe, expect, it } from '@jest/globals';
import { foldAll } from '#kernel/decider';
import { anEnvelope, given } from '#kernel/given-when-then';
import { uuid5 } from '#kernel/ids';
import {
  aHeldOffice,
  anInstitution,
  anOffice,
  aPerson,
  aSide,
  aVacatedOffice,
  sampleInstitutionId,
  sampleOfficeId,
  samplePersonId,
  sampleSideId,
  sampleTenureId,
} from './directory.samples.js';
import { RegisterInstitution } from './institution.commands.js';
import { institutionDecider } from './institution.decider.js';
import { InstitutionRegistered } from './institution.events.js';
import { CreateOffice, EndTenure, StartTenure } from './office.commands.js';
import { holdersOn, officeDecider } from './office.decider.js';
import { OfficeCreated, TenureEnded, TenureStarted, type TenureId } from './office.events.js';
import { personDecider } from './person.decider.js';
import { sideDecider } from './side.decider.js';

const [russia, cuba] = [sampleSideId('RU'), sampleSideId('CU')];
const [officeId, institutionId, personId] = [sampleOfficeId(), sampleInstitutionId(), samplePersonId()];
const envelope = anEnvelope({ as: { sideId: russia } });
const names = { en: 'Head of department' };

describe('registering an institution', () => {
  const register = (part: Partial<RegisterInstitution> = {}) =>
    Object.assign(new RegisterInstitution(), { sideId: russia, code: 'MIN-A', names }, part).on(
      institutionId,
      envelope,
    );
  const side = foldAll(sideDecider, aSide());

  it('records it', () => {
    given(institutionDecider)
      .when(register(), { side })
      .then(InstitutionRegistered({ institutionId, sideId: russia, code: 'MIN-A', names, shortNames: null }));
  });

  it('is refused for an unknown side, and a second time', () => {
    given(institutionDecider).when(register(), { side: sideDecider.initial }).thenRefused('directory/unknownSide');
    given(institutionDecider, anInstitution()).when(register(), { side }).thenRefused('directory/alreadyRegistered');
  });

  it('reserves its code on its side only', () => {
    expect(institutionDecider.reserves?.(register({ code: 'min-a' }))).toEqual([
      { kind: 'institutionCode', key: [russia, 'MIN-A'] },
    ]);
  });
});

describe('creating an office', () => {
  const create = () =>
    Object.assign(new CreateOffice(), { sideId: russia, institutionId, names, language: 'ru' }).on(officeId, envelope);
  const institution = foldAll(institutionDecider, anInstitution());

  it('records it', () => {
    given(officeDecider)
      .when(create(), { institution })
      .then(OfficeCreated({ officeId, institutionId, sideId: russia, names, language: 'ru' }));
  });

  it('is refused in an institution that is not there, of another side, and a second time', () => {
    given(officeDecider)
      .when(create(), { institution: institutionDecider.initial })
      .thenRefused('directory/unknownInstitution');
    given(officeDecider)
      .when(create(), { institution: { ...institution, sideId: cuba } })
      .thenRefused('directory/institutionOfAnotherSide');
    given(officeDecider, anOffice()).when(create(), { institution }).thenRefused('directory/alreadyRegistered');
  });
});

describe('starting a tenure', () => {
  const start = (part: Partial<StartTenure> = {}, by = envelope) =>
    Object.assign(new StartTenure(), { personId, startsOn: '2019-09-01' }, part).on(officeId, by);
  const person = foldAll(personDecider, aPerson());
  const tenureId = uuid5('tenure', envelope.commandId) as TenureId;

  it('records it, not acting unless it says so', () => {
    given(officeDecider, anOffice())
      .when(start(), { person })
      .then(TenureStarted({ tenureId, personId, startsOn: '2019-09-01', acting: false }));
  });

  it('is refused while the same person still holds the office', () => {
    given(officeDecider, aHeldOffice()).when(start(), { person }).thenRefused('directory/tenureOverlaps');
    given(officeDecider, aVacatedOffice())
      .when(start({ startsOn: '2020-06-30' }), { person })
      .thenRefused('directory/tenureOverlaps');
  });

  it('is recorded again from the day after the last one', () => {
    given(officeDecider, aVacatedOffice())
      .when(start({ startsOn: '2020-07-01' }), { person })
      .then(TenureStarted({ tenureId, personId, startsOn: '2020-07-01', acting: false }));
  });

  it('lets somebody else, or the holder acting, stand beside the holder', () => {
    const other = samplePersonId('RU', 2);
    given(officeDecider, aHeldOffice())
      .when(start({ personId: other, acting: true }), { person: { ...person, personId: other } })
      .then(TenureStarted({ tenureId, personId: other, startsOn: '2019-09-01', acting: true }));
    given(officeDecider, aHeldOffice({ acting: true }))
      .when(start(), { person })
      .then(TenureStarted({ tenureId, personId, startsOn: '2019-09-01', acting: false }));
  });

  it('records nothing when it is already so', () => {
    given(officeDecider, aHeldOffice())
      .when(start({ startsOn: '2019-01-01' }), { person })
      .thenNothing();
  });

  it('does not tell another side’s person from one who does not exist', () => {
    given(officeDecider, anOffice())
      .when(start(), { person: { ...person, sideId: cuba } })
      .thenRefused('directory/unknownPerson');
    given(officeDecider, anOffice())
      .when(start(), { person: personDecider.initial })
      .thenRefused('directory/unknownPerson');
  });

  it('is refused to another side’s secretary, not to an administrator', () => {
    const fromCuba = start({}, anEnvelope({ as: { sideId: cuba } }));
    given(officeDecider, anOffice()).when(fromCuba, { person }).thenRefused('directory/notOfYourSide');
    const fromAbove = start({}, anEnvelope({ as: { sideId: null, roles: ['administrator'] } }));
    given(officeDecider, anOffice())
      .when(fromAbove, { person })
      .then(TenureStarted({ tenureId, personId, startsOn: '2019-09-01', acting: false }));
  });

  it('is refused in an office that is not there', () => {
    given(officeDecider).when(start(), { person }).thenRefused('directory/unknownOffice');
  });
});

describe('ending a tenure', () => {
  const end = (part: Partial<EndTenure> = {}) =>
    Object.assign(new EndTenure(), { tenureId: sampleTenureId(), endsOn: '2020-06-30' }, part).on(officeId, envelope);

  it('records the last day', () => {
    given(officeDecider, aHeldOffice())
      .when(end())
      .then(TenureEnded({ tenureId: sampleTenureId(), endsOn: '2020-06-30' }));
  });

  it('records nothing when it ended that day, and is refused with another', () => {
    given(officeDecider, aVacatedOffice()).when(end()).thenNothing();
    given(officeDecider, aVacatedOffice())
      .when(end({ endsOn: '2020-07-01' }))
      .thenRefused('directory/tenureAlreadyEnded');
  });

  it('is refused before its first day, and for a tenure that is not there', () => {
    given(officeDecider, aHeldOffice())
      .when(end({ endsOn: '2018-12-31' }))
      .thenRefused('directory/endsBeforeStart');
    given(officeDecider, anOffice()).when(end()).thenRefused('directory/unknownTenure');
  });
});

describe('who holds an office', () => {
  const deputy = samplePersonId('RU', 2);
  const state = foldAll(officeDecider, [
    ...aVacatedOffice(),
    TenureStarted({ tenureId: sampleTenureId(2), personId: deputy, startsOn: '2020-06-15', acting: true }),
  ]);

  it.each([
    ['2018-12-31', []],
    ['2019-01-01', [personId]],
    ['2020-06-15', [personId, deputy]],
    ['2020-06-30', [personId, deputy]],
    ['2020-07-01', [deputy]],
  ])('on %s', (on, holders) => {
    expect(holdersOn(state, on)).toEqual(holders);
  });
});
