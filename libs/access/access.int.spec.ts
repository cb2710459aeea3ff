import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { idOf, uuid5 } from '#kernel/ids';
import type { DomainEvent } from '#kernel/event';
import { anEnvelope } from '#kernel/given-when-then';
import { officeId, sideId } from '#kernel/values';
import { ApplicationClock } from '#read-models/application-clock';
import { Database } from '#read-models/database';
import { migrate } from '#read-models/migrations';
import { readModelMigrations } from '#read-models/read-models.schema';
import type { Placed } from '#read-models/view';
import { ViewRunner } from '#read-models/view-runner';
import { OfficeCreated } from '#directory/office.events';
import { SideRegistered } from '#directory/side.events';
import { startPostgres, type PostgresHandle } from '#embedded/postgres';
import { accessMigrations } from './access.schema.js';
import { Accounts, type NewAccount } from './accounts.service.js';
import { DemoSignIns } from './demo-sign-ins.service.js';
import { OperatorTokens } from './operator-tokens.service.js';
import { Parties } from './parties/parties.query.js';
import { accessOffices, accessSides, parties as partiesView } from './parties/parties.view.js';
import { newToken, tokenHash } from './secret-token.js';
import { Sessions } from './sessions.service.js';
import { SetupLink } from './setup-link.service.js';
import { SignIn } from './sign-in.service.js';

const cuba = uuid5('side', 'CU');
const russia = uuid5('side', 'RU');
const ministry = uuid5('office', 'CU');
const password = 'a long enough secret';
const address = '127.0.0.1';

let directory: string;
let postgres: PostgresHandle;
let db: Database;
let sessions: Sessions;
let accounts: Accounts;
let signIn: SignIn;
let clock: ApplicationClock;
let parties: Parties;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rapporteur-access-'));
  postgres = await startPostgres({ directory });
  db = new Database(postgres.url);
  await migrate(db, [...readModelMigrations, ...accessMigrations]);
});

afterAll(async () => {
  await db?.close();
  await postgres?.stop();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  for (const { name } of [accessSides, accessOffices]) await db.query(`drop table if exists ${name}`);
  await db.query(accessSides.ddl());
  await db.query(accessOffices.ddl());
  await db.query(
    `insert into ${accessSides.name} values ($1, 'CU', '{"es": "Cuba"}', 'America/Havana', 1), ($2, 'RU', '{"ru": "Россия"}', 'Europe/Moscow', 2)`,
    [cuba, russia],
  );
  await db.query(`insert into ${accessOffices.name} values ($1, $2, '{"es": "Ministerio"}', 3)`, [ministry, cuba]);
  clock = new ApplicationClock(db);
  await clock.start();
  sessions = new Sessions(db);
  parties = new Parties(db, clock);
  accounts = new Accounts(db, sessions, parties);
  signIn = new SignIn(db, sessions);
});

afterEach(async () => {
  clock.stop();
  await db.query(
    'truncate access.account, access.assignment, access.session, access.sign_in_link, installation restart identity cascade',
  );
});

const secretary = (part: Partial<NewAccount> = {}): NewAccount => ({
  login: 'M.Perez',
  password,
  language: 'es',
  roles: ['secretary'],
  sideId: cuba,
  officeId: ministry,
  ...part,
});

/** What a refused promise was refused with. */
const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'nothing was refused',
    (error: unknown) => error,
  );

/** Sessions remember a look-up for a moment; another process would look for itself. */
const elsewhere = () => new Sessions(db);

