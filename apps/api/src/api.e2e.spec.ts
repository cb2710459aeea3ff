import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SetupLink } from '#access/access.module';
import { Public } from '#access/access.decorators';
import { DemoSignIns, OperatorTokens } from '#access/access.module';
import { operations } from '#access/permissions';
import { uuid5 } from '#kernel/ids';
import { startEventStore, type EventStoreHandle } from '#embedded/event-store/host';
import { startPostgres, type PostgresHandle } from '#embedded/postgres';
import { LogUnavailable } from '#event-store/event-log';
import { ApplicationClock } from '#read-models/application-clock';
import { DatabaseUnavailable } from '#read-models/database';
import { ApiModule } from './api.module.js';
import { createApplication } from './create-application.js';
import { describeApplication } from './describe-application.js';

/** Routes that fail in ways no capability should. */
@Controller('api/v1/faults')
@Public()
class FaultsController {
  @Get('unexpected')
  unexpected(): never {
    throw new Error('the password is hunter2');
  }

  @Get('log')
  log(): never {
    throw new LogUnavailable('10.0.0.7 refused');
  }

  @Get('database')
  database(): never {
    throw new DatabaseUnavailable('10.0.0.8 refused');
  }

  @Get('bigint')
  bigint(): { position: bigint } {
    return { position: 9_007_199_254_740_993n };
  }
}

let directory: string;
let store: EventStoreHandle;
let postgres: PostgresHandle;
let app: NestFastifyApplication;
let administrator: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rapporteur-api-'));
  store = await startEventStore({ directory: join(directory, 'events') });
  postgres = await startPostgres({ directory: join(directory, 'pg') });
  const consoleDirectory = join(directory, 'console');
  await mkdir(join(consoleDirectory, 'assets'), { recursive: true });
  await writeFile(join(consoleDirectory, 'index.html'), '<!doctype html><title>Rapporteur</title>');
  await writeFile(join(consoleDirectory, 'assets/app-abc.js'), 'export {};');
  app = await start({ consoleDirectory });
  administrator = await setUpAdministrator();
});

afterAll(async () => {
  await app?.close();
  await postgres?.stop();
  await store?.stop();
  await rm(directory, { recursive: true, force: true });
});

function start(options: Parameters<typeof createApplication>[1] = {}, publicUrl = 'http://127.0.0.1:3000') {
  const api = ApiModule.over({ eventStoreUrl: store.url, databaseUrl: postgres.url, publicUrl });
  @Module({ imports: [api], controllers: [FaultsController] })
  class Tested {}
  return createApplication(Tested, { publicUrl, ...options });
}

async function setUpAdministrator(): Promise<string> {
  const token = await app.get(SetupLink).createSetupLink();
  const { headers } = await post('/api/v1/setup', { token, login: 'admin', password }, {});
  return cookieOf(headers['set-cookie']);
}

type Headers = Record<string, string>;
const password = 'a long enough secret';
const json = { 'content-type': 'application/json' };
let keys = 0;
const asAdministrator = (): Headers => ({ cookie: administrator, 'idempotency-key': `key ${(keys += 1)}` });
const cookieOf = (setCookie: string | string[] | undefined) => String(setCookie).split(';')[0]!;

const get = (url: string, headers: Headers = {}) => app.inject({ method: 'GET', url, headers });
const post = (url: string, body: unknown, headers: Headers = asAdministrator()) =>
  app.inject({ method: 'POST', url, headers: { ...json, ...headers }, payload: JSON.stringify(body) });
const postText = (payload: string | Buffer, headers: Headers = {}) =>
  app.inject({ method: 'POST', url: '/api/v1/sides', headers: { ...json, ...asAdministrator(), ...headers }, payload });

const side = {
  code: 'CU',
  names: { es: 'Cuba', en: 'Cuba' },
  timeZone: 'America/Havana',
  weekend: [6, 7],
  defaultLanguage: 'es',
  rounding: 'next',
};

