import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ItemAnswer } from '#action-items/board/status-board.answers';
import type { WhyAnswer, WhyEntry } from '#reminders/log/why.answers';
import { gapsAndRepeats, readLog, type Logged } from '../faults/checker.js';
import { boardOf, inShort, mailsOf, sidesOf, type Mail, type SideCode } from '../support/havana.js';
import { firstStart, startProduct, type Product } from '../support/product.js';
import type { ProductClient } from '../support/product-client.js';

let product: Product;
/** Secretaries of the two sides. */
let ru: ProductClient;
let cu: ProductClient;
let sides: Readonly<Record<SideCode, string>>;
let log: Logged[];

beforeAll(async () => {
  product = await startProduct();
  await signIn();
  sides = await sidesOf(ru);
  log = await readLog(product.eventStoreUrl);
}, firstStart);
afterAll(() => product?.dispose());

async function signIn(): Promise<void> {
  [ru, cu] = await Promise.all([product.signInAs('secretary', 'RU'), product.signInAs('secretary', 'CU')]);
}

const ofType = (type: string) => log.filter((event) => event.type === type);
const dataOf = <T>(type: string) => ofType(type).map(({ data }) => data as T);
/** Events of the item with a number, of one type. */
const ofItem = <T>(number: string, type: string): T[] => {
  const derived = ofType('ActionItemDerived').find(({ data }) => (data as { number: string }).number === number)!;
  return log.filter((event) => event.stream === derived.stream && event.type === type).map(({ data }) => data as T);
};

describe('the story of Havana, read from $all by the official client', () => {
  it('is told in its order', () => {
    const told = [
      'SideRegistered',
      'BodyEstablished',
      'MeetingProposed',
      'MeetingScheduled',
      'ProtocolDrafted',
      'ClauseAdded',
      'ProtocolTextAgreed',
      'ProtocolAdopted',
      'ProtocolSigned',
      'ProtocolTookEffect',
      'MeetingHeld',
      'ActionItemDerived',
      'DeadlineResolved',
      'ActionItemActivated',
      'ProjectProposed',
      'EstimateRecorded',
      'MeetingWindowAgreed',
      'ReminderDecided',
      'DeliveryAccepted',
      'CompletionReported',
      'ObligationValidated',
      'ActionItemRemovedFromControl',
    ];
    expect([...new Set(log.map(({ type }) => type))].filter((type) => told.includes(type))).toEqual(told);
    expect(gapsAndRepeats(log)).toEqual([]);
  });

  it('has both sides sign on 11 September 2019, and that was recorded on the day', () => {
    const signed = dataOf<{ sideId: string; signedOn: string; place: { en: string } }>('ProtocolSigned');
    expect(signed.map(({ sideId, signedOn, place }) => [sideId, signedOn, place.en])).toEqual([
      [sides.RU, '2019-09-11', 'Havana'],
      [sides.CU, '2019-09-11', 'Havana'],
    ]);
    for (const { metadata } of ofType('ProtocolSigned')) expect(metadata.recordedAt).toMatch(/^2019-09-11T19:\d\d/);
    expect(dataOf('ProtocolTookEffect')).toEqual([{ effectiveOn: '2019-09-11' }]);
  });

  it('resolves 60 days after signature, a Sunday, back to 8 November for Russia and on to 11 November for Cuba', () => {
    const resolved = ofItem<{ sideId: string; rawOn: string; dueOn: string }>('2019-1-1', 'DeadlineResolved');
    expect(resolved.map(({ sideId, rawOn, dueOn }) => [sideId, rawOn, dueOn])).toEqual([
      [sides.RU, '2019-11-10', '2019-11-08'],
      [sides.CU, '2019-11-10', '2019-11-11'],
    ]);
  });

  it('proposes the rail project of about $1.9bn and plans the meeting of industry leaders', () => {
    expect(dataOf('ProjectProposed')).toEqual([expect.objectContaining({ code: 'P-01', sector: 'rail' })]);
    expect(dataOf('EstimateRecorded')).toEqual([
      expect.objectContaining({ amount: '1900000000', currency: 'USD', approximate: true }),
    ]);
    expect(dataOf('MeetingWindowAgreed')).toEqual([{ from: '2020-02-03', until: '2020-03-20' }]);
  });

  it('carries one item from its clause to its removal from control', () => {
    const validated = ofItem<{ sideId: string; completedOn: string }>('2019-1-1', 'ObligationValidated');
    expect(validated.map(({ sideId, completedOn }) => [sideId, completedOn])).toEqual([
      [sides.RU, '2019-10-29'],
      [sides.CU, '2019-11-06'],
    ]);
    expect(ofItem('2019-1-1', 'ActionItemRemovedFromControl')).toEqual([
      expect.objectContaining({ removedOn: '2019-11-12' }),
    ]);
  });
});

