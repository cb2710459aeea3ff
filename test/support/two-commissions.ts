import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createTransport } from 'nodemailer';
import { OperatorTokens, SetupLink } from '#access/access.module';
import { Sessions } from '#access/sessions.service';
import { startEventStore } from '#embedded/event-store/host';
import { startMailbox } from '#embedded/mailbox';
import { startPostgres } from '#embedded/postgres';
import { EventLog } from '#event-store/event-log';
import { uuid5 } from '#kernel/ids';
import { ApplicationClock } from '#read-models/application-clock';
import { Database } from '#read-models/database';
import { Projector } from '#read-models/projector';
import { Registry } from '#read-models/registry';
import { settled } from '#read-models/settled';
import { ApiModule } from '../../apps/api/src/api.module.js';
import { createApplication } from '../../apps/api/src/create-application.js';

/** Headers that authenticate a request. */
export type Who = Readonly<Record<string, string>>;

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a command answered. */
export interface Made {
  readonly id: string;
  readonly revision: string;
  readonly position: string;
}

/** A side with its people. */
export interface Party {
  readonly sideId: string;
  readonly institutionId: string;
  readonly secretariat: string;
  readonly lead: string;
  readonly validatorOffice: string;
  readonly personId: string;
  readonly mail: string;
  readonly secretary: Who;
  readonly responder: Who;
  readonly validator: Who;
}

/** A body with the side whose things are meant, and the one it shares them with. */
export interface Commission {
  readonly bodyId: string;
  readonly party: Party;
  readonly partner: Party;
}

const password = 'long enough to sign in';

/**
 * API and projection over embedded servers, with three sides and two bodies: `own` of the first and the second side, `other`
 * of the second and the third. The first side has no part in the second body.
 */
