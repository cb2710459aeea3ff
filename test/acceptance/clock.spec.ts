import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ItemAnswer } from '#action-items/board/status-board.answers';
import type { WhyAnswer } from '#reminders/log/why.answers';
import { exitCode } from '../../apps/cli/src/exit-codes.js';
import { headOf, readLog } from '../faults/checker.js';
import { mailsOf, sidesOf, type Mail, type SideCode } from '../support/havana.js';
import { firstStart, startProduct, type Product } from '../support/product.js';
import type { ProductClient } from '../support/product-client.js';

interface Advanced {
  readonly now: string;
  readonly steps: readonly { readonly at: string; readonly decided: number; readonly sent: number }[];
}

let product: Product;
let secretaries: Readonly<Record<SideCode, ProductClient>>;
let sides: Readonly<Record<SideCode, string>>;

beforeAll(async () => {
  product = await startProduct();
  secretaries = { RU: await product.signInAs('secretary', 'RU'), CU: await product.signInAs('secretary', 'CU') };
  sides = await sidesOf(secretaries.RU);
}, firstStart);
afterAll(() => product?.dispose());

async function advance(...by: string[]): Promise<Advanced> {
  const { code, out, err } = await product.run('clock', 'advance', ...by, '--json');
  if (code !== 0) throw new Error(`clock advance ended with ${code}: ${err}`);
  return JSON.parse(out) as Advanced;
}

