import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuid5 } from '#kernel/ids';
import type { SideId } from '#kernel/values';
import type { ReadAt } from '#read-models/read-at';
import type { Placed } from '#read-models/view';
import { ViewRunner } from '#read-models/view-runner';
import { sample } from '#protocols/protocols.samples';
import { anItemStory, storyTexts } from '../../../test/support/item-story.js';
import { MemoryVault } from '../../../test/support/memory-vault.js';
import { openViewHarness, TestLog, type ViewHarness } from '../../../test/support/view-harness.js';
import { aTextRef, itemSample } from '../action-items.samples.js';
import { itemHistory } from '../history/item-history.view.js';
import { GetActionItem, GetActionItemHandler } from './action-item.query.js';
import { BoardItems } from './board-items.js';
import type { BoardAnswer, ItemAnswer } from './status-board.answers.js';
import { GetStatusBoard, GetStatusBoardHandler } from './status-board.query.js';
import { halfTable, reportTable } from './status-board.tables.js';
import { statusBoard } from './status-board.view.js';

const { ru, cu } = sample;
const { itemId } = itemSample;
const internalTypes = ['ProgressReported', 'CompletionReported', 'ReportReturned'];

let board: ViewHarness;
let vault: MemoryVault;
let items: GetActionItemHandler;
let list: GetStatusBoardHandler;
const story = anItemStory(new TestLog());

beforeAll(async () => {
  board = await openViewHarness(statusBoard);
  vault = new MemoryVault();
  await vault.put(
    Object.entries(storyTexts).map(([name, text]) => ({ ...aTextRef(name), lang: 'en', text, ownerSideId: null })),
  );
  const rows = new BoardItems(board.db);
  items = new GetActionItemHandler(board.db, board.positions, rows, vault);
  list = new GetStatusBoardHandler(board.db, board.positions, rows);
});
afterAll(() => board.close());

const page = { limit: 100, after: null, list: '' };
const boardOf = (viewer: SideId, at: ReadAt = {}) => list.execute(new GetStatusBoard(viewer, at, {}, page, 'en'));
const itemOf = (viewer: SideId, at: ReadAt = {}, idOrNumber: string = itemId, language: 'en' | 'ru' | 'es' = 'en') =>
  items.execute(new GetActionItem(viewer, at, idOrNumber, language));

/** What a side is told: its board and the item, or why not. */
async function toldTo(viewer: SideId, at: ReadAt): Promise<[BoardAnswer, ItemAnswer | string]> {
  const item = await itemOf(viewer, at).catch((error: { code: string }) => error.code);
  return [await boardOf(viewer, at), item];
}

/** Board and history anew, from the first event; the index of the log stays as it is. */
async function anew(): Promise<ViewRunner[]> {
  const { db } = board;
  await db.query('delete from views.checkpoint where name = any($1)', [[statusBoard.name, itemHistory.name]]);
  const runners = [await ViewRunner.open(db, statusBoard), await ViewRunner.open(db, itemHistory)] as const;
  // It is read on the way here, as a view that has always been there.
  await db.query('update views.checkpoint set building_to = null');
  return [...runners];
}

async function rebuiltFrom(events: readonly Placed[]): Promise<void> {
  for (const runner of await anew()) await runner.advance(events, story.at(-1)!.position);
}

/** The first event of a type, and of a side when it is said. */
const eventOf = (type: string, side?: SideId) =>
  story.find((event) => event.type === type && (!side || (event.data as { sideId?: string }).sideId === side))!;

/** What was told at each position when it was the newest. */
const toldThen = new Map<string, { asOf: string; told: Map<SideId, [BoardAnswer, ItemAnswer | string]> }>();

beforeAll(async () => {
  await board.apply(story);
  const runners = await anew();
  for (const event of story) {
    for (const runner of runners) await runner.advance([event], event.position);
    board.clock.set(event.metadata.recordedAt);
    const told = new Map([
      [ru, await toldTo(ru, {})],
      [cu, await toldTo(cu, {})],
    ] as const);
    toldThen.set(String(event.position), { asOf: event.metadata.recordedAt, told });
  }
  board.clock.set('2100-01-01T00:00:00.000Z');
});

