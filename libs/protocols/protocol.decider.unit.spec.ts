import { describe, expect, it } from '@jest/globals';
import { anEnvelope, given } from '#kernel/given-when-then';
import { foldAll } from '#kernel/decider';
import { uuid5 } from '#kernel/ids';
import type { Actor } from '#kernel/command';
import { officeDecider, type OfficeState } from '#directory/office.decider';
import { bodyDecider } from '#directory/body.decider';
import { meetingDecider } from '#meetings/meeting.decider';
import {
  AddClause,
  AdoptProtocol,
  AgreeText,
  DisposeClause,
  DraftProtocol,
  RemoveClause,
  RewordClause,
  SignProtocol,
  type ProtocolCommand,
} from './protocol.commands.js';
import { protocolDecider, type ProtocolFacts } from './protocol.decider.js';
import {
  ClauseAdded,
  ClauseDisposed,
  ClauseRemoved,
  ClauseReworded,
  ProtocolAdopted,
  ProtocolDrafted,
  ProtocolSigned,
  ProtocolTextAgreed,
  ProtocolTookEffect,
  type ClauseId,
} from './protocol.events.js';
import {
  aDraftProtocol,
  aHalfSignedProtocol,
  anAdoptedProtocol,
  aProtocolInEffect,
  havana,
  sample,
} from './protocols.samples.js';

const { protocolId, ru, cu, ruMinister, cuMinister, decision, information } = sample;

/** A command as the secretary of a side gives it. */
function as<C extends ProtocolCommand>(side: Partial<Actor>, command: C, fields: Partial<C>): C {
  Object.assign(command, fields).on(protocolId, anEnvelope({ as: side }));
  return command;
}
const ruSecretary = { sideId: ru };
const cuSecretary = { sideId: cu };
const outsider = { sideId: uuid5('another side') as typeof ru };
const office = (sideId: typeof ru): OfficeState => ({ ...officeDecider.initial, exists: true, sideId });
const draftFacts: ProtocolFacts = {
  body: { ...bodyDecider.initial, exists: true, bodyId: sample.bodyId, sideIds: [ru, cu] },
  meeting: {
    ...meetingDecider.initial,
    exists: true,
    bodyId: sample.bodyId,
    startsOn: '2019-09-11',
    endsOn: '2019-09-11',
  },
};
const draft = (fields: Partial<DraftProtocol> = {}, side: Partial<Actor> = ruSecretary) =>
  as(side, new DraftProtocol(), {
    bodyId: sample.bodyId,
    meetingId: sample.meetingId,
    number: '2019-1',
    titles: { en: 'Final protocol' },
    languages: [
      { lang: 'ru', authentic: true },
      { lang: 'es', authentic: true },
    ],
    ...fields,
  });
const sign = (fields: Partial<SignProtocol>, side: Partial<Actor> = ruSecretary) =>
  as(side, new SignProtocol(), { sideId: ru, officeId: ruMinister, signedOn: '2019-09-11', place: havana, ...fields });

describe('drafting a protocol', () => {
  it('records the protocol with the clauses given, in one append', () => {
    const clauses = [{ path: '1', kind: 'decision', sector: 'metallurgy', texts: { ru: 'Текст' } }] as const;
    const command = draft({ clauses: [...clauses] });
    given(protocolDecider)
      .when(command, draftFacts)
      .then(
        ProtocolDrafted({
          protocolId,
          bodyId: sample.bodyId,
          meetingId: sample.meetingId,
          number: '2019-1',
          titles: { en: 'Final protocol' },
          sideIds: [ru, cu],
          languages: [
            { lang: 'ru', authentic: true },
            { lang: 'es', authentic: true },
          ],
          sessionOn: '2019-09-11',
        }),
        ClauseAdded({ clauseId: uuid5('clause', command.envelope.commandId, 0) as ClauseId, ...clauses[0] }),
      );
  });

  it.each([
    ['protocols/alreadyDrafted', {}, draftFacts, aDraftProtocol()],
    ['directory/unknownBody', {}, { ...draftFacts, body: bodyDecider.initial }, []],
    ['protocols/meetingOfAnotherBody', {}, { ...draftFacts, meeting: meetingDecider.initial }, []],
    ['protocols/meetingHasNoDate', {}, { ...draftFacts, meeting: { ...draftFacts.meeting!, startsOn: null } }, []],
    ['protocols/bodyHasOneSide', {}, { ...draftFacts, body: { ...draftFacts.body!, sideIds: [ru] } }, []],
    [
      'protocols/languageTwice',
      {
        languages: [
          { lang: 'ru', authentic: true },
          { lang: 'ru', authentic: false },
        ],
      },
      draftFacts,
      [],
    ],
    [
      'protocols/languageNotOfProtocol',
      { clauses: [{ path: '1', kind: 'decision', texts: { fr: 'Texte' } }] },
      draftFacts,
      [],
    ],
    [
      'protocols/pathTaken',
      {
        clauses: [
          { path: '1', kind: 'decision', texts: { ru: 'а' } },
          { path: '1', kind: 'decision', texts: { ru: 'б' } },
        ],
      },
      draftFacts,
      [],
    ],
  ] as const)('is refused as %s', (code, fields, facts, history) => {
    given(protocolDecider, history)
      .when(draft(fields as Partial<DraftProtocol>), facts)
      .thenRefused(code);
  });

  it('is refused for a side that is not of the body', () => {
    given(protocolDecider).when(draft({}, outsider), draftFacts).thenRefused('protocols/notOfThisBody');
  });

  it('reserves the number in the body', () => {
    expect(protocolDecider.reserves?.(draft())).toEqual([{ kind: 'protocolNumber', key: [sample.bodyId, '2019-1'] }]);
  });
});

