import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError, ensure, ensureField } from '#kernel/domain-error';
import { Database, type Queryable } from '#read-models/database';
import { hashPassword } from './passwords.js';
import { sideRoles } from './permissions.js';
import { Sessions, type Session } from './sessions.service.js';
import { Parties } from './parties/parties.query.js';

/** What an account acts as. */
export interface AssignmentInput {
  readonly roles: readonly string[];
  readonly officeId?: string | null;
  readonly sideId?: string | null;
}

export interface NewAccount extends AssignmentInput {
  readonly login: string;
  readonly password: string;
  readonly language: Session['language'];
  readonly personId?: string | null;
}

export interface Assignment {
  readonly assignmentId: string;
  readonly roles: readonly string[];
  readonly officeId: string | null;
  readonly sideId: string | null;
}

export interface Account {
  readonly accountId: string;
  readonly login: string;
  readonly language: string;
  readonly personId: string | null;
  readonly disabledAt: string | null;
  readonly assignments: readonly Assignment[];
}

/** The accounts of people and what each may act as; the roles of the command line and of process managers are not given here. */
@Injectable()
export class Accounts {
  constructor(
    private readonly db: Database,
    private readonly sessions: Sessions,
    private readonly parties: Parties,
  ) {}

  /** @throws DomainError `access/loginTaken` (409), `access/passwordTooSimple`, `access/sideNeeded`, `access/administratorStandsAlone`, `access/sideUnknown`, `access/officeOfOtherSide` (422) */
  async create(account: NewAccount): Promise<{ accountId: string; assignmentId: string }> {
    await this.checkAssignment(account);
    return this.db.transaction((tx) => insertAccount(tx, account));
  }

  /** A page of accounts by login, one row more than `limit` when there are more. */
  async list(limit: number, afterLogin: string | null): Promise<Account[]> {
    return this.db.query<Account>(
      `select account_id as "accountId", login, language, person_id as "personId", disabled_at as "disabledAt",
         coalesce((select jsonb_agg(jsonb_build_object('assignmentId', assignment_id, 'roles', roles,
           'officeId', office_id, 'sideId', side_id) order by created_at, assignment_id)
           from access.assignment s where s.account_id = a.account_id), '[]') as assignments
       from access.account a
       where ($2::text is null or lower(login) > $2) and login not like '@%'
       order by lower(login) limit $1`,
      [limit + 1, afterLogin],
    );
  }

  /** What an account can act as, the oldest first. */
  async assignmentsOf(accountId: string): Promise<Assignment[]> {
    return this.db.query<Assignment>(
      `select assignment_id as "assignmentId", roles, office_id as "officeId", side_id as "sideId"
       from access.assignment where account_id = $1 order by created_at, assignment_id`,
      [accountId],
    );
  }

  /** @throws DomainError `access/noSuchAccount` (404), and what `create` throws for an assignment */
  async assign(accountId: string, assignment: AssignmentInput): Promise<{ assignmentId: string }> {
    await this.mustExist(accountId);
    await this.checkAssignment(assignment);
    return { assignmentId: await insertAssignment(this.db, accountId, assignment) };
  }

  /** Ends its sessions and lets it sign in no more. @throws DomainError `access/noSuchAccount` (404), `access/cannotDisableSelf` (409) */
  async disable(accountId: string, by: string): Promise<void> {
    ensure(accountId !== by, 'access/cannotDisableSelf');
    await this.mustExist(accountId);
    await this.db.query('update access.account set disabled_at = coalesce(disabled_at, now()) where account_id = $1', [
      accountId,
    ]);
    await this.sessions.endAll(accountId);
  }

  private async mustExist(accountId: string): Promise<void> {
    const found = await this.db.query(`select 1 from access.account where account_id = $1 and login not like '@%'`, [
      accountId,
    ]);
    ensure(found.length > 0, 'access/noSuchAccount', 'missing');
  }

  private async checkAssignment({ roles, sideId, officeId }: AssignmentInput): Promise<void> {
    const speaksForSide = roles.some((role) => (sideRoles as readonly string[]).includes(role));
    ensureField(sideId || !speaksForSide, '/sideId', 'access/sideNeeded');
    // Who may make accounts must not read or decide as a side in the same breath: that takes a second assignment.
    const isAdministrator = roles.includes('administrator');
    ensureField(!isAdministrator || roles.length === 1, '/roles', 'access/administratorStandsAlone');
    ensureField(
      !isAdministrator || !(sideId || officeId),
      sideId ? '/sideId' : '/officeId',
      'access/administratorStandsAlone',
    );
    if (sideId) ensureField(await this.parties.side(sideId), '/sideId', 'access/sideUnknown');
    if (officeId) {
      const office = await this.parties.office(officeId);
      ensureField(office && office.sideId === sideId, '/officeId', 'access/officeOfOtherSide');
    }
  }
}

/** Adds an account with its first assignment. @throws DomainError `access/loginTaken` (409), `access/passwordTooSimple` (422) */
export async function insertAccount(
  tx: Queryable,
  account: NewAccount,
): Promise<{ accountId: string; assignmentId: string }> {
  const { login, password, language, personId = null } = account;
  ensureField(isHardToGuess(password, login), '/password', 'access/passwordTooSimple');
  // Random: an id derived from the login would carry it into the log, from which nothing can be erased.
  const accountId = randomUUID();
  const passwordHash = await hashPassword(password);
  const inserted = await tx.query(
    `insert into access.account (account_id, login, password_hash, person_id, language) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning account_id`,
    [accountId, login, passwordHash, personId, language],
  );
  if (inserted.length === 0)
    throw new DomainError('access/loginTaken', 'conflict', { login }, [
      { pointer: '/login', code: 'access/loginTaken' },
    ]);
  return { accountId, assignmentId: await insertAssignment(tx, accountId, account) };
}

async function insertAssignment(tx: Queryable, accountId: string, assignment: AssignmentInput): Promise<string> {
  const assignmentId = randomUUID();
  await tx.query(
    'insert into access.assignment (assignment_id, account_id, roles, office_id, side_id) values ($1, $2, $3, $4, $5)',
    [assignmentId, accountId, assignment.roles, assignment.officeId ?? null, assignment.sideId ?? null],
  );
  return assignmentId;
}

/** Length is the field's own rule; this refuses what is long but still the first guess. */
function isHardToGuess(password: string, login: string): boolean {
  const lower = password.toLowerCase();
  return new Set(lower).size >= 5 && !lower.includes(login.toLowerCase());
}
