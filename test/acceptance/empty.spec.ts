import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '../../apps/api/src/problem.js';
import { exitCode } from '../../apps/cli/src/exit-codes.js';
import { readLog } from '../faults/checker.js';
import { firstStart, startProduct, type Product } from '../support/product.js';
import type { ProductClient } from '../support/product-client.js';

interface Session {
  readonly assignment: { readonly roles: readonly string[]; readonly side: { readonly code: string } | null };
  readonly demo: boolean;
  readonly now: string;
}

/** How far the product's time may be from this machine's, ms. */
const aMoment = 30_000;
const password = 'a long enough sentence';

let product: Product;
/** What the setup link holds. */
let token: string;
let administrator: ProductClient;
let secretary: ProductClient;

beforeAll(async () => {
  product = await startProduct({ empty: true });
}, firstStart);
afterAll(() => product?.dispose());

/** What the administrator has set up. */
const made = { sides: [] as string[], offices: [] as string[], bodyId: '' };

const create = async (path: string, body: object): Promise<string> => (await administrator.must(path, body)).id;

async function setUpSide(code: string, timeZone: string): Promise<void> {
  const names = { en: `Side ${code}` };
  const side = { code, names, timeZone, weekend: [6, 7], defaultLanguage: 'en', rounding: 'next' };
  const sideId = await create('/api/v1/sides', side);
  const institution = { sideId, code: `MIN-${code}`, names: { en: 'Ministry' } };
  const institutionId = await create('/api/v1/institutions', institution);
  const office = { sideId, institutionId, names: { en: 'Secretariat' }, language: 'en' };
  made.offices.push(await create('/api/v1/offices', office));
  made.sides.push(sideId);
}

describe('an empty installation', () => {
  it('has nothing in its log, and one way in: a link that sets up the administrator', async () => {
    expect(await readLog(product.eventStoreUrl)).toEqual([]);
    expect(product.signIns).toEqual([
      {
        role: 'administrator',
        office: null,
        side: null,
        url: expect.stringMatching(`^${product.url}/setup/[\\w-]{43}$`),
      },
    ]);
    token = product.signIns[0]!.url.split('/').at(-1)!;
    // It leads to a page of the console.
    expect((await product.stranger().get(new URL(product.signIns[0]!.url).pathname)).status).toBe(200);
  });

  it('makes the administrator by the link, and signs them in', async () => {
    const guessed = await product.stranger().post<Problem>('/api/v1/setup', {
      token: 'x'.repeat(token.length),
      login: 'mallory',
      password,
    });
    expect([guessed.status, guessed.body.code]).toEqual([422, 'access/linkInvalid']);
    const set = await product.stranger().post('/api/v1/setup', { token, login: 'olga', password });
    expect(set.status).toBe(201);
    administrator = product.stranger().withSessionOf(set);
    const session = await administrator.read<Session>('/api/v1/sessions/current');
    expect(session.assignment).toMatchObject({ roles: ['administrator'], side: null });
  });

  it('takes the link only once', async () => {
    const again = await product.stranger().post<Problem>('/api/v1/setup', { token, login: 'mallory', password });
    expect([again.status, again.body.code]).toEqual([409, 'access/alreadySetUp']);
    const in_ = await product.stranger().post<Problem>('/api/v1/sessions', { login: 'mallory', password });
    expect(in_.status).toBe(401);
  });

  it('is set up by the administrator: sides, offices, a body, an account', async () => {
    await setUpSide('AA', 'Europe/Moscow');
    await setUpSide('BB', 'America/Havana');
    const body = { code: 'WG', kind: 'workingGroup', names: { en: 'Working group' }, sideIds: made.sides };
    made.bodyId = await create('/api/v1/bodies', { ...body, languages: ['en'] });
    const account = { login: 'm.perez', password, language: 'es', roles: ['secretary'] };
    const created = await administrator.post('/api/v1/accounts', {
      ...account,
      sideId: made.sides[0],
      officeId: made.offices[0],
    });
    expect(created.status).toBe(201);
    const denied = await administrator.post<Problem>('/api/v1/meetings', { bodyId: made.bodyId, kind: 'session' });
    expect([denied.status, denied.body.code]).toEqual([403, 'access/notPermitted']);
  });

  it('lets the secretary draft a protocol, which is then in the register of both sides', async () => {
    const signedIn = await product.stranger().post('/api/v1/sessions', { login: 'm.perez', password });
    expect(signedIn.status).toBe(201);
    secretary = product.stranger().withSessionOf(signedIn);
    const titles = { en: 'First session' };
    const { bodyId } = made;
    const meeting = await secretary.must('/api/v1/meetings', { bodyId, kind: 'session', titles });
    const dates = { startsOn: '2026-03-02', endsOn: '2026-03-03', timeZone: 'Europe/Moscow', place: { en: 'Moscow' } };
    await secretary.must(`/api/v1/meetings/${meeting.id}/schedule`, dates, { ifMatch: meeting.revision });
    const languages = [{ lang: 'en', authentic: true }];
    const clauses = [{ path: '1', kind: 'instruction', texts: { en: 'The sides shall exchange lists.' } }];
    const draft = { bodyId, meetingId: meeting.id, number: '1', titles, languages, clauses };
    const { id, position } = await secretary.must('/api/v1/protocols', draft);
    const { items } = await secretary.read<{ items: object[] }>(`/api/v1/protocols?minPosition=${position}`);
    expect(items).toEqual([expect.objectContaining({ id, number: '1', bodyId })]);
  });

  it('goes by the time of this machine', async () => {
    const session = await secretary.read<Session>('/api/v1/sessions/current');
    expect(session.demo).toBe(false);
    expect(Math.abs(Date.parse(session.now) - Date.now())).toBeLessThan(aMoment);
    const log = await readLog(product.eventStoreUrl);
    const drafted = log.find(({ type }) => type === 'ProtocolDrafted')!;
    expect(Math.abs(Date.parse(drafted.metadata.recordedAt) - Date.now())).toBeLessThan(aMoment);
  });

  it('has no demo: its clock cannot be moved, and nobody signs in by a link', async () => {
    expect(await secretary.read('/api/v1/demo/clock')).toMatchObject({ demo: false });
    const moved = await secretary.post<Problem>('/api/v1/demo/clock/advance', { by: 'P7D' });
    expect([moved.status, moved.body.code]).toEqual([409, 'reminders/notADemo']);
    expect(await product.run('clock', 'advance', '7d')).toMatchObject({ code: exitCode.precondition });
    const link = await product.stranger().get<Problem>(`/sign-in/${token}`);
    expect(link.status).toBeGreaterThanOrEqual(400);
    expect(link.headers.getSetCookie()).toEqual([]);
  });
});