/** What every problem must look like; returns its body. */
function problemIn(answer: Awaited<ReturnType<typeof get>>): Record<string, unknown> {
  const body = answer.json<Record<string, unknown>>();
  expect(answer.headers).toMatchObject({
    'content-type': 'application/problem+json; charset=utf-8',
    'content-language': expect.stringMatching(/^(en|ru|es)$/),
    'cache-control': 'no-store',
  });
  expect(body).toMatchObject({
    type: `urn:rapporteur:problem:${String(body['code'])}`,
    status: answer.statusCode,
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    title: expect.any(String),
    detail: expect.any(String),
  });
  // A bare code shows a text that is missing.
  expect(body['title']).not.toMatch(/^title\//);
  expect(body['detail']).not.toBe(body['code']);
  return body;
}

describe('a refusal', () => {
  it('of JSON that is none, is 400', async () => {
    for (const text of ['{"code":', '{"a":1}}', "{'a':1}", '{"__proto__":{"x":1}}', 'undefined'])
      expect(problemIn(await postText(text))).toMatchObject({ status: 400, code: 'http/malformedJson' });
    expect(problemIn(await postText(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])))).toMatchObject({
      code: 'http/malformedJson',
    });
  });

  it('of JSON that is no object, or too deep, is 400', async () => {
    for (const text of ['[]', '"x"', '1', 'null', 'true', '[[{}]]'])
      expect(problemIn(await postText(text))).toMatchObject({ status: 400, code: 'http/bodyNotObject' });
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(problemIn(await postText(deep))).toMatchObject({ status: 400, code: 'http/bodyTooDeep' });
  });

  it('of text that cannot be stored names the field', async () => {
    for (const code of ['C\0U', '\ud800'])
      expect(problemIn(await post('/api/v1/sides', { ...side, code }))).toMatchObject({
        code: 'http/invalidBody',
        errors: [{ pointer: '/code', code: 'validation/unreadableCharacter' }],
      });
  });

  it('of fields names each of them once, with what was expected', async () => {
    const body = { ...side, code: 7, weekend: [6, 8], rounding: 'up', surplus: 1, names: { es: '' }, timeZone: null };
    const problem = problemIn(await post('/api/v1/sides', body));
    expect(problem).toMatchObject({ status: 400, code: 'http/invalidBody', title: 'The request is not valid' });
    const errors = problem['errors'] as { pointer: string; code: string; detail: string }[];
    expect(errors.toSorted((a, b) => (a.pointer < b.pointer ? -1 : 1))).toEqual([
      expect.objectContaining({ pointer: '/code', code: 'validation/isString', detail: 'A text is expected.' }),
      expect.objectContaining({ pointer: '/names', code: 'validation/names' }),
      {
        pointer: '/rounding',
        code: 'validation/isIn',
        detail: 'One of these is expected: previous, next.',
      },
      { pointer: '/surplus', code: 'validation/unknownField', detail: 'There is no such field.' },
      { pointer: '/timeZone', code: 'validation/required', detail: 'This field is required.' },
      expect.objectContaining({ pointer: '/weekend' }),
    ]);
  });

  it('says the limits of a field', async () => {
    const body = { token: 'x'.repeat(43), login: 'admin', password: 'short' };
    expect(problemIn(await post('/api/v1/setup', body, {}))['errors']).toEqual([
      { pointer: '/password', code: 'validation/isLength', detail: 'From 12 to 200 characters are expected.' },
    ]);
  });

  it('of a command without Idempotency-Key is 400', async () => {
    const answer = await post('/api/v1/sides', side, { cookie: administrator });
    expect(problemIn(answer)).toMatchObject({ status: 400, code: 'http/idempotencyKeyMissing' });
  });

  it('of 10 MB is 413, of another media type 415', async () => {
    const large = JSON.stringify({ ...side, code: 'x'.repeat(10_000_000) });
    expect(problemIn(await postText(large))).toMatchObject({ status: 413, code: 'http/payloadTooLarge' });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect(problemIn(await postText('code=CU', { 'content-type': type }))).toMatchObject({
        status: 415,
        code: 'http/unsupportedMediaType',
      });
  });

  it('of an address with a NUL in it is 400', async () => {
    for (const url of ['/api/v1/board?sector=a%00b', '/api/v1/action-items/1%00'])
      expect(problemIn(await app.inject({ url }))).toMatchObject({ status: 400, code: 'http/malformedParameter' });
  });

  it('of an unknown route or method is 404, whoever asks', async () => {
    for (const url of ['/api/v1/nothing', '/api', '/api/v2/sides', '/health/none', '/assets/none.js'])
      expect(problemIn(await get(url))).toMatchObject({ status: 404, code: 'http/notFound' });
    expect(problemIn(await post('/nowhere', {}))).toMatchObject({ status: 404, code: 'http/notFound' });
  });

  it('of an address that is none is 400', async () => {
    for (const url of ['/api/v1/sides/not-a-uuid', '/api/v1/%zz'])
      expect(problemIn(await get(url, { cookie: administrator }))).toMatchObject({ code: 'http/malformedAddress' });
  });

  it('of somebody who is not signed in is 401', async () => {
    for (const headers of [
      {},
      { cookie: `rapporteur_session=${'x'.repeat(43)}` },
      { authorization: 'Bearer nothing' },
    ]) {
      const answer = await get('/api/v1/sides', headers as Headers);
      expect(problemIn(answer)).toMatchObject({ status: 401, code: 'access/notSignedIn' });
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="rapporteur"');
    }
  });

  it('tells nothing of the inside', async () => {
    const answer = await get('/api/v1/faults/unexpected');
    expect(problemIn(answer)).toMatchObject({ status: 500, code: 'http/internal' });
    expect(answer.body).not.toContain('hunter2');
  });

  it('is 503 with Retry-After when a part cannot be reached', async () => {
    for (const [part, code] of [
      ['log', 'http/logUnavailable'],
      ['database', 'http/databaseUnavailable'],
    ] as const) {
      const answer = await get(`/api/v1/faults/${part}`);
      expect(problemIn(answer)).toMatchObject({ status: 503, code });
      expect(answer.headers['retry-after']).toBe('2');
      expect(answer.body).not.toContain('10.0.0.');
    }
  });

  it('is 503 while no worker has built the view that is asked for', async () => {
    const answer = await get(`/api/v1/sides/${uuid5('side')}`, { cookie: administrator });
    expect(problemIn(answer)).toMatchObject({ status: 503, code: 'http/viewNotBuilt' });
  });

  it.each([
    ['ru-RU,ru;q=0.9,en;q=0.8', 'ru', 'Вход не выполнен'],
    ['es-CU', 'es', 'Sesión no iniciada'],
    ['de, en;q=0.5', 'en', 'Not signed in'],
    ['fr', 'en', 'Not signed in'],
    ['ru;q=0, es;q=0.1', 'es', 'Sesión no iniciada'],
    ['', 'en', 'Not signed in'],
  ])('is written in the language asked for: %s', async (acceptLanguage, language, title) => {
    const answer = await get('/api/v1/sides', { 'accept-language': acceptLanguage });
    expect(problemIn(answer)).toMatchObject({ title });
    expect(answer.headers['content-language']).toBe(language);
  });

  it('carries the trace of the caller', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const answer = await get('/api/v1/sides', { traceparent: `00-${trace}-00f067aa0ba902b7-01` });
    expect(problemIn(answer)).toMatchObject({ traceId: trace });
    expect(problemIn(await get('/api/v1/sides', { traceparent: `00-${'0'.repeat(32)}-0-01` }))['traceId']).not.toBe(
      trace,
    );
  });
});

