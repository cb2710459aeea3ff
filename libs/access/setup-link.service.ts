import { Injectable } from '@nestjs/common';
import { ensure } from '#kernel/domain-error';
import { Database, type Queryable } from '#read-models/database';
import { insertAccount } from './accounts.service.js';
import { newToken, tokenHash } from './secret-token.js';
import { Sessions, type OpenedSession, type Session } from './sessions.service.js';

export interface FirstAdministrator {
  readonly token: string;
  readonly login: string;
  readonly password: string;
  readonly language?: Session['language'];
}

/** The one way to the first account: a link printed where the installation is started, good for one administrator. */
@Injectable()
export class SetupLink {
  constructor(
    private readonly db: Database,
    private readonly sessions: Sessions,
  ) {}

  /** Whether an administrator exists, so that there is nothing left to set up. */
  async isDone(tx: Queryable = this.db): Promise<boolean> {
    const [row] = await tx.query<{ done: boolean }>(
      `select exists (select 1 from access.assignment where 'administrator' = any(roles)) as done`,
    );
    return row!.done;
  }

  /**
   * A token good for 24 hours; earlier unused ones are void from then on.
   * @throws DomainError `access/alreadySetUp` (409) once an administrator exists
   */
  async createSetupLink(): Promise<string> {
    const token = newToken();
    await this.alone(async (tx) => {
      await tx.query(`delete from access.sign_in_link where kind = 'setup' and used_at is null`);
      await tx.query(
        `insert into access.sign_in_link (token_hash, kind, single_use, expires_at)
         values ($1, 'setup', true, now() + interval '24 hours')`,
        [tokenHash(token)],
      );
    });
    return token;
  }

  /**
   * Uses the link up: makes the administrator's account and signs it in.
   * @throws DomainError `access/linkInvalid` (422) for an unknown, used or expired token; `access/alreadySetUp` (409);
   *   `access/passwordTooSimple` (422)
   */
  async setUp({ token, login, password, language = 'en' }: FirstAdministrator): Promise<OpenedSession> {
    return this.alone(async (tx) => {
      const used = await tx.query(
        `update access.sign_in_link set used_at = now()
         where token_hash = $1 and kind = 'setup' and used_at is null and expires_at > now() returning token_hash`,
        [tokenHash(token)],
      );
      ensure(used.length === 1, 'access/linkInvalid', 'unprocessable');
      const account = { login, password, language, roles: ['administrator'] };
      const { assignmentId } = await insertAccount(tx, account);
      return this.sessions.open(assignmentId, tx);
    });
  }

  /** One at a time, and only while there is no administrator. */
  private async alone<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return this.db.transaction(async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtext('access setup'))`);
      ensure(!(await this.isDone(tx)), 'access/alreadySetUp');
      return work(tx);
    });
  }
}
