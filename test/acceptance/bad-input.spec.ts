import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Receipt } from '#kernel/command';
import type { Problem } from '../../apps/api/src/problem.js';
import { headOf, readLog } from '../faults/checker.js';
import { sidesOf, type SideCode } from '../support/havana.js';
import { firstStart, startProduct, type Product } from '../support/product.js';
import type { Answer, ProductClient, RequestOptions } from '../support/product-client.js';

interface Protocol {
  readonly id: string;
  readonly clauses: readonly { readonly clauseId: string; readonly path: string }[];
  readonly signatures: readonly { sideId: string; officeId: string; signedOn: string; place: Record<string, string> }[];
}

let product: Product;
let secretary: ProductClient;
let responder: ProductClient;
let sides: Readonly<Record<SideCode, string>>;
/** The protocol of Havana, which both sides have signed. */
let protocol: Protocol;
let signatures: string;
let revision: string;
let bodyId: string;
let offices: readonly { readonly id: string; readonly sideId: string }[];

beforeAll(async () => {
  product = await startProduct();
  secretary = await product.signInAs('secretary', 'RU');
  responder = await product.signInAs('responder', 'RU', 'Department of metallurgy');
  sides = await sidesOf(secretary);
  const list = await secretary.read<{ items: { id: string; bodyId: string }[] }>('/api/v1/protocols');
  ({ bodyId } = list.items[0]!);
  const found = await secretary.get<Protocol>(`/api/v1/protocols/${list.items[0]!.id}`);
  protocol = found.body;
  signatures = `/api/v1/protocols/${protocol.id}/signatures`;
  revision = /^"(\d+)"$/.exec(found.headers.get('ETag')!)![1]!;
  ({ items: offices } = await secretary.read<{ items: typeof offices }>('/api/v1/offices?limit=100'));
}, firstStart);
afterAll(() => product?.dispose());

const meeting = () => ({ bodyId, kind: 'session', titles: { en: 'A session', ru: 'Заседание' } });
const signatureOf = (side: SideCode) => {
  const { sideId, officeId, signedOn, place } = protocol.signatures.find((one) => one.sideId === sides[side])!;
  return { sideId, officeId, signedOn, place };
};

/** A further item from clause 1 of the protocol with a deadline on a day. */
function item(on: string): object {
  const ofRussia = offices.find(({ sideId }) => sideId === sides.RU)!.id;
  const deadline = { kind: 'date', on };
  return {
    protocolId: protocol.id,
    clauseIds: [protocol.clauses.find(({ path }) => path === '1')!.clauseId],
    number: '2019-1-1a',
    titles: { en: 'Add to the lists of enterprises' },
    jointRule: 'all',
    obligations: [{ sideId: sides.RU, leadOfficeId: ofRussia, validatorOfficeId: ofRussia, deadline }],
  };
}

type Refused = Answer<Problem>;
/** Sends what must be refused, in one language. */
type Send = (options: RequestOptions) => Promise<Refused>;

const languages = ['en', 'ru', 'es'] as const;

/** Sends it in each language: the same problem document each time, in that language, and nothing is recorded. */
async function refused(send: Send): Promise<Refused> {
  const head = await headOf(product.eventStoreUrl);
  const answers = await Promise.all(languages.map((language) => send({ language })));
  const [{ status, body: first }] = answers as [Refused];
  const { code } = first;
  for (const [n, { status: answered, headers, body }] of answers.entries()) {
    expect([answered, body.code]).toEqual([status, code]);
    expect(headers.get('Content-Type')).toMatch(/^application\/problem\+json\b/);
    expect(headers.get('Content-Language')).toBe(languages[n]);
    expect(body).toMatchObject({ type: `urn:rapporteur:problem:${code}`, status, traceId: expect.any(String) });
    // A code instead of a text shows that the text is missing.
    expect(body.title).toMatch(/ |^\p{Lu}\p{L}+$/u);
    expect(body.detail).not.toBe(code);
  }
  for (const part of ['title', 'detail'] as const)
    expect(new Set(answers.map(({ body }) => body[part])).size).toBe(languages.length);
  expect(answers[1]!.body.detail).toMatch(/\p{Script=Cyrillic}/u);
  expect(await headOf(product.eventStoreUrl)).toBe(head);
  return answers[0]!;
}