describe('signing in', () => {
  it('opens a session that tells who acts for whom', async () => {
    const { accountId, assignmentId } = await accounts.create(secretary());
    const { token } = await signIn.signIn({ login: 'm.perez', password }, address);
    expect(await sessions.find(token)).toMatchObject({
      accountId,
      assignmentId,
      login: 'M.Perez',
      language: 'es',
      roles: ['secretary'],
      sideId: cuba,
      officeId: ministry,
    });
  });

  it('keeps neither password nor token', async () => {
    await accounts.create(secretary());
    const { token } = await signIn.signIn({ login: 'm.perez', password }, address);
    const stored = JSON.stringify(await db.query('select a::text, s::text from access.account a, access.session s'));
    expect(stored).not.toContain(password);
    expect(stored).not.toContain(token);
    expect(token.length).toBe(43);
  });

  it('refuses a wrong password, an unknown login and a disabled account in the same words', async () => {
    const { accountId } = await accounts.create(secretary());
    const wrong = await refusal(signIn.signIn({ login: 'm.perez', password: `${password}!` }, address));
    const unknown = await refusal(signIn.signIn({ login: 'nobody', password }, address));
    await accounts.disable(accountId, uuid5('someone else'));
    const disabled = await refusal(signIn.signIn({ login: 'm.perez', password }, address));
    expect(wrong).toMatchObject({ code: 'access/signInFailed', kind: 'unauthenticated', params: {}, faults: [] });
    expect(unknown).toEqual(wrong);
    expect(disabled).toEqual(wrong);
  });

  it('is refused after ten failures of one login, with the right password too, and says when to come back', async () => {
    await accounts.create(secretary());
    for (let n = 0; n < 10; n += 1)
      expect(await refusal(signIn.signIn({ login: 'm.perez', password: 'wrong' }, `10.0.0.${n}`))).toMatchObject({
        code: 'access/signInFailed',
      });
    expect(await refusal(signIn.signIn({ login: 'M.PEREZ', password }, '10.0.0.99'))).toMatchObject({
      kind: 'tooManyRequests',
      params: { retryAfter: expect.any(Number) },
    });
    expect(await refusal(signIn.signIn({ login: 'someone.else', password }, '10.0.0.99'))).toMatchObject({
      code: 'access/signInFailed',
    });
  });

  it('is refused after fifty failures from one address; what succeeds does not count', async () => {
    await accounts.create(secretary());
    await signIn.signIn({ login: 'm.perez', password }, address);
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => refusal(signIn.signIn({ login: `login${n}`, password }, address))),
    );
    expect(await refusal(signIn.signIn({ login: 'm.perez', password }, address))).toMatchObject({
      code: 'access/tooManyAttempts',
    });
    await signIn.signIn({ login: 'm.perez', password }, '127.0.0.2');
  });

  it('acts in the oldest assignment, or in the one asked for, never in one of another account', async () => {
    const { accountId, assignmentId } = await accounts.create(secretary());
    const second = await accounts.assign(accountId, { roles: ['validator'], sideId: cuba });
    const foreign = await accounts.create(secretary({ login: 'ivanov', sideId: russia, officeId: null }));
    const actsIn = async (wanted?: string) => {
      const { token } = await signIn.signIn({ login: 'm.perez', password, assignmentId: wanted }, address);
      return (await sessions.find(token))?.assignmentId;
    };
    expect(await actsIn()).toBe(assignmentId);
    expect(await actsIn(second.assignmentId)).toBe(second.assignmentId);
    expect(await refusal(actsIn(foreign.assignmentId))).toMatchObject({ code: 'access/noSuchAssignment' });
  });
});