describe('the board at any moment of the past', () => {
  it('is what it was then, at a position and as of the moment', async () => {
    for (const [position, { asOf, told }] of toldThen) {
      for (const viewer of [ru, cu]) {
        expect(await toldTo(viewer, { position: BigInt(position) })).toEqual(told.get(viewer));
        expect(await toldTo(viewer, { asOf })).toEqual(told.get(viewer));
      }
    }
  });

  it('between two events is what it was at the earlier one', async () => {
    const [at] = [eventOf('ObligationValidated').position];
    const between = await boardOf(cu, { position: at + 99n });
    expect(between).toEqual(await boardOf(cu, { position: at }));
    expect((await boardOf(cu, { position: at - 1n })).items).not.toEqual(between.items);
  });

  it('before the beginning is empty', async () => {
    const nothing = await boardOf(ru, { position: 0n });
    expect(nothing).toMatchObject({ items: [], today: {}, position: '-1', counts: { items: 0 } });
    await expect(itemOf(ru, { position: 0n })).rejects.toMatchObject({ code: 'actionItems/unknown' });
  });
});

describe('what the other side may know', () => {
  const pasts = () => story.map(({ position }) => ({ position }));
  const answers = async (viewer: SideId) => Promise.all(pasts().map((at) => toldTo(viewer, at)));

  it.each([
    ['the Cuban side', cu, ru],
    ['the Russian side', ru, cu],
  ])('%s is told the same at every moment as if the other had reported nothing', async (_who, viewer, other) => {
    const hidden = (event: Placed) =>
      internalTypes.includes(event.type) && (event.data as { sideId: string }).sideId === other;
    expect(story.filter(hidden).length).toBeGreaterThanOrEqual(2);
    const withThem = await answers(viewer);
    await rebuiltFrom(story.filter((event) => !hidden(event)));
    const without = await answers(viewer);
    await rebuiltFrom(story);
    // The office that reported becomes known with the validation; without the report there is none.
    const told = (answer: [BoardAnswer, ItemAnswer | string][]) => JSON.parse(JSON.stringify(answer, withoutOffice));
    expect(told(withThem)).toEqual(told(without));
  });

  const withoutOffice = (key: string, value: unknown) => (key === 'officeId' ? null : value);

  it('begins with the validation', async () => {
    const at = eventOf('ObligationValidated', ru).position;
    const halfOf = async (viewer: SideId, position: bigint) =>
      (await boardOf(viewer, { position })).items[0]!.halves.find(({ sideId }) => sideId === ru);
    expect(await halfOf(cu, at - 1n)).toMatchObject({ status: 'notStarted', completedOn: null });
    expect(await halfOf(ru, at - 1n)).toMatchObject({ status: 'reportedDone', completedOn: '2019-10-15' });
    for (const viewer of [ru, cu]) {
      expect(await halfOf(viewer, at)).toMatchObject({
        status: 'validated',
        completedOn: '2019-10-15',
        derived: 'done',
      });
    }
    const before = await itemOf(cu, { position: at - 1n });
    expect(before).toMatchObject({ reports: [{ sideId: cu, state: 'progress' }], obligation: { revision: '0' } });
    const { reports, history: told } = await itemOf(cu, { position: at });
    expect(reports.filter(({ sideId }) => sideId === ru)).toMatchObject([
      { state: 'validated', text: { text: storyTexts.done } },
    ]);
    expect(told.filter(({ internal }) => internal).map(({ sideId }) => sideId)).toEqual([cu]);
  });

  it('never includes what was returned, nor why', async () => {
    const all = JSON.stringify([
      await toldTo(cu, {}),
      await toldTo(cu, { position: eventOf('ReportReturned').position }),
    ]);
    for (const kept of [storyTexts.progress, storyTexts.tooEarly, storyTexts.reason]) expect(all).not.toContain(kept);
    const { reports } = await itemOf(ru);
    expect(reports.filter(({ sideId }) => sideId === ru)).toMatchObject([
      { kind: 'progress', state: 'progress', text: { text: storyTexts.progress } },
      { kind: 'completion', state: 'returned', returnedReason: { text: storyTexts.reason } },
      { kind: 'completion', state: 'validated', text: { text: storyTexts.done } },
    ]);
  });

  it('stands in rows of its own: none of the other side’s reports before they are shared', async () => {
    const shared = await board.versions(reportTable);
    const foreign = shared.filter(({ viewer_side_id: viewer, doc }) => doc.sideId !== viewer);
    expect(foreign.map(({ doc }) => doc.state)).toEqual(['validated', 'validated']);
    const halves = await board.versions(halfTable);
    const statuses = (viewer: SideId, side: SideId) => [
      ...new Set(
        halves.filter((row) => row.viewer_side_id === viewer && row.side_id === side).map((row) => row.status),
      ),
    ];
    expect(statuses(cu, ru)).toEqual(['notStarted', 'validated']);
    expect(statuses(ru, ru)).toEqual(['notStarted', 'inProgress', 'reportedDone', 'validated']);
  });

  it('is nothing at all for a side that is no party', async () => {
    const stranger = uuid5('side', 'stranger') as SideId;
    expect(await boardOf(stranger)).toMatchObject({ items: [], counts: { items: 0 } });
    await expect(itemOf(stranger)).rejects.toMatchObject({ code: 'actionItems/unknown', kind: 'missing' });
  });
});