describe('a command', () => {
  it('creates, answers where, and the same again answers the same', async () => {
    const headers = asAdministrator();
    const first = await post('/api/v1/sides', side, headers);
    expect(first.statusCode).toBe(201);
    const receipt = first.json<{ id: string; revision: string; recorded: string[] }>();
    expect(receipt).toMatchObject({ revision: '0', recorded: ['SideRegistered'] });
    expect(first.headers).toMatchObject({ etag: '"0"', location: `/api/v1/sides/${receipt.id}` });
    expect((await post('/api/v1/sides', side, headers)).json()).toEqual(receipt);
    expect(problemIn(await post('/api/v1/sides', { ...side, code: 'XX' }, headers))).toMatchObject({
      status: 422,
      code: 'http/idempotencyKeyReused',
    });
    expect(problemIn(await post('/api/v1/sides', side))).toMatchObject({ status: 409, code: 'http/keyTaken' });
  });

  it('needs the revision last seen, and says the current one', async () => {
    const created = await post('/api/v1/sides', { ...side, code: 'RU' });
    const url = `/api/v1/sides/${created.json<{ id: string }>().id}/calendars`;
    const calendar = { holidays: ['2019-01-01'], workingWeekends: [], source: 'Resolution 1' };
    expect(problemIn(await post(url, calendar))).toMatchObject({ status: 428, code: 'http/ifMatchMissing' });
    const stale = await post(url, calendar, { ...asAdministrator(), 'if-match': '"7"' });
    expect(problemIn(stale)).toMatchObject({ status: 412, code: 'http/staleRevision' });
    expect(stale.headers.etag).toBe('"0"');
    const accepted = await post(url, calendar, { ...asAdministrator(), 'if-match': '"0"' });
    expect([accepted.statusCode, accepted.headers.etag]).toEqual([200, '"1"']);
  });

  it('is refused to a role that may not', async () => {
    const operator = await app.get(OperatorTokens).createOperatorToken();
    const headers = { authorization: `Bearer ${operator}`, 'idempotency-key': 'x' };
    expect(problemIn(await post('/api/v1/sides', { ...side, code: 'ES' }, headers))).toMatchObject({
      status: 403,
      code: 'access/notPermitted',
    });
  });

  it('of every kind stands in the table of operations', () => {
    const root = join(import.meta.dirname, '../../..');
    const types = globSync('libs/*/*.commands.ts', { cwd: root }).flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/return '([A-Z]\w+)' as const/g)].map(([, type]) => type!),
    );
    expect(types.length).toBeGreaterThan(20);
    expect(types.filter((type) => !Object.hasOwn(operations, type))).toEqual([]);
  });
});

