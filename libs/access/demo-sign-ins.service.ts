import { Injectable } from '@nestjs/common';
import { ensure } from '#kernel/domain-error';
import { uuid5 } from '#kernel/ids';
import { ApplicationClock } from '#read-models/application-clock';
import { Database } from '#read-models/database';
import { newToken, tokenHash } from './secret-token.js';
import { Sessions, type OpenedSession, type Session } from './sessions.service.js';

export interface DemoAccount {
  readonly login: string;
  readonly roles: readonly string[];
  readonly officeId: string | null;
  readonly sideId: string | null;
  readonly language: Session['language'];
}

/** Ready-made accounts of a demo: signed in by opening a link, without a password; they exist in no other installation. */
@Injectable()
export class DemoSignIns {
  constructor(
    private readonly db: Database,
    private readonly clock: ApplicationClock,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Makes the account once and a new link each time; the account's earlier links are void from then on.
   * @returns the token of the link `/sign-in/<token>`
   * @throws DomainError `access/demoOnly` (403)
   */
  async createDemoAccount(account: DemoAccount): Promise<string> {
    ensure(this.clock.isDemo, 'access/demoOnly', 'forbidden');
    const { login, roles, officeId, sideId, language } = account;
    // Derived, so that seeding twice makes the same accounts; the logins of a demo are nobody's personal data.
    const accountId = uuid5('demo-account', login.toLowerCase());
    const assignmentId = uuid5('demo-assignment', accountId);
    const token = newToken();
    await this.db.transaction(async (tx) => {
      await tx.query(
        'insert into access.account (account_id, login, language) values ($1, $2, $3) on conflict (account_id) do nothing',
        [accountId, login, language],
      );
      await tx.query(
        `insert into access.assignment (assignment_id, account_id, roles, office_id, side_id)
         values ($1, $2, $3, $4, $5) on conflict (assignment_id) do nothing`,
        [assignmentId, accountId, roles, officeId, sideId],
      );
      await tx.query('delete from access.sign_in_link where assignment_id = $1', [assignmentId]);
      await tx.query(
        `insert into access.sign_in_link (token_hash, kind, assignment_id, single_use, expires_at)
         values ($1, 'demo', $2, false, now() + interval '365 days')`,
        [tokenHash(token), assignmentId],
      );
    });
    return token;
  }

  /** Opens a session by a demo link. @throws DomainError `access/demoOnly` (403), `access/linkInvalid` (422) */
  async signIn(token: string): Promise<OpenedSession> {
    ensure(this.clock.isDemo, 'access/demoOnly', 'forbidden');
    const [link] = await this.db.query<{ assignment_id: string }>(
      `select assignment_id from access.sign_in_link where token_hash = $1 and kind = 'demo' and expires_at > now()`,
      [tokenHash(token)],
    );
    ensure(link, 'access/linkInvalid', 'unprocessable');
    return this.sessions.open(link.assignment_id);
  }
}