describe('a session', () => {
  let token: string;
  beforeEach(async () => {
    await accounts.create(secretary());
    ({ token } = await signIn.signIn({ login: 'm.perez', password }, address));
  });

  const setTimes = (times: string) =>
    db.query(`update access.session set ${times} where token_hash = $1`, [tokenHash(token)]);
  const hoursLeft = async () => {
    const session = await elsewhere().find(token);
    return session && Math.round((Date.parse(session.expiresAt) - Date.now()) / 3_600_000);
  };

  it('lasts twelve hours from its last use', async () => {
    expect(await hoursLeft()).toBe(12);
    await setTimes(`last_seen_at = now() - interval '3 hours', expires_at = now() + interval '9 hours'`);
    expect(await hoursLeft()).toBe(12);
  });

  it('has ended when it was not used', async () => {
    await setTimes(`expires_at = now()`);
    expect(await elsewhere().find(token)).toBeUndefined();
  });

  it('ends after seven days, however it was used', async () => {
    await setTimes(`last_seen_at = now() - interval '3 hours', ends_at = now() + interval '2 hours'`);
    expect(await hoursLeft()).toBe(2);
  });

  it('ends by signing out, here at once', async () => {
    expect(await sessions.find(token)).toBeDefined();
    await sessions.end(token);
    expect(await sessions.find(token)).toBeUndefined();
    expect(await elsewhere().find(token)).toBeUndefined();
  });

  it('ends when its account is disabled, here at once', async () => {
    const session = await sessions.find(token);
    await accounts.disable(session!.accountId, uuid5('someone else'));
    expect(await sessions.find(token)).toBeUndefined();
  });

  it('is found only by its own token', async () => {
    expect(await sessions.find(newToken())).toBeUndefined();
    expect(await sessions.find('')).toBeUndefined();
    expect(await sessions.find(tokenHash(token).toString('base64url'))).toBeUndefined();
  });

  it("knows today in the side's zone, in UTC without one", async () => {
    await clock.beginDemo('2019-09-12T02:30:00.000Z');
    expect(await parties.today(cuba)).toBe('2019-09-11');
    expect(await parties.today(russia)).toBe('2019-09-12');
    expect(await parties.today(null)).toBe('2019-09-12');
  });

  it('knows today before any view was built', async () => {
    await db.query(`drop table ${accessSides.name}`);
    expect(await new Parties(db, clock).today(cuba)).toMatch(/^\d{4}-\d\d-\d\d$/);
  });
});

describe('the view of sides and offices', () => {
  const placed = (id: string, position: bigint, event: DomainEvent): Placed => {
    const { commandId, actor } = anEnvelope();
    const recordedAt = '2019-09-11T12:00:00.000Z';
    const causes = { commandId, commandHash: '', correlationId: commandId, causationId: commandId, actor };
    const metadata = { ...causes, schemaVersion: 1, effectiveDate: '2019-09-11', recordedAt };
    return {
      ...event,
      id,
      eventId: uuid5('event', Number(position)),
      stream: `x-${id}`,
      revision: 0n,
      position,
      metadata,
    };
  };
  const spain = sideId.parse(uuid5('side', 'ES'));
  const office = officeId.parse(uuid5('office', 'ES'));
  const batch = [
    placed(
      spain,
      10n,
      SideRegistered({
        sideId: spain,
        code: 'ES',
        names: { es: 'España' },
        timeZone: 'Europe/Madrid',
        weekend: [6, 7],
        defaultLanguage: 'es',
        rounding: 'next',
      }),
    ),
    placed(
      office,
      20n,
      OfficeCreated({
        officeId: office,
        institutionId: idOf<'InstitutionId'>().parse(uuid5('institution', 'ES')),
        sideId: spain,
        names: { es: 'Secretaría' },
        language: 'es',
      }),
    ),
  ];

  it('is the same however often the events are applied', async () => {
    for (let times = 0; times < 2; times += 1) {
      await db.query('delete from views.checkpoint');
      const runner = await ViewRunner.open(db, partiesView);
      await runner.advance(batch, 20n);
      await runner.advance(batch, 20n);
      expect({ parked: runner.parked, checkpoint: runner.checkpoint }).toEqual({ parked: null, checkpoint: 20n });
      const known = new Parties(db, clock);
      expect(await known.side(spain)).toEqual({
        sideId: spain,
        code: 'ES',
        names: { es: 'España' },
        timeZone: 'Europe/Madrid',
      });
      expect(await known.office(office)).toEqual({ officeId: office, sideId: spain, names: { es: 'Secretaría' } });
    }
  });
});