describe('the status board', () => {
  it('of 2 December shows Russia what is closed, late and done, and what Cuba has shared', async () => {
    const board = await boardOf(ru);
    expect(inShort(board, sides)).toEqual({
      '2019-1-1': { stage: 'closed', RU: 'validated, closed, 2019-11-08', CU: 'validated, closed, 2019-11-11' },
      '2019-1-3': {
        stage: 'active',
        RU: 'validated, done, 2019-10-31',
        CU: 'notStarted, overdue 17 days, 2019-11-15',
      },
      '2019-1-5': {
        stage: 'active',
        RU: 'notStarted, atRisk, 2019-12-10',
        CU: 'notStarted, atRisk, 2019-12-10',
      },
      '2019-1-6': { stage: 'active', CU: 'notStarted, overdue 18 days, 2019-11-14' },
      '2019-1-10': {
        stage: 'active',
        RU: 'notStarted, onSchedule, 2020-03-31',
        CU: 'notStarted, onSchedule, 2020-03-31',
      },
    });
    expect(board.asOf).toMatch(/^2019-12-02T06:/);
    expect(board.today).toEqual({ [sides.RU]: '2019-12-02', [sides.CU]: '2019-12-02' });
    expect(board.counts).toEqual({ items: 5, overdue: 2, atRisk: 1, reportedDone: 0, validated: 2, closed: 1 });
  });

  it('shows Cuba its own report on water that waits for its validator, and Russia nothing of it', async () => {
    const own = await boardOf(cu);
    expect(inShort(own, sides)['2019-1-6']).toEqual({
      stage: 'active',
      CU: 'reportedDone, onSchedule, 2019-11-14',
    });
    expect(own.counts).toMatchObject({ overdue: 1, reportedDone: 1 });
    const [inside, outside] = await Promise.all([
      cu.read<ItemAnswer>('/api/v1/action-items/2019-1-6'),
      ru.read<ItemAnswer>('/api/v1/action-items/2019-1-6'),
    ]);
    expect(inside.reports).toMatchObject([{ state: 'waiting', completedOn: '2019-11-13', text: { lang: 'es' } }]);
    expect(inside.history[0]).toMatchObject({ type: 'CompletionReported', internal: true });
    expect(outside.reports).toEqual([]);
    expect(outside.history.map(({ type }) => type)).not.toContain('CompletionReported');
  });

  it('as of the evening of the signing holds nothing: what follows was derived the day after', async () => {
    const board = await boardOf(ru, '?asOf=2019-09-11T23:00:00.000Z');
    expect(board.items).toEqual([]);
    expect(board.asOf).toBe('2019-09-11T23:00:00.000Z');
    // It is past midnight in Moscow.
    expect(board.today).toEqual({ [sides.RU]: '2019-09-12', [sides.CU]: '2019-09-11' });
    const { items } = await ru.read<{ items: { number: string }[] }>('/api/v1/protocols?asOf=2019-09-11T23:00:00.000Z');
    expect(items.map(({ number }) => number)).toEqual(['2019-1']);
  });

  it('as of 31 October, noon, is what was known then', async () => {
    const board = await boardOf(ru, '?asOf=2019-10-31T12:00:00.000Z');
    expect(inShort(board, sides)).toEqual({
      '2019-1-1': { stage: 'active', RU: 'validated, done, 2019-11-08', CU: 'notStarted, atRisk, 2019-11-11' },
      '2019-1-3': {
        stage: 'active',
        RU: 'validated, done, 2019-10-31',
        CU: 'notStarted, onSchedule, 2019-11-15',
      },
      '2019-1-5': {
        stage: 'active',
        RU: 'notStarted, onSchedule, 2019-12-10',
        CU: 'notStarted, onSchedule, 2019-12-10',
      },
      '2019-1-6': { stage: 'active', CU: 'notStarted, onSchedule, 2019-11-14' },
      '2019-1-10': {
        stage: 'active',
        RU: 'notStarted, onSchedule, 2020-03-31',
        CU: 'notStarted, onSchedule, 2020-03-31',
      },
    });
    // The position that goes with the moment leads to the same board.
    const again = await boardOf(ru, `?position=${board.position}`);
    expect(inShort(again, sides)['2019-1-1']).toEqual(inShort(board, sides)['2019-1-1']);
  });
});

