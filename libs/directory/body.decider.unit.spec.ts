import { describe, expect, it } from '@jest/globals';
import { foldAll } from '#kernel/decider';
import { anEnvelope, given } from '#kernel/given-when-then';
import type { SideId } from '#kernel/values';
import { EstablishBody, FormNationalPart, JoinBody } from './body.commands.js';
import { bodyDecider } from './body.decider.js';
import { BodyEstablished, NationalPartFormed, SideJoinedBody } from './body.events.js';
import {
  aBody,
  aBodyWithNationalPart,
  anEmptyBody,
  anOffice,
  aSide,
  sampleBodyId,
  sampleOfficeId,
  sampleSideId,
  theOtherSide,
} from './directory.samples.js';
import { officeDecider } from './office.decider.js';
import { sideDecider } from './side.decider.js';

const [russia, cuba] = [sampleSideId('RU'), sampleSideId('CU')];
const bodyId = sampleBodyId();
const asAdministrator = anEnvelope({ as: { roles: ['administrator'] } });
const sides = [foldAll(sideDecider, aSide()), foldAll(sideDecider, theOtherSide())];
const nowhere = sideDecider.initial;

const fields = {
  code: 'RG-01',
  kind: 'workingGroup' as const,
  names: { en: 'Industrial cooperation' },
  languages: ['ru', 'es'],
};
const establish = (part: Partial<EstablishBody> = {}) =>
  Object.assign(new EstablishBody(), fields, part).on(bodyId, asAdministrator);
const established = BodyEstablished({ bodyId, ...fields, parentId: null, establishedOn: null });

describe('establishing a body', () => {
  it('records it alone when no side is known yet', () => {
    given(bodyDecider).when(establish(), { parent: null, sides: [] }).then(established);
  });

  it('records the sides in the same breath', () => {
    given(bodyDecider)
      .when(establish({ sideIds: [russia, cuba] }), { parent: null, sides })
      .then(established, SideJoinedBody({ sideId: russia }), SideJoinedBody({ sideId: cuba }));
  });

  it('is refused with a side that is not there, or twice the same', () => {
    given(bodyDecider)
      .when(establish({ sideIds: [russia, cuba] }), { sides: [sides[0]!, nowhere] })
      .thenRefused('directory/unknownSide');
    given(bodyDecider)
      .when(establish({ sideIds: [russia, russia] }), { sides: [sides[0]!, sides[0]!] })
      .thenRefused('directory/sideTwice');
  });

  it('is refused under a parent that is not there, and stands under one that is', () => {
    const parentId = sampleBodyId(2);
    given(bodyDecider)
      .when(establish({ parentId }), { parent: bodyDecider.initial })
      .thenRefused('directory/unknownBody');
    given(bodyDecider)
      .when(establish({ parentId }), { parent: foldAll(bodyDecider, aBody({ bodyId: parentId })) })
      .then(BodyEstablished({ ...established.data, parentId }));
  });

  it('is refused with a language twice', () => {
    given(bodyDecider)
      .when(establish({ languages: ['ru', 'ru'] }))
      .thenRefused('directory/languageTwice');
  });

  it('is refused a second time', () => {
    given(bodyDecider, aBody()).when(establish()).thenRefused('directory/alreadyRegistered');
  });

  it('reserves its code', () => {
    expect(bodyDecider.reserves?.(establish({ code: 'rg-01' }))).toEqual([{ kind: 'bodyCode', key: ['RG-01'] }]);
  });
});

describe('joining a body', () => {
  const join = (sideId: SideId) => Object.assign(new JoinBody(), { sideId }).on(bodyId, asAdministrator);

  it('records the side', () => {
    given(bodyDecider, anEmptyBody())
      .when(join(russia), { sides: [sides[0]!] })
      .then(SideJoinedBody({ sideId: russia }));
  });

  it('records nothing when it takes part already', () => {
    given(bodyDecider, aBody())
      .when(join(russia), { sides: [sides[0]!] })
      .thenNothing();
  });

  it('is refused for an unknown side or body', () => {
    given(bodyDecider, aBody())
      .when(join(sampleSideId('XX')), { sides: [nowhere] })
      .thenRefused('directory/unknownSide');
    given(bodyDecider)
      .when(join(russia), { sides: [sides[0]!] })
      .thenRefused('directory/unknownBody');
  });
});

describe('forming a national part', () => {
  const [chairOfficeId, secretaryOfficeId] = [sampleOfficeId('RU', 1), sampleOfficeId('RU', 2)];
  const form = (part: Partial<FormNationalPart> = {}) =>
    Object.assign(new FormNationalPart(), { sideId: russia, chairOfficeId, secretaryOfficeId }, part).on(
      bodyId,
      asAdministrator,
    );
  const own = foldAll(officeDecider, anOffice());
  const foreign = foldAll(officeDecider, anOffice({ sideId: cuba }));

  it('records chair and secretary', () => {
    given(bodyDecider, aBody())
      .when(form(), { chairOffice: own, secretaryOffice: own })
      .then(NationalPartFormed({ sideId: russia, chairOfficeId, secretaryOfficeId }));
  });

  it('records nothing when it is already so, and anew when another office takes over', () => {
    const facts = { chairOffice: own, secretaryOffice: own };
    given(bodyDecider, aBodyWithNationalPart()).when(form(), facts).thenNothing();
    const successor = sampleOfficeId('RU', 3);
    given(bodyDecider, aBodyWithNationalPart())
      .when(form({ chairOfficeId: successor }), facts)
      .then(NationalPartFormed({ sideId: russia, chairOfficeId: successor, secretaryOfficeId }));
  });

  it.each([
    { chairOffice: foreign, secretaryOffice: own },
    { chairOffice: own, secretaryOffice: foreign },
    { chairOffice: officeDecider.initial, secretaryOffice: own },
  ])('is refused with an office that is not of the side', (facts) => {
    given(bodyDecider, aBody()).when(form(), facts).thenRefused('directory/officeOfAnotherSide');
  });

  it('is refused for a side that does not take part', () => {
    given(bodyDecider, anEmptyBody())
      .when(form(), { chairOffice: own, secretaryOffice: own })
      .thenRefused('directory/notASideOfBody');
  });
});