const refusals: readonly (readonly [what: string, status: number, code: string, send: Send])[] = [
  [
    'JSON that is none',
    400,
    'http/malformedJson',
    (options) => secretary.postText('/api/v1/meetings', '{"bodyId": ', options),
  ],
  [
    'a command without an Idempotency-Key',
    400,
    'http/idempotencyKeyMissing',
    (options) => secretary.post('/api/v1/meetings', meeting(), { ...options, key: null }),
  ],
  [
    'a command without a session',
    401,
    'access/notSignedIn',
    (options) => product.stranger().post('/api/v1/meetings', meeting(), options),
  ],
  [
    'a secretary’s act by a responder',
    403,
    'access/notPermitted',
    (options) => responder.post('/api/v1/meetings', meeting(), options),
  ],
  [
    'a signature for the other side',
    403,
    'access/otherSide',
    (options) => secretary.post(signatures, signatureOf('CU'), { ...options, ifMatch: revision }),
  ],
  [
    'an item that does not exist',
    404,
    'actionItems/unknown',
    (options) => secretary.get('/api/v1/action-items/1-1', options),
  ],
  [
    'a command to a protocol that does not exist',
    404,
    'protocols/unknown',
    (options) =>
      secretary.post(`/api/v1/protocols/00000000-0000-4000-8000-000000000000/signatures`, signatureOf('RU'), {
        ...options,
        ifMatch: '0',
      }),
  ],
  [
    'another signature of a side that has signed',
    409,
    'protocols/alreadySigned',
    (options) =>
      secretary.post(signatures, { ...signatureOf('RU'), signedOn: '2019-09-12' }, { ...options, ifMatch: revision }),
  ],
  [
    'a body of 10 MB',
    413,
    'http/payloadTooLarge',
    (options) => secretary.post('/api/v1/meetings', { ...meeting(), padding: 'x'.repeat(10_000_000) }, options),
  ],
  [
    'a command to something that exists without If-Match',
    428,
    'http/ifMatchMissing',
    (options) => secretary.post(signatures, signatureOf('RU'), options),
  ],
];

