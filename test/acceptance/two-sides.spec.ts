import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Receipt } from '#kernel/command';
import type { ItemAnswer } from '#action-items/board/status-board.answers';
import type { Problem } from '../../apps/api/src/problem.js';
import { boardOf, inShort, sidesOf, type SideCode } from '../support/havana.js';
import { firstStart, startProduct, type Product } from '../support/product.js';
import type { ProductClient } from '../support/product-client.js';
import { changesUntil, differences, readEverything, type Everything } from '../support/reading-all.js';

/** What Russia says to itself on the way; none of these words stands anywhere else. */
const words = {
  progress: 'согласованы-тринадцать-предприятий-из-двадцати',
  returnedReport: 'перечень-отправлен-без-приложений',
  reason: 'приложите-письмо-с-исходящим-номером',
  report: 'перечень-с-приложениями-передан-под-расписку',
};
const completedOn = { first: '2019-11-26', second: '2019-11-28' };
/** What is shared when the half is validated. */
const shared = [words.report, completedOn.second];
const hidden = [words.progress, words.returnedReport, words.reason, completedOn.first];
/** A text leaves its hash in the log: as telling as the text when there is little to guess. */
const traces = (text: string) => [text, createHash('sha256').update(text).digest('hex')];

let product: Product;
let secretary: ProductClient;
let validator: ProductClient;
/** Everybody of Cuba who can sign in. */
let cubans: readonly ProductClient[];
let sides: Readonly<Record<SideCode, string>>;
let item: ItemAnswer;
/** Where the log stood before Russia said anything. */
let begin: string;
let before: readonly Everything[];
const receipts: Receipt[] = [];
const reportIds: string[] = [];

beforeAll(async () => {
  product = await startProduct();
  secretary = await product.signInAs('secretary', 'RU');
  validator = await product.signInAs('validator', 'RU');
  cubans = await Promise.all(
    product.signIns
      .filter(({ side }) => side === 'CU')
      .map(({ role, office }) => product.signInAs(role, 'CU', office!)),
  );
  sides = await sidesOf(secretary);
  item = await secretary.read<ItemAnswer>('/api/v1/action-items/2019-1-5');
  begin = item.position;
  before = await everythingOf(cubans, begin);
}, firstStart);
afterAll(() => product?.dispose());

const everythingOf = (readers: readonly ProductClient[], position: string) =>
  Promise.all(readers.map((reader) => readEverything(reader, position)));
const found = (everything: Everything, text: string) =>
  [...everything].filter(([, answer]) => traces(text).some((trace) => answer.includes(trace))).map(([path]) => path);
const russian = (text: string) => ({ lang: 'ru', text });

/** A step inside Russia's half of the item. */
async function step(who: ProductClient, what: string, body: object): Promise<void> {
  const path = `/api/v1/action-items/${item.id}/obligations/${sides.RU}/${what}`;
  receipts.push(await who.must(path, body, { ifMatch: receipts.at(-1)?.revision }));
}

/** The report of Russia that waits for its validator. */
async function waiting(): Promise<string> {
  const path = `/api/v1/action-items/2019-1-5?minPosition=${receipts.at(-1)!.position}`;
  const { reports } = await secretary.read<ItemAnswer>(path);
  return reports.find(({ state }) => state === 'waiting')!.reportId;
}

