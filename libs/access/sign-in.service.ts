import { Injectable } from '@nestjs/common';
import { DomainError, ensureField } from '#kernel/domain-error';
import { Database } from '#read-models/database';
import { AttemptLimit } from './attempt-limit.js';
import { verifyPassword } from './passwords.js';
import { Sessions, type OpenedSession } from './sessions.service.js';

const window = 15 * 60_000;

export interface Credentials {
  readonly login: string;
  readonly password: string;
  /** Which of the account's assignments to act in; without it, the oldest. */
  readonly assignmentId?: string;
}

/** Signing in by login and password. */
@Injectable()
export class SignIn {
  private readonly perLogin = new AttemptLimit(10, window);
  private readonly perAddress = new AttemptLimit(50, window);

  constructor(
    private readonly db: Database,
    private readonly sessions: Sessions,
  ) {}

  /**
   * @param address where the request comes from; failed attempts are counted per login and per address
   * @throws DomainError `access/signInFailed` (401), the same for an unknown login, a wrong password and a disabled
   *   account; `access/tooManyAttempts` (429); `access/noSuchAssignment` (422)
   */
  async signIn({ login, password, assignmentId }: Credentials, address: string): Promise<OpenedSession> {
    const key = login.toLowerCase();
    this.perAddress.count(address);
    this.perLogin.count(key);
    const [account] = await this.db.query<{ account_id: string; password_hash: string | null; disabled: boolean }>(
      `select account_id, password_hash, disabled_at is not null as disabled from access.account where lower(login) = $1`,
      [key],
    );
    const proven = await verifyPassword(password, account?.password_hash ?? null);
    if (!account || !proven || account.disabled) throw new DomainError('access/signInFailed', 'unauthenticated');
    this.perAddress.forgive(address);
    this.perLogin.reset(key);
    return this.sessions.open(await this.assignmentOf(account.account_id, assignmentId));
  }

  private async assignmentOf(accountId: string, wanted: string | undefined): Promise<string> {
    const [found] = await this.db.query<{ assignment_id: string }>(
      `select assignment_id from access.assignment where account_id = $1 and ($2::uuid is null or assignment_id = $2)
       order by created_at, assignment_id limit 1`,
      [accountId, wanted ?? null],
    );
    ensureField(found, '/assignmentId', 'access/noSuchAssignment');
    return found.assignment_id;
  }
}
