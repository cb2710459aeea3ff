import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuid5, type Branded } from '#kernel/ids';
import type { SideId } from '#kernel/values';
import type { BodyId } from '#directory/directory.ids';
import { aProtocolInEffect, sample } from '#protocols/protocols.samples';
import { Paged, type Page } from '#read-models/answers';
import type { Placed } from '#read-models/view';
import { sidesOf, storySides } from '../../../test/support/item-story.js';
import { parameterOf } from '../../../test/support/param-decorator.js';
import { openViewHarness, TestLog, type ViewHarness } from '../../../test/support/view-harness.js';
import {
  ActionItemActivated,
  ActionItemDerived,
  ActionItemRemovedFromControl,
  DeadlineResolved,
  DeadlineSet,
  obligationIdOf,
  ObligationAssigned,
  ObligationValidated,
  type ActionItemId,
} from '../action-item.events.js';
import { aTextRef } from '../action-items.samples.js';
import { CompletionReported } from '../obligation.events.js';
import { BoardItems } from './board-items.js';
import { derivedStatusSql, deriveStatus } from './half-status.js';
import type { BoardAnswer, BoardItem } from './status-board.answers.js';
import { GetStatusBoard, GetStatusBoardHandler, type BoardFilter } from './status-board.query.js';
import { statusBoard } from './status-board.view.js';

const { ru, cu } = sample;
const now = '2019-11-05T12:00:00.000Z';
const bodies = [sample.bodyId, uuid5('another', 'body') as BodyId];
const sectors = ['metallurgy', 'aviation', null];
const dueDays = [null, '2019-10-01', '2019-11-04', '2019-11-05', '2019-11-14', '2019-12-31'];
/** In natural order. */
const numbers = ['1', '2', '2-1', '2-9', '2-10', '10', '11-1.2', '11-1.10', '11-2', 'A/2', 'A/10', 'a/11', 'Б-1'];

let board: ViewHarness;
let list: GetStatusBoardHandler;

/** Item n: how far it has come, its body, sector and days differ with n. */
function anItem(log: TestLog, n: number, number: string): Placed[] {
  const itemId = uuid5('listed', n) as ActionItemId;
  const add = (events: Parameters<TestLog['add']>[2]) => log.add('actionItem', itemId, events);
  const reportId = uuid5('listed', 'report', n) as Branded<'ReportId'>;
  const [side, other] = n % 2 === 0 ? (['ru', 'cu'] as const) : (['cu', 'ru'] as const);
  const assigned = (sideId: SideId, dueOn: string | null | undefined) => [
    ObligationAssigned({
      sideId,
      leadOfficeId: storySides[side].lead,
      coExecutorOfficeIds: [],
      validatorOfficeId: storySides[side].validator,
    }),
    DeadlineSet({ sideId, expression: dueOn ? { kind: 'date', on: dueOn } : { kind: 'unspecified' } }),
    ...(dueOn ? [resolved(sideId, dueOn)] : []),
  ];
  const report = {
    itemId,
    sideId: storySides[side].id,
    reportId,
    officeId: storySides[side].lead,
    report: aTextRef('x'),
  };
  const completedOn = n % 3 === 0 ? '2019-11-10' : '2019-09-30';
  const validation = ObligationValidated({
    sideId: storySides[side].id,
    reportId,
    completedOn,
    report: aTextRef('x'),
    validatedByOfficeId: storySides[side].validator,
  });
  const steps = [
    () => add([ActionItemActivated({ activatedOn: '2019-09-11' })]),
    () =>
      log.add('obligation', obligationIdOf(itemId, report.sideId), [CompletionReported({ ...report, completedOn })]),
    () => add([validation]),
    () => add([ActionItemRemovedFromControl({ removedOn: '2019-11-01', basis: aTextRef('basis') })]),
  ];
  return [
    ...add([
      ActionItemDerived({
        itemId,
        bodyId: bodies[n % bodies.length]!,
        protocolId: sample.protocolId,
        sideIds: [ru, cu],
        clauseIds: [sample.decision],
        number,
        titles: { en: `Item ${number}` },
        sector: sectors[n % sectors.length]!,
        jointRule: 'all',
      }),
      ...assigned(storySides[side].id, dueDays[n % dueDays.length]),
      ...assigned(storySides[other].id, dueDays[(n + 2) % dueDays.length]),
    ]),
    ...steps.slice(0, n % 5).flatMap((step) => step()),
  ];
}

const resolved = (sideId: SideId, dueOn: string) =>
  DeadlineResolved({
    sideId,
    dueOn,
    rawOn: dueOn,
    provisional: false,
    calendarVersion: 1,
    rounding: 'next',
    explanation: [],
  });

beforeAll(async () => {
  board = await openViewHarness(statusBoard);
  const log = new TestLog();
  // Recorded in another order than that of their numbers.
  const shuffled = numbers
    .map((number, n) => [n, number] as const)
    .toSorted(([a], [b]) => ((a * 5) % 13) - ((b * 5) % 13));
  await board.apply([
    ...sidesOf(log),
    ...log.add('protocol', sample.protocolId, aProtocolInEffect()),
    ...shuffled.flatMap(([n, number]) => anItem(log, n, number)),
  ]);
  board.clock.set(now);
  list = new GetStatusBoardHandler(board.db, board.positions, new BoardItems(board.db));
});
afterAll(() => board.close());

const pageFor = (query: object): Page => parameterOf(Paged(), { url: '/api/v1/board', query });
const ask = (viewer: SideId, filter: BoardFilter = {}, query: object = {}): Promise<BoardAnswer> =>
  list.execute(new GetStatusBoard(viewer, {}, filter, pageFor(query), 'en'));
