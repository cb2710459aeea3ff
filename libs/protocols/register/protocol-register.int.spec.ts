import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuid5 } from '#kernel/ids';
import type { SideId, TextRef } from '#kernel/values';
import { Paged, type Page } from '#read-models/answers';
import type { ReadAt } from '#read-models/read-at';
import type { Placed } from '#read-models/view';
import { ViewRunner } from '#read-models/view-runner';
import { parameterOf } from '../../../test/support/param-decorator.js';
import { openViewHarness, TestLog, type ViewHarness } from '../../../test/support/view-harness.js';
import {
  ClauseAdded,
  ClauseDisposed,
  ClauseRemoved,
  ClauseReworded,
  ProtocolDrafted,
  protocolEvents,
  type ClauseId,
  type ProtocolEvent,
  type ProtocolId,
} from '../protocol.events.js';
import { aDraftProtocol, aProtocolInEffect, havana, sample } from '../protocols.samples.js';
import { GetProtocol, GetProtocolHandler, ListProtocols, ListProtocolsHandler } from './protocol-register.query.js';
import { protocolRegister } from './protocol-register.view.js';

const { protocolId, ru, cu, decision, information } = sample;
const reason = { textId: uuid5('reason'), sha256: 'ab'.repeat(32), lang: 'ru' } as TextRef;
const clauseId = (name: string) => uuid5('clause', name) as ClauseId;

let register: ViewHarness;
let list: ListProtocolsHandler;
let get: GetProtocolHandler;

/** The sample protocol with more clauses, one of them removed and one reworded before the text was agreed. */
function aFullProtocol(): ProtocolEvent[] {
  const draft = aDraftProtocol();
  const added = (name: string, path: string) =>
    ClauseAdded({ clauseId: clauseId(name), path, kind: 'instruction', sector: null, texts: { ru: `Пункт ${path}.` } });
  return [
    ...draft,
    added('ten', '10'),
    added('two-ten', '2.10'),
    added('two-nine', '2.9'),
    added('gone', '3'),
    ClauseRemoved({ clauseId: clauseId('gone') }),
    ClauseReworded({ clauseId: clauseId('ten'), texts: { ru: 'Иначе.', es: 'De otro modo.' } }),
    ...aProtocolInEffect().slice(draft.length),
    ClauseDisposed({ clauseId: decision, disposition: 'derived', reason: null }),
    ClauseDisposed({ clauseId: clauseId('ten'), disposition: 'noted', reason }),
  ];
}

const log = new TestLog();
const story = log.add('protocol', protocolId, aFullProtocol());
/** Further protocols: some on the same day, some that only others are a party to. */
const others = Array.from({ length: 9 }, (_, n) => {
  const id = uuid5('listed', n) as ProtocolId;
  return log.add('protocol', id, [
    ProtocolDrafted({
      protocolId: id,
      bodyId: sample.bodyId,
      meetingId: sample.meetingId,
      number: `20${n}`,
      titles: { en: `Protocol ${n}` },
      sideIds: n % 3 === 2 ? [cu, uuid5('side', 'MX') as SideId] : [ru, cu],
      languages: [{ lang: 'es', authentic: true }],
      sessionOn: `2019-0${1 + (n % 4)}-11`,
    }),
  ]);
}).flat();

beforeAll(async () => {
  register = await openViewHarness(protocolRegister);
  await register.apply([...story, ...others]);
  list = new ListProtocolsHandler(register.db, register.positions);
  get = new GetProtocolHandler(register.db, register.positions);
});
afterAll(() => register.close());

const pageFor = (query: object): Page => parameterOf(Paged(), { url: '/api/v1/protocols', query });
const listed = (viewer: SideId, at: ReadAt = {}, query: object = {}) =>
  list.execute(new ListProtocols(viewer, at, pageFor(query)));
const detail = (viewer: SideId, at: ReadAt = {}, id: string = protocolId) =>
  get.execute(new GetProtocol(viewer, at, id));
const event = (type: string) => story.find((placed) => placed.type === type)!;

it('takes every event of a protocol', () => {
  expect([...protocolRegister.handlers.keys()].toSorted()).toEqual(protocolEvents.map(({ type }) => type).toSorted());
});