describe('refused with a problem document, and nothing recorded:', () => {
  it.each(refusals)('%s (%i)', async (_what, status, code, send) => {
    const answer = await refused(send);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('fields of the wrong type, each by its pointer (400)', async () => {
    const wrong = { bodyId: 7, kind: ['session'], titles: 'Session' };
    const answer = await refused((options) => secretary.post('/api/v1/meetings', wrong, options));
    expect([answer.status, answer.body.code]).toEqual([400, 'http/invalidBody']);
    expect(answer.body.errors!.map(({ pointer }) => pointer).toSorted()).toEqual(['/bodyId', '/kind', '/titles']);
  });

  it('fields that the command does not know, also inside another field (400)', async () => {
    const unknown = { ...signatureOf('RU'), id: protocol.id, signedAt: '2019-09-11T19:00:00Z' };
    const outer = await refused((options) => secretary.post(signatures, unknown, { ...options, ifMatch: revision }));
    expect([outer.status, outer.body.code]).toEqual([400, 'http/invalidBody']);
    expect(outer.body.errors!.map(({ pointer, code }) => `${pointer} ${code}`).toSorted()).toEqual([
      '/id validation/unknownField',
      '/signedAt validation/unknownField',
    ]);
    const nested = JSON.parse(
      JSON.stringify(item('2020-06-30')).replace('"kind"', '"firmness":"hard","kind"'),
    ) as object;
    const inner = await refused((options) => secretary.post('/api/v1/action-items', nested, options));
    expect([inner.status, inner.body.code]).toEqual([400, 'http/invalidBody']);
    expect(inner.body.errors).toMatchObject([{ pointer: '/obligations/0/deadline/firmness' }]);
  });

  it('a revision that is stale, with the ETag that is current (412)', async () => {
    const answer = await refused((options) =>
      secretary.post(signatures, signatureOf('RU'), { ...options, ifMatch: '3' }),
    );
    expect([answer.status, answer.body.code]).toEqual([412, 'http/staleRevision']);
    expect(answer.headers.get('ETag')).toBe(`"${revision}"`);
  });

  it('an Idempotency-Key that comes again with another payload (422)', async () => {
    const key = 'bad-input: one key';
    await secretary.must('/api/v1/meetings', meeting(), { key });
    const answer = await refused((options) =>
      secretary.post('/api/v1/meetings', { ...meeting(), kind: 'businessMeeting' }, { ...options, key }),
    );
    expect([answer.status, answer.body.code]).toEqual([422, 'http/idempotencyKeyReused']);
  });

  it('a deadline before the session of its protocol, by its pointer (422)', async () => {
    const answer = await refused((options) => secretary.post('/api/v1/action-items', item('2019-09-10'), options));
    expect([answer.status, answer.body.code]).toEqual([422, 'actionItems/deadlineBeforeProtocol']);
    expect(answer.body.errors).toMatchObject([
      { pointer: '/obligations/0/deadline', code: 'actionItems/deadlineBeforeProtocol' },
    ]);
    // The same item with a later day is taken, so the day was the only thing wrong with it.
    await secretary.must('/api/v1/action-items', item('2020-06-30'));
  });
});

describe('taken without recording anything:', () => {
  it('the same signature again (200)', async () => {
    const head = await headOf(product.eventStoreUrl);
    const { status, body } = await secretary.post<Receipt>(signatures, signatureOf('RU'), { ifMatch: revision });
    expect([status, body.recorded]).toEqual([200, []]);
    expect(await headOf(product.eventStoreUrl)).toBe(head);
  });
});

describe('the same request fifty times at once', () => {
  const fifty = <T>(send: () => Promise<T>) => Promise.all(Array.from({ length: 50 }, send));
  const oneOf = (answers: readonly Answer<Receipt>[]) =>
    new Set(answers.map(({ status, body, headers }) => JSON.stringify([status, headers.get('ETag'), body])));

  it('proposes one meeting and gives one answer', async () => {
    const before = (await readLog(product.eventStoreUrl)).length;
    const options = { key: 'fifty meetings' };
    const answers = await fifty(() => secretary.post<Receipt>('/api/v1/meetings', meeting(), options));
    expect(oneOf(answers).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 201, body: { recorded: ['MeetingProposed'] } });
    const recorded = (await readLog(product.eventStoreUrl)).slice(before);
    expect(recorded.map(({ type }) => type)).toEqual(['MeetingProposed']);
  });

  it('schedules it once, at the revision that it had before', async () => {
    const { id, revision: seen } = await secretary.must('/api/v1/meetings', meeting());
    const before = (await readLog(product.eventStoreUrl)).length;
    const schedule = {
      startsOn: '2020-04-01',
      endsOn: '2020-04-02',
      timeZone: 'Europe/Moscow',
      place: { en: 'Moscow' },
    };
    const options = { key: 'fifty schedules', ifMatch: seen };
    const answers = await fifty(() => secretary.post<Receipt>(`/api/v1/meetings/${id}/schedule`, schedule, options));
    expect(oneOf(answers).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 200, body: { recorded: ['MeetingScheduled'] } });
    expect((await readLog(product.eventStoreUrl)).slice(before).map(({ type }) => type)).toEqual(['MeetingScheduled']);
  });
});