describe('accounts', () => {
  it('have logins of their own, whatever the case', async () => {
    await accounts.create(secretary());
    expect(await refusal(accounts.create(secretary({ login: 'm.PEREZ' })))).toMatchObject({
      code: 'access/loginTaken',
      kind: 'conflict',
      faults: [{ pointer: '/login' }],
    });
  });

  it.each([
    ['a side role without a side', { sideId: null, officeId: null }, 'access/sideNeeded'],
    ['an administrator with a side', { roles: ['administrator'], officeId: null }, 'access/administratorStandsAlone'],
    [
      'an administrator who is secretary too',
      { roles: ['administrator', 'secretary'] },
      'access/administratorStandsAlone',
    ],
    ['an unknown side', { sideId: uuid5('side', 'XX'), officeId: null }, 'access/sideUnknown'],
    ["the other side's office", { sideId: russia }, 'access/officeOfOtherSide'],
    ['an unknown office', { officeId: uuid5('office', 'XX') }, 'access/officeOfOtherSide'],
    ['a password of few characters', { password: 'aaaaaaaaaaaaaaaaab' }, 'access/passwordTooSimple'],
    ['a password with the login in it', { password: 'only m.perez knows' }, 'access/passwordTooSimple'],
  ])('are refused with %s', async (_title, part, code) => {
    expect(await refusal(accounts.create(secretary(part)))).toMatchObject({ code, kind: 'unprocessable' });
    expect(await accounts.list(10, null)).toEqual([]);
  });

  it('are listed page by page with what they act as', async () => {
    const { accountId, assignmentId } = await accounts.create(secretary());
    await accounts.create(secretary({ login: 'admin', roles: ['administrator'], sideId: null, officeId: null }));
    const [first, more] = await accounts.list(1, null);
    expect([first!.login, more!.login]).toEqual(['admin', 'M.Perez']);
    expect(await accounts.list(1, 'admin')).toEqual([
      {
        accountId,
        login: 'M.Perez',
        language: 'es',
        personId: null,
        disabledAt: null,
        assignments: [{ assignmentId, roles: ['secretary'], officeId: ministry, sideId: cuba }],
      },
    ]);
  });

  it('are not disabled by their owner, nor when there are none', async () => {
    const { accountId } = await accounts.create(secretary());
    expect(await refusal(accounts.disable(accountId, accountId))).toMatchObject({ code: 'access/cannotDisableSelf' });
    expect(await refusal(accounts.disable(uuid5('nobody'), accountId))).toMatchObject({ kind: 'missing' });
    expect(await refusal(accounts.assign(uuid5('nobody'), { roles: ['administrator'] }))).toMatchObject({
      code: 'access/noSuchAccount',
    });
  });
});

describe('the setup link', () => {
  let links: SetupLink;
  beforeEach(() => {
    links = new SetupLink(db, sessions);
  });
  const first = (token: string, login = 'admin') => links.setUp({ token, login, password });

  it('makes one administrator and signs in', async () => {
    const { token } = await first(await links.createSetupLink());
    expect(await sessions.find(token)).toMatchObject({ login: 'admin', roles: ['administrator'], sideId: null });
    expect(await links.isDone()).toBe(true);
    expect(await refusal(links.createSetupLink())).toMatchObject({ code: 'access/alreadySetUp', kind: 'conflict' });
  });

  it('works once, even when it is used ten times at the same moment', async () => {
    const token = await links.createSetupLink();
    const outcomes = await Promise.all(Array.from({ length: 10 }, (_, n) => refusal(first(token, `admin${n}`))));
    expect(outcomes.filter((outcome) => outcome === 'nothing was refused')).toHaveLength(1);
    expect(await accounts.list(20, null)).toHaveLength(1);
  });

  it('is void once a newer one was made', async () => {
    const [older, newer] = [await links.createSetupLink(), await links.createSetupLink()];
    expect(await refusal(first(older))).toMatchObject({ code: 'access/linkInvalid' });
    await first(newer);
  });

  it('is void after a day', async () => {
    const token = await links.createSetupLink();
    await db.query('update access.sign_in_link set expires_at = now()');
    expect(await refusal(first(token))).toMatchObject({ code: 'access/linkInvalid' });
  });

  it('is not used up by a refused password', async () => {
    const token = await links.createSetupLink();
    expect(await refusal(links.setUp({ token, login: 'admin', password: 'administrator!' }))).toMatchObject({
      code: 'access/passwordTooSimple',
    });
    await first(token);
  });

  it('cannot be used as a demo link, nor a session token as a setup link', async () => {
    await clock.beginDemo('2019-09-11T12:00:00.000Z');
    const token = await links.createSetupLink();
    expect(await refusal(new DemoSignIns(db, clock, sessions).signIn(token))).toMatchObject({
      code: 'access/linkInvalid',
    });
    const operator = await new OperatorTokens(db, sessions).createOperatorToken();
    expect(await refusal(first(operator))).toMatchObject({ code: 'access/linkInvalid' });
  });
});