describe('the text of a draft', () => {
  const added = { path: '3', kind: 'instruction', texts: { ru: 'Новый пункт' } } as const;

  it('takes a further clause', () => {
    const command = as(ruSecretary, new AddClause(), added);
    given(protocolDecider, aDraftProtocol())
      .when(command)
      .then(
        ClauseAdded({ clauseId: uuid5('clause', command.envelope.commandId, 0) as ClauseId, ...added, sector: null }),
      );
  });

  it('refuses a path that is taken', () => {
    given(protocolDecider, aDraftProtocol())
      .when(as(ruSecretary, new AddClause(), { ...added, path: '1' }))
      .thenRefused('protocols/pathTaken');
  });

  it('is reworded and cut', () => {
    const texts = { ru: 'Иначе' };
    given(protocolDecider, aDraftProtocol())
      .when(as(cuSecretary, new RewordClause(), { clauseId: decision, texts }))
      .then(ClauseReworded({ clauseId: decision, texts }));
    given(protocolDecider, aDraftProtocol())
      .when(as(cuSecretary, new RemoveClause(), { clauseId: information }))
      .then(ClauseRemoved({ clauseId: information }));
  });

  it('is the same wording again: nothing', () => {
    given(protocolDecider, aDraftProtocol())
      .when(as(ruSecretary, new RewordClause(), { clauseId: information, texts: { ru: 'Стороны отметили.' } }))
      .thenNothing();
  });

  it.each([
    ['AddClause', as(ruSecretary, new AddClause(), added)],
    ['RewordClause', as(ruSecretary, new RewordClause(), { clauseId: decision, texts: { ru: 'Иначе' } })],
    ['RemoveClause', as(ruSecretary, new RemoveClause(), { clauseId: decision })],
  ])('is locked once it is agreed: %s', (_name, command) => {
    given(protocolDecider, anAdoptedProtocol()).when(command).thenRefused('protocols/textIsLocked');
  });

  it('is agreed once, and not without clauses', () => {
    const agree = as(ruSecretary, new AgreeText(), { agreedOn: '2019-09-11' });
    given(protocolDecider, aDraftProtocol())
      .when(agree)
      .then(ProtocolTextAgreed({ agreedOn: '2019-09-11' }));
    given(protocolDecider, anAdoptedProtocol()).when(agree).thenNothing();
    given(protocolDecider, aDraftProtocol().slice(0, 1)).when(agree).thenRefused('protocols/noClauses');
  });

  it('of an unknown protocol, or by a side that is no party, is refused', () => {
    given(protocolDecider)
      .when(as(ruSecretary, new AddClause(), added))
      .thenRefused('protocols/unknown');
    given(protocolDecider, aDraftProtocol())
      .when(as(outsider, new AddClause(), added))
      .thenRefused('protocols/notOfThisBody');
  });
});

describe('adopting', () => {
  const agreed = aDraftProtocol().concat(ProtocolTextAgreed({ agreedOn: '2019-09-11' }));
  const adopt = (adoptedOn: string) => as(ruSecretary, new AdoptProtocol(), { adoptedOn });

  it('follows the agreement on the text', () => {
    given(protocolDecider, agreed)
      .when(adopt('2019-09-11'))
      .then(ProtocolAdopted({ adoptedOn: '2019-09-11' }));
    given(protocolDecider, aDraftProtocol()).when(adopt('2019-09-11')).thenRefused('protocols/textNotAgreed');
  });

  it('is not before the session, and not on two days', () => {
    given(protocolDecider, agreed).when(adopt('2019-09-10')).thenRefused('protocols/beforeSession');
    given(protocolDecider, anAdoptedProtocol()).when(adopt('2019-09-11')).thenNothing();
    given(protocolDecider, anAdoptedProtocol()).when(adopt('2019-09-12')).thenRefused('protocols/adoptedOnAnotherDay');
  });
});