describe('what Russia reports inside its half', () => {
  const steps: readonly (readonly [what: string, take: () => Promise<void>])[] = [
    ['progress', () => step(secretary, 'progress-reports', { report: russian(words.progress) })],
    [
      'a completion',
      () =>
        step(secretary, 'completion-reports', {
          completedOn: completedOn.first,
          report: russian(words.returnedReport),
        }),
    ],
    [
      'a return by the validator',
      async () => {
        reportIds.push(await waiting());
        await step(validator, 'report-returns', { reportId: reportIds[0], reason: russian(words.reason) });
      },
    ],
    [
      'a second completion',
      () => step(secretary, 'completion-reports', { completedOn: completedOn.second, report: russian(words.report) }),
    ],
  ];

  it.each(steps)('%s changes no answer to anybody of Cuba', async (_what, take) => {
    await take();
    const after = await everythingOf(cubans, receipts.at(-1)!.position);
    expect(after.flatMap((everything, n) => differences(before[n]!, everything))).toEqual([]);
  });

  it('is there for Russia, so there is something to hide', async () => {
    reportIds.push(await waiting());
    const own = await readEverything(secretary, receipts.at(-1)!.position);
    for (const text of Object.values(words)) expect(found(own, text)).toContain(`/api/v1/action-items/${item.id}`);
    expect(inShort(await boardOf(secretary), sides)['2019-1-5']?.RU).toBe('reportedDone, onSchedule, 2019-12-10');
    // The answers that were compared are those of Cuba’s secretary: board, items, mailbox and the rest.
    expect(before[0]!.size).toBeGreaterThan(40);
  });

  it('is not told by the feed either, which goes on with what is joint', async () => {
    const titles = { en: 'Experts' };
    const meeting = { bodyId: item.bodyId, kind: 'expertsMeeting', titles };
    const { id } = await secretary.must('/api/v1/meetings', meeting);
    const [own, other] = await Promise.all([secretary, cubans[0]!].map((reader) => changesUntil(reader, begin, id)));
    expect(own).toContain('CompletionReported');
    expect(own).toContain('ReportReturned');
    expect(other!.match(/"type":"\w+"/g)).toEqual(['"type":"MeetingProposed"']);
  });

  it('is not told by a refusal: what is there and what is not are refused alike', async () => {
    const cuban = await product.signInAs('validator', 'CU');
    const refusals = await Promise.all(
      [reportIds[1], reportIds[0], randomUUID()].map((reportId) =>
        cuban.post<Problem>(
          `/api/v1/action-items/${item.id}/validations`,
          { sideId: sides.RU, reportId },
          { ifMatch: item.revision },
        ),
      ),
    );
    for (const { status, body } of refusals) expect([status, body.code]).toEqual([403, 'access/otherSide']);
    const said = refusals.map(({ body: { traceId: _own, ...rest } }) => JSON.stringify(rest));
    expect(new Set(said).size).toBe(1);
  });
});

describe('when the validator accepts it', () => {
  let after: readonly Everything[];

  it('Cuba sees the report and its day on the item and the board', async () => {
    const body = { sideId: sides.RU, reportId: reportIds[1] };
    const path = `/api/v1/action-items/${item.id}/validations`;
    const { position } = await validator.must(path, body, { ifMatch: item.revision });
    after = await everythingOf(cubans, position);
    for (const everything of after)
      for (const text of shared) expect(found(everything, text)).toContain(`/api/v1/action-items/${item.id}`);
    expect(inShort(await boardOf(cubans[0]!), sides)['2019-1-5']?.RU).toBe('validated, done, 2019-12-10');
  });

  it('and still nothing of what led to it', () => {
    for (const everything of after)
      for (const text of [...hidden, reportIds[0]!]) expect(found(everything, text)).toEqual([]);
  });

  it('and as of the moment before, nothing at all', async () => {
    const path = `/api/v1/action-items/${item.id}?position=${receipts.at(-1)!.position}`;
    const then = await cubans[0]!.read<ItemAnswer>(path);
    for (const text of Object.values(words)) expect(JSON.stringify(then)).not.toContain(text);
    expect(then.reports).toEqual([]);
  });
});

describe('the other way round', () => {
  it('Russia learns of Cuba’s report on water when Cuba’s validator accepts it', async () => {
    const path = '/api/v1/action-items/2019-1-6';
    const text = 'Se remitieron los requisitos técnicos';
    const cubanValidator = await product.signInAs('validator', 'CU');
    const { id, revision, reports } = await cubanValidator.read<ItemAnswer>(path);
    const earlier = await readEverything(secretary, begin);
    expect([...earlier.values()].join('\n')).not.toContain(text);
    const accepted = { sideId: sides.CU, reportId: reports[0]!.reportId };
    const { position } = await cubanValidator.must(`/api/v1/action-items/${id}/validations`, accepted, {
      ifMatch: revision,
    });
    const seen = await secretary.read<ItemAnswer>(`${path}?minPosition=${position}`);
    expect(seen.reports).toMatchObject([{ state: 'validated', completedOn: '2019-11-13' }]);
    expect(JSON.stringify(seen.reports)).toContain(text);
  });
});