const numbersOf = (items: readonly BoardItem[]) => items.map(({ number }) => number);

it('the SQL of a derived status says what the function says', async () => {
  const days = { today: '2019-11-05', riskUntil: '2019-11-14' };
  const around = [
    null,
    '2019-10-01',
    '2019-11-04',
    '2019-11-05',
    '2019-11-13',
    '2019-11-14',
    '2019-11-15',
    '2020-01-01',
  ];
  const matrix = (['pendingEffect', 'active', 'closed'] as const).flatMap((stage) =>
    (['notStarted', 'inProgress', 'reportedDone', 'validated'] as const).flatMap((status) =>
      around.flatMap((due_on) => around.map((completed_on) => ({ stage, status, due_on, completed_on }))),
    ),
  );
  const found = await board.db.query<{ derived: string }>(
    `select ${derivedStatusSql} as derived
     from jsonb_to_recordset($1::jsonb) as h(stage text, status text, due_on date, completed_on date, n bigint)
     cross join lateral (select h.stage) as i(stage)
     cross join (select $2::date as today, $3::date as risk_until) as d
     order by h.n`,
    [JSON.stringify(matrix.map((half, n) => ({ ...half, n }))), days.today, days.riskUntil],
  );
  expect(found).toHaveLength(3 * 4 * 8 * 8);
  expect(found.map(({ derived }) => derived)).toEqual(
    matrix.map(({ stage, ...half }) => deriveStatus(stage, half, days).derived),
  );
});

describe('the list', () => {
  it('is in the natural order of its numbers: 2 before 10', async () => {
    expect(numbersOf((await ask(ru)).items)).toEqual(numbers);
  });

  it.each([1, 2, 5, 12, 13, 14])('in pages of %d shows every item once', async (limit) => {
    const shown: string[] = [];
    let cursor: string | null = null;
    do {
      const { items, next }: BoardAnswer = await ask(cu, {}, { limit: String(limit), ...(cursor && { cursor }) });
      expect(items.length).toBeLessThanOrEqual(limit);
      shown.push(...numbersOf(items));
      cursor = next;
    } while (cursor);
    expect(shown).toEqual(numbers);
  });

  it('says today of each side and the same counts on every page', async () => {
    const whole = await ask(ru);
    expect(whole.today).toEqual({ [ru]: '2019-11-05', [cu]: '2019-11-05' });
    const first = await ask(ru, {}, { limit: '3' });
    const second = await ask(ru, {}, { limit: '3', cursor: first.next! });
    expect([first.counts, second.counts]).toEqual([whole.counts, whole.counts]);
  });
});

describe('filters', () => {
  const statuses = [
    'open',
    'notStarted',
    'inProgress',
    'reportedDone',
    'validated',
    'onSchedule',
    'atRisk',
    'overdue',
    'noDeadline',
    'done',
    'pendingEffect',
    'closed',
  ];
  const matches =
    ({ bodyId, sector, status }: BoardFilter) =>
    (item: BoardItem) =>
      (bodyId === undefined || item.bodyId === bodyId) &&
      (sector === undefined || item.sector === sector) &&
      (status === undefined ||
        (status === 'open' && item.stage !== 'closed') ||
        item.halves.some((half) => half.status === status || half.derived === status));

  const filters: BoardFilter[] = [
    ...bodies.map((bodyId) => ({ bodyId })),
    { bodyId: uuid5('no', 'body') },
    { protocolId: sample.protocolId },
    { sector: 'aviation' },
    ...statuses.map((status) => ({ status })),
    ...statuses.map((status) => ({ status, bodyId: bodies[0] })),
    { sector: 'metallurgy', status: 'open', bodyId: bodies[1] },
  ];

  it.each(filters)('%j leaves the items it says, and counts them', async (filter) => {
    for (const viewer of [ru, cu]) {
      const wanted = (await ask(viewer)).items.filter(matches(filter));
      const { items, counts } = await ask(viewer, filter);
      expect(items).toEqual(wanted);
      expect(counts).toMatchObject({
        items: wanted.length,
        closed: wanted.filter(({ stage }) => stage === 'closed').length,
      });
    }
  });

  it('find something for every status that a half can have', async () => {
    const all = [...(await ask(ru)).items, ...(await ask(cu)).items];
    const met = new Set(all.flatMap(({ halves }) => halves.flatMap(({ status, derived }) => [status, derived])));
    expect([...met].toSorted()).toEqual(
      statuses.filter((status) => !['open', 'inProgress'].includes(status)).toSorted(),
    );
  });

  it('by another protocol find nothing', async () => {
    expect(await ask(ru, { protocolId: uuid5('another', 'protocol') })).toMatchObject({
      items: [],
      counts: { items: 0 },
    });
  });
});

it('counts the items in which any half is late, at risk, reported or validated', async () => {
  const { items, counts } = await ask(ru);
  const having = (holds: (half: BoardItem['halves'][number]) => boolean) =>
    items.filter(({ halves }) => halves.some(holds)).length;
  expect(counts).toEqual({
    items: numbers.length,
    overdue: having(({ derived }) => derived === 'overdue'),
    atRisk: having(({ derived }) => derived === 'atRisk'),
    reportedDone: having(({ status }) => status === 'reportedDone'),
    validated: having(({ status }) => status === 'validated'),
    closed: items.filter(({ stage }) => stage === 'closed').length,
  });
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
});