describe('demo sign-ins', () => {
  let demo: DemoSignIns;
  const account = {
    login: 'demo-secretary-cu',
    roles: ['secretary'],
    officeId: ministry,
    sideId: cuba,
    language: 'es',
  } as const;
  beforeEach(() => {
    demo = new DemoSignIns(db, clock, sessions);
  });

  it('do not exist outside a demo', async () => {
    expect(await refusal(demo.createDemoAccount(account))).toMatchObject({
      code: 'access/demoOnly',
      kind: 'forbidden',
    });
    expect(await refusal(demo.signIn(newToken()))).toMatchObject({ code: 'access/demoOnly' });
  });

  it('open a session as often as the link is opened', async () => {
    await clock.beginDemo('2019-09-11T12:00:00.000Z');
    const link = await demo.createDemoAccount(account);
    const opened = [await demo.signIn(link), await demo.signIn(link)];
    expect(opened[0]!.token).not.toBe(opened[1]!.token);
    expect(await sessions.find(opened[1]!.token)).toMatchObject({ login: account.login, sideId: cuba });
  });

  it('made again keep the account and replace the link', async () => {
    await clock.beginDemo('2019-09-11T12:00:00.000Z');
    const older = await demo.createDemoAccount(account);
    const before = await sessions.find((await demo.signIn(older)).token);
    const newer = await demo.createDemoAccount(account);
    expect(await refusal(demo.signIn(older))).toMatchObject({ code: 'access/linkInvalid' });
    const { expiresAt: _end, ...same } = before!;
    expect(await sessions.find((await demo.signIn(newer)).token)).toMatchObject(same);
  });

  it('have no usable password', async () => {
    await clock.beginDemo('2019-09-11T12:00:00.000Z');
    await demo.createDemoAccount(account);
    expect(await refusal(signIn.signIn({ login: account.login, password: '' }, address))).toMatchObject({
      code: 'access/signInFailed',
    });
  });
});

describe('the operator token', () => {
  it('acts as operator for an hour and does not slide on', async () => {
    const token = await new OperatorTokens(db, sessions).createOperatorToken();
    await db.query(`update access.session set last_seen_at = now() - interval '10 minutes'`);
    const session = await sessions.find(token);
    expect(session).toMatchObject({ roles: ['operator'], sideId: null });
    expect(Date.parse(session!.expiresAt) - Date.now()).toBeLessThanOrEqual(3_600_000);
  });

  it('is made again without another account, and its account is not shown', async () => {
    const operators = new OperatorTokens(db, sessions);
    expect(await operators.createOperatorToken()).not.toBe(await operators.createOperatorToken());
    expect(await accounts.list(10, null)).toEqual([]);
    expect(await db.query('select login from access.account')).toHaveLength(1);
  });
});