describe('signing in', () => {
  const credentials = { login: 'admin', password };

  it('sets a cookie that scripts cannot read and other sites do not send', async () => {
    const answer = await post('/api/v1/sessions', credentials, {});
    expect(answer.statusCode).toBe(201);
    expect(answer.headers['set-cookie']).toMatch(
      /^rapporteur_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
    expect(answer.json()).toMatchObject({
      account: { login: 'admin', language: 'en' },
      assignment: { roles: ['administrator'], side: null, office: null },
      today: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      demo: false,
    });
    expect(answer.json()).not.toHaveProperty('token');
    const current = await get('/api/v1/sessions/current', { cookie: cookieOf(answer.headers['set-cookie']) });
    expect(current.json()).toMatchObject({ account: { login: 'admin' } });
  });

  it('over https uses a __Host- cookie, Secure, and tells browsers to stay with https', async () => {
    const secure = await start({}, 'https://rapporteur.example');
    try {
      const answer = await secure.inject({ method: 'POST', url: '/api/v1/sessions', payload: credentials });
      expect(answer.headers['set-cookie']).toMatch(/^__Host-rapporteur_session=.*; HttpOnly; Secure; SameSite=Lax$/);
      expect(answer.headers['set-cookie']).not.toContain('Domain');
      expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    } finally {
      await secure.close();
    }
  });

  it('hands a program its token instead', async () => {
    const answer = await post('/api/v1/sessions', { ...credentials, carrier: 'bearer' }, {});
    expect(answer.headers['set-cookie']).toBeUndefined();
    const { token } = answer.json<{ token: string }>();
    const current = await get('/api/v1/sessions/current', { authorization: `Bearer ${token}` });
    expect(current.statusCode).toBe(200);
  });

  it('ends by signing out', async () => {
    const { headers } = await post('/api/v1/sessions', credentials, {});
    const cookie = cookieOf(headers['set-cookie']);
    const out = await app.inject({ method: 'DELETE', url: '/api/v1/sessions/current', headers: { cookie } });
    expect([out.statusCode, out.headers['set-cookie']]).toEqual([204, expect.stringMatching(/^rapporteur_session=;/)]);
    expect(problemIn(await get('/api/v1/sessions/current', { cookie }))).toMatchObject({ status: 401 });
  });

  it('with a cookie does not act for another site', async () => {
    const across = { ...asAdministrator(), 'sec-fetch-site': 'same-site' };
    expect(problemIn(await post('/api/v1/sides', side, across))).toMatchObject({
      status: 403,
      code: 'access/crossSite',
    });
  });

  it('is refused with 401, then with 429 and Retry-After', async () => {
    const wrong = { login: 'somebody', password: 'wrong' };
    for (let n = 0; n < 10; n += 1)
      expect(problemIn(await post('/api/v1/sessions', wrong, {}))).toMatchObject({ code: 'access/signInFailed' });
    const answer = await post('/api/v1/sessions', wrong, {});
    expect(problemIn(answer)).toMatchObject({ status: 429, code: 'access/tooManyAttempts' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('is for the administrator the way to make accounts, for nobody else', async () => {
    const account = {
      login: 'second.admin',
      password: 'another long secret',
      language: 'ru',
      roles: ['administrator'],
    };
    const made = await post('/api/v1/accounts', account);
    expect(made.statusCode).toBe(201);
    expect((await get('/api/v1/accounts', { cookie: administrator })).json<{ items: unknown[] }>().items).toHaveLength(
      2,
    );
    const operator = { authorization: `Bearer ${await app.get(OperatorTokens).createOperatorToken()}` };
    expect(problemIn(await get('/api/v1/accounts', operator))).toMatchObject({
      status: 403,
      code: 'access/notPermitted',
    });
    const { accountId } = made.json<{ accountId: string }>();
    expect((await post(`/api/v1/accounts/${accountId}/disable`, {})).statusCode).toBe(204);
    const again = await post('/api/v1/sessions', { login: account.login, password: account.password }, {});
    expect(problemIn(again)).toMatchObject({ status: 401 });
  });
});

describe('a sign-in link', () => {
  it('is refused outside a demo, and opens the console signed in within one', async () => {
    const token = 'x'.repeat(43);
    expect(problemIn(await get(`/sign-in/${token}`))).toMatchObject({ status: 403, code: 'access/demoOnly' });
    await app.get(ApplicationClock).beginDemo('2019-09-11T12:00:00.000Z');
    const demo = {
      login: 'demo-cu',
      roles: ['secretary'],
      officeId: null,
      sideId: uuid5('side'),
      language: 'es',
    } as const;
    const link = await app.get(DemoSignIns).createDemoAccount(demo);
    const answer = await get(`/sign-in/${link}`);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/']);
    const current = await get('/api/v1/sessions/current', { cookie: cookieOf(answer.headers['set-cookie']) });
    expect(current.json()).toMatchObject({ account: { login: 'demo-cu' }, demo: true, today: '2019-09-11' });
    expect(problemIn(await get(`/sign-in/${token}`))).toMatchObject({ status: 422, code: 'access/linkInvalid' });
  });
});

describe('what is open to everybody', () => {
  it('tells the health of the process and of its parts', async () => {
    expect((await get('/health/live')).json()).toEqual({ status: 'live' });
    expect((await get('/health/started')).json()).toEqual({ status: 'started' });
    const ready = await get('/health/ready');
    expect([ready.statusCode, ready.json()]).toEqual([
      200,
      expect.objectContaining({
        status: 'ready',
        eventStore: { ok: true, ms: expect.any(Number), head: expect.stringMatching(/^\d+$/) },
        database: { ok: true, ms: expect.any(Number) },
      }),
    ]);
  });

  it('describes the API as OpenAPI 3.1, problems included', async () => {
    const document = (await get('/openapi.json')).json<Record<string, unknown>>();
    expect(document).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/api/v1/sides': {
          post: {
            responses: {
              default: {
                content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
              },
            },
          },
        },
      },
      components: { schemas: { Problem: { required: expect.arrayContaining(['type', 'status', 'code', 'traceId']) } } },
    });
    expect(JSON.stringify(document)).not.toMatch(/"nullable"|schemas\/"/);
  });

  it('is the console: its files, and its page for every other address', async () => {
    for (const url of ['/', '/board?asOf=2019-09-12', `/setup/${'x'.repeat(43)}`]) {
      const page = await get(url, { accept: 'text/html' });
      expect([page.statusCode, page.headers['cache-control']]).toEqual([200, 'no-cache']);
      expect(page.body).toContain('<title>Rapporteur</title>');
    }
    const script = await get('/assets/app-abc.js');
    expect(script.headers['content-type']).toMatch(/javascript/);
    expect(script.headers['cache-control']).toContain('immutable');
    expect(problemIn(await get('/board', { accept: 'application/json' }))).toMatchObject({ status: 404 });
  });

  it('is a hint when the console is not built', async () => {
    const bare = await start();
    try {
      const answer = await bare.inject({ method: 'GET', url: '/' });
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    } finally {
      await bare.close();
    }
  });

  it('comes with headers that keep foreign scripts, frames and guesses out', async () => {
    for (const url of ['/', '/api/v1/sides', '/health/live', '/openapi.json']) {
      const { headers } = await get(url);
      expect(headers['content-security-policy']).toMatch(/script-src 'self';.*frame-ancestors 'none'/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
    }
  });

  it('never holds a number that JSON would round', async () => {
    expect((await get('/api/v1/faults/bigint')).body).toBe('{"position":"9007199254740993"}');
  });
});

describe('when a part is gone', () => {
  it('readiness says which', async () => {
    const own = await startEventStore({ directory: join(directory, 'other-events') });
    const api = ApiModule.over({ eventStoreUrl: own.url, databaseUrl: postgres.url, publicUrl: 'http://127.0.0.1' });
    const alone = await createApplication(api);
    try {
      await own.stop();
      const answer = await alone.inject({ method: 'GET', url: '/health/ready' });
      expect([answer.statusCode, answer.json()]).toEqual([
        503,
        expect.objectContaining({
          status: 'unready',
          eventStore: expect.objectContaining({ ok: false, head: null }),
          database: expect.objectContaining({ ok: true }),
        }),
      ]);
    } finally {
      await alone.close();
    }
  });

  it('the application does not start without PostgreSQL, and leaves nothing open', async () => {
    const api = ApiModule.over({
      eventStoreUrl: store.url,
      databaseUrl: 'postgres://127.0.0.1:9/none',
      publicUrl: 'http://127.0.0.1',
    });
    await expect(createApplication(api)).rejects.toBeInstanceOf(DatabaseUnavailable);
  });
});

describe('what is generated from the application', () => {
  it('needs neither event store nor database', async () => {
    const paths = await describeApplication((_app, { paths }) => Object.keys(paths));
    expect(paths).toEqual(expect.arrayContaining(['/api/v1/sessions', '/api/v1/sides', '/health/ready']));
  });
});

describe('the log', () => {
  it('has one line per request with route and trace, and nothing of whoever asked or what they sent', async () => {
    const written: string[] = [];
    const record = (text: string | Uint8Array): boolean => written.push(String(text)) > 0;
    const spies = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation(record),
    );
    const logged = await start({ logger: { level: 'info' } });
    try {
      written.length = 0;
      const trace = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
      const headers = {
        traceparent: `00-${trace}-00f067aa0ba902b7-01`,
        authorization: 'Bearer x1y2',
        'user-agent': 'agent 007',
      };
      await logged.inject({ method: 'GET', url: `/api/v1/sides/${uuid5('someone')}?name=ivanov`, headers });
      await logged.inject({
        method: 'POST',
        url: '/api/v1/sessions',
        payload: { login: 'm.perez', password: 'wrong' },
      });
      const lines = written.map((line) => JSON.parse(line) as { message: Record<string, unknown> });
      expect(lines.map(({ message }) => message)).toEqual([
        { method: 'GET', route: '/api/v1/sides/:id', status: 401, ms: expect.any(Number), traceId: trace },
        expect.objectContaining({ method: 'POST', route: '/api/v1/sessions', status: 401 }),
      ]);
      expect(written.join('')).not.toMatch(/perez|ivanov|agent 007|wrong|127\.0\.0\.1|x1y2/);
    } finally {
      for (const spy of spies) spy.mockRestore();
      await logged.close();
    }
  });
});