interface WholeMail extends Mail {
  readonly text: string;
  readonly headers: Record<string, string>;
}

const readMail = (client: ProductClient, { id }: Mail) => client.read<WholeMail>(`/api/v1/mailbox/${id}`);
const linkIn = ({ text }: WholeMail) => /https?:\/\/\S+/.exec(text)?.[0];

describe('a reminder by mail', () => {
  it('reached the Cuban directorate in Spanish, with a link that opens the item', async () => {
    const found = (await mailsOf(cu)).find(
      ({ to, date }) => to[0] === 'boza@cu.example' && date.startsWith('2019-11-29'),
    );
    const mail = await readMail(cu, found!);
    expect(mail).toMatchObject({
      subject: 'Vencido: 2019-1-3, venció el 15 de noviembre de 2019',
      date: '2019-11-29T14:00:00.000Z',
      headers: expect.objectContaining({ 'content-language': 'es', 'auto-submitted': 'auto-generated' }),
    });
    expect(mail.text).toContain('la Parte Cubana comunicará sus necesidades antes del 15 de noviembre de 2019.');
    expect(linkIn(mail)).toBe(`${product.url}/items/2019-1-3`);
    const page = await product.stranger().get<string>('/items/2019-1-3');
    expect([page.status, page.headers.get('Content-Type')]).toEqual([200, expect.stringContaining('text/html')]);
  });

  it('reached the Russian department in Russian, in the words of the Russian original', async () => {
    const found = (await mailsOf(ru)).find(({ to }) => to[0] === 'sarychev@ru.example');
    const mail = await readMail(ru, found!);
    expect(mail.subject).toBe('Напоминание: 2019-1-5, срок 10 декабря 2019 г.');
    expect(mail.headers['content-language']).toBe('ru');
    expect(mail.text).toContain('Стороны в течение 90 дней с даты подписания согласуют');
    expect(linkIn(mail)).toBe(`${product.url}/items/2019-1-5`);
  });

  it('is in the log as accepted, once, under the name that the mail server gave it', async () => {
    const mails = [...(await mailsOf(ru)), ...(await mailsOf(cu))];
    const accepted = ofType('DeliveryAccepted').map(({ stream, data }) => {
      const stored = /stored as (\S+)/.exec((data as { response: string }).response)?.[1];
      return `${stream.replace('message-', '')} ${stored}`;
    });
    const received = mails.map(({ id, messageId }) => `${messageId.slice(1, messageId.indexOf('@'))} ${id}`);
    expect(accepted.length).toBeGreaterThan(20);
    expect(received.toSorted()).toEqual(accepted.toSorted());
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(mails.length);
  });

  it('is seen by its own side only', async () => {
    for (const [client, domain] of [
      [ru, '@ru.example'],
      [cu, '@cu.example'],
    ] as const)
      for (const { to } of await mailsOf(client)) expect(to[0]).toMatch(new RegExp(`${domain}$`));
    const [russian] = await mailsOf(ru);
    expect((await cu.get(`/api/v1/mailbox/${russian!.id}`)).status).toBe(404);
  });
});