export class TwoCommissions {
  private count = 0;
  private stack: AsyncDisposableStack | undefined;
  /** The highest position a command answered: reads wait for it. */
  position = '0';
  administrator!: Who;
  own!: Commission;
  other!: Commission;

  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    private readonly smtpUrl: string,
  ) {}

  static async start(): Promise<TwoCommissions> {
    await using stack = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), 'rapporteur-commissions-'));
    stack.defer(() => rm(directory, { recursive: true, force: true }));
    const store = await startEventStore({ directory: join(directory, 'events') });
    stack.defer(() => store.stop());
    const postgres = await startPostgres({ directory: join(directory, 'pg') });
    stack.defer(() => postgres.stop());
    const mailbox = await startMailbox({ directory });
    stack.defer(() => mailbox.stop());
    const servers = { eventStoreUrl: store.url, databaseUrl: postgres.url, publicUrl: 'http://127.0.0.1' };
    const app = await createApplication(ApiModule.over({ ...servers, mailbox }), {});
    stack.defer(() => app.close());
    await app.get(ApplicationClock).beginDemo(new Date().toISOString());
    stack.defer(() => app.get(Projector).stop());
    await app.get(Projector).start();
    await app.listen({ host: '127.0.0.1', port: 0 });
    const world = new TwoCommissions(app, await app.getUrl(), mailbox.smtpUrl);
    await world.build();
    world.stack = stack.move();
    return world;
  }

  async close(): Promise<void> {
    await this.stack?.disposeAsync();
  }

  /** A number that was not given before. */
  next(): number {
    return (this.count += 1);
  }

  async ask(method: string, url: string, who: Who, body?: object): Promise<Answer> {
    const answer = await this.app.inject({
      method: method as 'GET',
      url,
      headers: { ...who, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { payload: JSON.stringify(body) }),
    });
    const isJson = String(answer.headers['content-type']).includes('json');
    return { status: answer.statusCode, body: isJson ? answer.json() : {} };
  }

  /** Issues a command that must succeed. */
  async make(who: Who, path: string, body: object, ifMatch?: string): Promise<Made> {
    const headers = {
      ...who,
      'idempotency-key': `make ${this.next()}`,
      ...(ifMatch && { 'if-match': `"${ifMatch}"` }),
    };
    const answer = await this.ask('POST', `/api/v1/${path}`, headers, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    const made = answer.body as unknown as Made;
    if (made.position && BigInt(made.position) > BigInt(this.position)) this.position = made.position;
    return made;
  }

  /** Reads what must be there, as of everything made so far. */
  async read<T>(who: Who, path: string): Promise<T> {
    const answer = await this.ask('GET', `/api/v1/${path}?minPosition=${this.position}`, who);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as unknown as T;
  }

  /** Signs an account with such an assignment in. */
  async account(role: string, at?: { sideId: string; officeId: string }): Promise<Who> {
    const login = `${role}-${this.next()}`.toLowerCase();
    const answer = await this.ask('POST', '/api/v1/accounts', this.administrator, {
      login,
      password,
      language: 'en',
      roles: [role],
      ...at,
    });
    if (answer.status !== 201) throw new Error(`${login}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return this.signIn(login);
  }

  async signIn(login: string): Promise<Who> {
    const answer = await this.ask('POST', '/api/v1/sessions', {}, { login, password, carrier: 'bearer' });
    return bearer(String(answer.body['token']));
  }

  async operator(): Promise<Who> {
    return bearer(await this.app.get(OperatorTokens).createOperatorToken());
  }

  /** A session that no sign-in can open: process managers act without one. */
  async system(): Promise<Who> {
    const id = uuid5('system account', String(this.next()));
    const db = this.app.get(Database);
    await db.query(`insert into access.account (account_id, login, language) values ($1, $2, 'en')`, [id, `@${id}`]);
    await db.query(`insert into access.assignment (assignment_id, account_id, roles) values ($1, $1, '{system}')`, [
      id,
    ]);
    return bearer((await this.app.get(Sessions).open(id)).token);
  }

  /** Resolves when everything that follows from what was made has been recorded and shown. */
  async settled(): Promise<void> {
    await settled(this.app.get(EventLog), this.app.get(Database), this.app.get(Registry));
  }

  head(): Promise<bigint> {
    return this.app.get(EventLog).head();
  }

  private async build(): Promise<void> {
    const token = await this.app.get(SetupLink).createSetupLink();
    await this.ask('POST', '/api/v1/setup', {}, { token, login: 'administrator', password });
    this.administrator = await this.signIn('administrator');
    const [first, second, third] = [await this.party('CU'), await this.party('RU'), await this.party('ES')];
    this.own = await this.commission('OWN', first, second);
    this.other = await this.commission('OTHER', second, third);
    await this.settled();
  }

  private async commission(code: string, party: Party, partner: Party): Promise<Commission> {
    const sideIds = [party.sideId, partner.sideId];
    const body = { code, kind: 'workingGroup', names: { en: code }, languages: ['en'], sideIds };
    return { bodyId: (await this.make(this.administrator, 'bodies', body)).id, party, partner };
  }

  private async party(code: string): Promise<Party> {
    const { administrator } = this;
    const names = { en: code };
    const weekend = { weekend: [6, 7], rounding: 'next', timeZone: 'UTC', defaultLanguage: 'en' };
    const sideId = (await this.make(administrator, 'sides', { code, names, ...weekend })).id;
    const calendar = { holidays: ['2026-01-01'], workingWeekends: [], source: 'A test' };
    await this.make(administrator, `sides/${sideId}/calendars`, calendar, '0');
    const institutionId = (await this.make(administrator, 'institutions', { sideId, code: `${code}-M`, names })).id;
    const office = async () =>
      (await this.make(administrator, 'offices', { sideId, institutionId, names, language: 'en' })).id;
    const [secretariat, lead, validatorOffice] = [await office(), await office(), await office()];
    const mail = `lead@${code.toLowerCase()}.example`;
    const person = await this.make(administrator, 'persons', { sideId, displayNames: names, mailAddress: mail });
    const at = (officeId: string) => ({ sideId, officeId });
    await this.make(administrator, `offices/${lead}/tenures`, { personId: person.id, startsOn: '2026-01-01' }, '0');
    await this.settled();
    await createTransport(this.smtpUrl).sendMail({ from: 'a@b.example', to: mail, subject: code, text: code });
    return {
      sideId,
      institutionId,
      secretariat,
      lead,
      validatorOffice,
      personId: person.id,
      mail,
      secretary: await this.account('secretary', at(secretariat)),
      responder: await this.account('responder', at(lead)),
      validator: await this.account('validator', at(validatorOffice)),
    };
  }
}

const bearer = (token: string): Who => ({ authorization: `Bearer ${token}` });