describe('one item', () => {
  it('is found by id, in either case of its letters, and by number', async () => {
    const byId = await itemOf(ru);
    expect(byId).toMatchObject({ id: itemId, number: '2019-1-1', stage: 'closed', removedOn: '2019-12-02' });
    expect(await itemOf(ru, {}, itemId.toUpperCase())).toEqual(byId);
    expect(await itemOf(ru, {}, '2019-1-1')).toEqual(byId);
  });

  it.each([
    'no-such-number',
    '00000000-0000-4000-8000-000000000000',
    '00000000----------------------------',
    '%',
    "'",
    'a\0b',
    '\ud800',
    '',
  ])('that is asked for as %j is unknown', async (idOrNumber) => {
    await expect(itemOf(ru, {}, idOrNumber)).rejects.toMatchObject({ code: 'actionItems/unknown', kind: 'missing' });
  });

  it('shows clauses, basis and its own half’s revision, and says when a text was erased', async () => {
    const item = await itemOf(cu);
    expect(item).toMatchObject({
      clauses: [{ clauseId: sample.decision, path: '1', kind: 'decision' }],
      protocol: { number: '2019-1', effectiveOn: '2019-09-11' },
      basis: { lang: 'en', text: storyTexts.basis },
      obligation: { revision: '1' },
    });
    vault.texts.delete(aTextRef('cuDone').textId);
    const { reports } = await itemOf(cu);
    expect(reports.find(({ kind, sideId }) => kind === 'completion' && sideId === cu)).toMatchObject({ text: null });
    await vault.put([{ ...aTextRef('cuDone'), lang: 'en', text: storyTexts.cuDone, ownerSideId: null }]);
  });

  it.each(['en', 'ru', 'es'] as const)(
    'tells its history in %s, newest first, each event in a sentence',
    async (language) => {
      const { history: told } = await itemOf(ru, {}, itemId, language);
      const own = story.filter(
        ({ id, type, data }) =>
          id === itemId || (internalTypes.includes(type) && (data as { sideId: string }).sideId === ru),
      );
      expect(told.map(({ type }) => type)).toEqual(own.map(({ type }) => type).toReversed());
      for (const { sentence } of told) expect(sentence).toMatch(/^\P{Ll}.*[^.]\.$/u);
      expect(told.map(({ sentence }) => sentence).join(' ')).not.toMatch(/undefined|\{|\}/);
    },
  );
});