describe('why', () => {
  const outcomes = (entries: readonly WhyEntry[]) =>
    Object.fromEntries(entries.map(({ kind, outcome, reason }) => [kind, reason ? `${outcome}, ${reason}` : outcome]));

  it('tells of each reminder that it was sent, with its day, rule and answer of the mail server', async () => {
    const { entries } = await cu.read<WhyAnswer>('/api/v1/action-items/2019-1-3/why', { language: 'en' });
    expect(outcomes(entries)).toMatchObject({
      'before-30': 'decided',
      'before-14': 'decided',
      'before-0': 'decided',
      'overdue-1': 'decided',
      'overdue-14': 'decided',
      'overdue-21': 'planned',
    });
    const sent = entries.find(({ kind }) => kind === 'overdue-14')!;
    expect(sent.sentence).toBe('14 days after the due date. Sent on 29 Nov 2019 09:00: accepted by the mail server.');
    expect(sent.message).toMatchObject({ state: 'accepted', response: expect.stringMatching(/^250 /) });
    const decided = log.find(({ position }) => String(position) === sent.position);
    expect(decided).toMatchObject({ type: 'ReminderDecided', stream: `reminder-${sent.reminderId}` });
  });

  it('tells of each reminder that was not sent which rule said no, in the language of the reader', async () => {
    const { entries } = await cu.read<WhyAnswer>('/api/v1/action-items/2019-1-6/why', { language: 'es' });
    expect(outcomes(entries)).toMatchObject({
      'before-2': 'decided',
      'before-0': 'suppressed, reportedDone',
      'overdue-1': 'suppressed, reportedDone',
    });
    const kept = entries.find(({ kind }) => kind === 'before-0')!;
    expect(kept.message).toBeNull();
    expect(kept.sentence).toBe(
      'El día del vencimiento. No enviado: se informó del cumplimiento y espera al validador.',
    );
  });

  it('tells Russia nothing of Cuba’s reminders', async () => {
    const { entries } = await ru.read<WhyAnswer>('/api/v1/action-items/2019-1-6/why');
    expect(entries).toEqual([]);
  });

  it('is told on the command line too', async () => {
    const { code, out } = await product.run('why', '2019-1-3', '--json');
    expect(code).toBe(0);
    const { entries } = JSON.parse(out) as WhyAnswer;
    expect(new Set(entries.map(({ sideId }) => sideId))).toEqual(new Set([sides.RU, sides.CU]));
  });
});

describe('after SIGKILL and a restart from the same data directory', () => {
  const lasting = async () => ({
    log: await readLog(product.eventStoreUrl),
    boards: await Promise.all([ru, cu].map(async (client) => ({ ...(await boardOf(client)), asOf: 'then' }))),
    before: await boardOf(ru, '?asOf=2019-10-31T12:00:00.000Z'),
    mails: await Promise.all([mailsOf(ru), mailsOf(cu)]),
    item: (await ru.read<ItemAnswer>('/api/v1/action-items/2019-1-5')).reports,
  });

  it('nothing is lost, not even what was acknowledged just before, and no mail comes twice', async () => {
    const path = `/api/v1/action-items/2019-1-5`;
    const { id } = await ru.read<ItemAnswer>(path);
    const receipt = await ru.must(`/api/v1/action-items/${id}/obligations/${sides.RU}/progress-reports`, {
      report: { lang: 'ru', text: 'Перечень текстильных предприятий согласован наполовину.' },
    });
    await ru.read(`${path}?minPosition=${receipt.position}`);
    const before = await lasting();
    await product.kill('SIGKILL');
    product = await startProduct({ data: product.data });
    await signIn();
    const after = await lasting();
    expect(after).toEqual(before);
    expect(after.log.at(-1)).toMatchObject({ type: 'ProgressReported', position: BigInt(receipt.position) });
    expect(inShort(after.boards[0]!, sides)['2019-1-5']?.RU).toBe('inProgress, atRisk, 2019-12-10');
    const messageIds = after.mails.flat().map(({ messageId }) => messageId);
    expect(new Set(messageIds).size).toBe(messageIds.length);
  });
});