describe('signing', () => {
  it('by one side leaves the protocol waiting for the other', () => {
    given(protocolDecider, anAdoptedProtocol())
      .when(sign({}), { office: office(ru) })
      .then(ProtocolSigned({ sideId: ru, officeId: ruMinister, signedOn: '2019-09-11', place: havana }));
  });

  it('by the last side makes it take effect on the day of the last signature', () => {
    given(protocolDecider, aHalfSignedProtocol())
      .when(sign({ sideId: cu, officeId: cuMinister, signedOn: '2019-09-13' }, cuSecretary), { office: office(cu) })
      .then(
        ProtocolSigned({ sideId: cu, officeId: cuMinister, signedOn: '2019-09-13', place: havana }),
        ProtocolTookEffect({ effectiveOn: '2019-09-13' }),
      );
  });

  it('again the same records nothing; differently is refused', () => {
    given(protocolDecider, aHalfSignedProtocol())
      .when(sign({}), { office: office(ru) })
      .thenNothing();
    given(protocolDecider, aHalfSignedProtocol())
      .when(sign({ signedOn: '2019-09-12' }), { office: office(ru) })
      .thenRefused('protocols/alreadySigned');
    given(protocolDecider, aHalfSignedProtocol())
      .when(sign({ place: { en: 'Moscow' } }), { office: office(ru) })
      .thenRefused('protocols/alreadySigned');
  });

  it('is refused before adoption, for a foreign office, and before the day of adoption', () => {
    given(protocolDecider, aDraftProtocol())
      .when(sign({}), { office: office(ru) })
      .thenRefused('protocols/notOpenForSignature');
    given(protocolDecider, anAdoptedProtocol())
      .when(sign({}), { office: office(cu) })
      .thenRefused('protocols/officeOfAnotherSide');
    given(protocolDecider, anAdoptedProtocol())
      .when(sign({ signedOn: '2019-09-10' }), { office: office(ru) })
      .thenRefused('protocols/signedBeforeAdopted');
    given(protocolDecider, anAdoptedProtocol())
      .when(sign({ sideId: outsider.sideId }), { office: office(outsider.sideId) })
      .thenRefused('protocols/notASideOfIt');
  });
});

describe('the disposition of a clause', () => {
  const reason = { lang: 'en', text: 'already done', textId: uuid5('text'), sha256: 'a'.repeat(64) };
  const dispose = (fields: Partial<DisposeClause>) =>
    as(ruSecretary, new DisposeClause(), { clauseId: decision, ...fields });

  it('is derived or, with a reason, noted', () => {
    given(protocolDecider, aProtocolInEffect())
      .when(dispose({ disposition: 'derived' }))
      .then(ClauseDisposed({ clauseId: decision, disposition: 'derived', reason: null }));
    const { textId, sha256, lang } = reason;
    given(protocolDecider, aProtocolInEffect())
      .when(dispose({ disposition: 'noted', reason }))
      .then(ClauseDisposed({ clauseId: decision, disposition: 'noted', reason: { textId, sha256, lang } as never }));
    given(protocolDecider, aProtocolInEffect())
      .when(dispose({ disposition: 'noted' }))
      .thenRefused('protocols/reasonNeeded');
  });

  it('belongs to operative clauses, and does not fall back from derived to noted', () => {
    given(protocolDecider, aProtocolInEffect())
      .when(dispose({ clauseId: information, disposition: 'derived' }))
      .thenRefused('protocols/notOperative');
    const derived = [
      ...aProtocolInEffect(),
      ClauseDisposed({ clauseId: decision, disposition: 'derived', reason: null }),
    ];
    given(protocolDecider, derived)
      .when(dispose({ disposition: 'derived' }))
      .thenNothing();
    given(protocolDecider, derived)
      .when(dispose({ disposition: 'noted', reason }))
      .thenRefused('protocols/alreadyDerived');
    given(protocolDecider, derived)
      .when(dispose({ clauseId: uuid5('nowhere') as ClauseId, disposition: 'derived' }))
      .thenRefused('protocols/unknownClause');
  });
});

it('folds to the day of the last signature', () => {
  expect(foldAll(protocolDecider, aProtocolInEffect())).toMatchObject({ stage: 'inEffect', effectiveOn: '2019-09-11' });
});