/** All mails of both sides, oldest first by what they say. */
async function mails(): Promise<Mail[]> {
  const all = (await Promise.all([mailsOf(secretaries.RU), mailsOf(secretaries.CU)])).flat();
  return all.toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

/** Runs it and tells which mails came meanwhile. */
async function mailsDuring(work: () => Promise<unknown>): Promise<Mail[]> {
  const before = new Set((await mails()).map(({ id }) => id));
  await work();
  return (await mails()).filter(({ id }) => !before.has(id));
}

const told = ({ date, to, subject }: Mail) => `${date.slice(0, 16)} ${to[0]!.split('@')[0]}: ${subject}`;
const sum = (all: readonly Advanced[]) => all.flatMap(({ steps }) => steps).reduce((sent, step) => sent + step.sent, 0);

describe('rapporteur clock advance 7d', () => {
  it('sends what falls due in that week, each at its own time, once', async () => {
    const moved: Advanced[] = [];
    const sent = await mailsDuring(async () => moved.push(await advance('7d')));
    // The opening of the day in Moscow is 06:00, in Havana 14:00 UTC.
    expect(sent.map(told)).toEqual([
      '2019-12-06T06:00 sarychev: Напоминание: 2019-1-5, срок 10 декабря 2019 г.',
      expect.stringMatching(/^2019-12-06T14:00 (boza: Vencido: 2019-1-3|verdecia: Recordatorio: 2019-1-5), /),
      expect.stringMatching(/^2019-12-06T14:00 (boza: Vencido: 2019-1-3|verdecia: Recordatorio: 2019-1-5), /),
    ]);
    expect(new Set(sent.map(({ to }) => to[0])).size).toBe(3);
    expect(moved[0]!.now).toMatch(/^2019-12-09T06:00:/);
    expect(sum(moved)).toBe(3);
    const log = await readLog(product.eventStoreUrl);
    expect(log.filter(({ type }) => type === 'DeliveryAccepted')).toHaveLength((await mails()).length);
  });

  it('run again moves on from there', async () => {
    const sent = await mailsDuring(async () => expect((await advance('7d')).now).toMatch(/^2019-12-16T06:00:/));
    expect(sent.map(({ date, to }) => `${date.slice(0, 10)} ${to[0]!.split('@')[0]}`)).toEqual([
      '2019-12-10 sarychev',
      '2019-12-10 verdecia',
      '2019-12-11 sarychev',
      '2019-12-11 verdecia',
      '2019-12-13 boza',
    ]);
  });

  it('run twice at once moves on by both weeks, and sends nothing twice', async () => {
    const moved: Advanced[] = [];
    const sent = await mailsDuring(async () => moved.push(...(await Promise.all([advance('7d'), advance('7d')]))));
    expect(moved.map(({ now }) => now.slice(0, 10)).toSorted()).toEqual(['2019-12-23', '2019-12-30']);
    expect(sum(moved)).toBe(sent.length);
    expect(sent.length).toBeGreaterThan(3);
    const messageIds = (await mails()).map(({ messageId }) => messageId);
    expect(new Set(messageIds).size).toBe(messageIds.length);
  });

  it('to a moment that has passed is refused and sends nothing', async () => {
    const head = await headOf(product.eventStoreUrl);
    const { code, err } = await product.run('clock', 'advance', 'to', '2019-12-01T00:00Z');
    expect(code).toBe(exitCode.validation);
    expect(err).toMatch(/only moves forward/);
    expect(await headOf(product.eventStoreUrl)).toBe(head);
    expect((await product.run('clock')).out).toMatch(/^2019-12-30T06:/);
  });
});

describe('after a half is done', () => {
  const mailsAbout = (all: readonly Mail[], number: string, domain: string) =>
    all.filter(({ subject, to }) => subject.includes(number) && to[0]!.endsWith(domain));

  async function reportCompletion(side: SideCode, number: string): Promise<ItemAnswer['reports'][number]> {
    const path = `/api/v1/action-items/${number}`;
    const { id, obligation } = await secretaries[side].read<ItemAnswer>(path);
    const report = { completedOn: '2019-12-27', report: { lang: 'en', text: 'It is done.' } };
    const to = `/api/v1/action-items/${id}/obligations/${sides[side]}/completion-reports`;
    const ifMatch = obligation?.revision ?? undefined;
    const { position } = await secretaries[side].must(to, report, { ifMatch });
    const { reports } = await secretaries[side].read<ItemAnswer>(`${path}?minPosition=${position}`);
    return reports.find(({ state }) => state === 'waiting')!;
  }

  async function validate(side: SideCode, number: string, reportId: string): Promise<void> {
    const validator = await product.signInAs('validator', side);
    const { id, revision } = await validator.read<ItemAnswer>(`/api/v1/action-items/${number}`);
    await validator.must(
      `/api/v1/action-items/${id}/validations`,
      { sideId: sides[side], reportId },
      { ifMatch: revision },
    );
  }

  it('nobody is reminded of it any more, while the other side still is', async () => {
    const { reportId } = await reportCompletion('RU', '2019-1-5');
    await validate('RU', '2019-1-5', reportId);
    // Reported and not yet accepted counts too: it is the validator's turn.
    await reportCompletion('CU', '2019-1-3');
    const sent = await mailsDuring(() => advance('5w'));
    expect(mailsAbout(sent, '2019-1-5', '@ru.example')).toEqual([]);
    expect(mailsAbout(sent, '2019-1-3', '@cu.example')).toEqual([]);
    expect(mailsAbout(sent, '2019-1-5', '@cu.example').length).toBeGreaterThan(1);
    expect(mailsAbout(sent, '2019-1-1', '')).toEqual([]);
  });

  it('why says so', async () => {
    const since = (answer: WhyAnswer) => answer.entries.filter(({ plannedAt }) => plannedAt > '2019-12-30');
    const russian = since(await secretaries.RU.read<WhyAnswer>('/api/v1/action-items/2019-1-5/why'));
    expect(new Set(russian.map(({ outcome, reason }) => `${outcome} ${reason}`))).toEqual(
      new Set(['withdrawn obligationDone']),
    );
    const cuban = since(await secretaries.CU.read<WhyAnswer>('/api/v1/action-items/2019-1-3/why'));
    expect(cuban[0]).toMatchObject({ outcome: 'suppressed', reason: 'reportedDone', message: null });
  });
});