describe('a protocol', () => {
  it('is told with its clauses in the order of the text, its dates and signatures, alike to all sides', async () => {
    const told = await detail(ru);
    expect(told).toMatchObject({
      id: protocolId,
      number: '2019-1',
      stage: 'inEffect',
      agreedOn: '2019-09-11',
      adoptedOn: '2019-09-11',
      effectiveOn: '2019-09-11',
      revision: String(story.length - 1),
      operative: 4,
      disposed: 2,
      signatures: [
        { sideId: ru, officeId: sample.ruMinister, signedOn: '2019-09-11', place: havana },
        { sideId: cu, officeId: sample.cuMinister, signedOn: '2019-09-11', place: havana },
      ],
    });
    const clauses = told.clauses.map(({ path, kind, disposition, reasonTextId }) => [
      path,
      kind,
      disposition,
      reasonTextId,
    ]);
    expect(clauses).toEqual([
      ['1', 'decision', 'derived', null],
      ['2', 'informational', null, null],
      ['2.9', 'instruction', null, null],
      ['2.10', 'instruction', null, null],
      ['10', 'instruction', 'noted', reason.textId],
    ]);
    expect(told.clauses.at(-1)!.texts).toEqual({ ru: 'Иначе.', es: 'De otro modo.' });
    expect(told.clauses[1]!.clauseId).toBe(information);
    expect(await detail(cu)).toEqual(told);
  });

  it('is told at every position as it stood then', async () => {
    const then: unknown[] = [];
    const { db, clock, positions } = register;
    await db.query('delete from views.checkpoint where name = $1', [protocolRegister.name]);
    const runner = await ViewRunner.open(db, protocolRegister);
    // It is read on the way here, as a view that has always been there.
    await db.query('update views.checkpoint set building_to = null');
    for (const placed of [...story, ...others]) {
      await runner.advance([placed], placed.position);
      clock.set(placed.metadata.recordedAt);
      then.push(await detail(cu), await listed(ru));
    }
    clock.set('2100-01-01T00:00:00.000Z');
    const now: unknown[] = [];
    for (const { position } of [...story, ...others])
      now.push(await detail(cu, { position }), await listed(ru, { position }));
    expect(now).toEqual(then);
    expect(await positions.of(protocolRegister.name)).toBe(others.at(-1)!.position);
  });

  it('goes through its stages', async () => {
    const stageAfter = async (type: string) => (await detail(ru, { position: event(type).position })).stage;
    expect(await stageAfter('ProtocolDrafted')).toBe('draft');
    expect(await stageAfter('ProtocolTextAgreed')).toBe('textAgreed');
    expect(await stageAfter('ProtocolAdopted')).toBe('adopted');
    expect(await stageAfter('ProtocolSigned')).toBe('adopted');
    expect(await stageAfter('ProtocolTookEffect')).toBe('inEffect');
  });

  it('is unknown to a side that is no party, before it was drafted, and by another id', async () => {
    const unknown = { code: 'protocols/unknown', kind: 'missing' };
    await expect(detail(uuid5('side', 'MX') as SideId)).rejects.toMatchObject(unknown);
    await expect(detail(ru, { position: 0n })).rejects.toMatchObject(unknown);
    await expect(detail(ru, {}, uuid5('another'))).rejects.toMatchObject(unknown);
  });
});

describe('the register', () => {
  const drafted = (viewer: SideId) =>
    [...story, ...others].filter(
      ({ type, data }: Placed) =>
        type === 'ProtocolDrafted' && (data as { sideIds: readonly string[] }).sideIds.includes(viewer),
    );

  it.each([
    ['the Russian side', ru],
    ['the Cuban side', cu],
    ['a third side', uuid5('side', 'MX') as SideId],
  ])('shows %s its protocols, newest session first', async (_who, viewer) => {
    const { items } = await listed(viewer);
    expect(items.map(({ id }) => id).toSorted()).toEqual(
      drafted(viewer)
        .map(({ id }) => id)
        .toSorted(),
    );
    const sessions = items.map(({ sessionOn }) => sessionOn);
    expect(sessions).toEqual(sessions.toSorted().toReversed());
  });

  it.each([1, 3, 10])('in pages of %d shows every protocol once', async (limit) => {
    const whole = (await listed(cu)).items;
    const shown: unknown[] = [];
    let cursor: string | null = null;
    do {
      const { items, next } = await listed(cu, {}, { limit: String(limit), ...(cursor && { cursor }) });
      shown.push(...items);
      cursor = next;
    } while (cursor);
    expect(shown).toEqual(whole);
  });
});
