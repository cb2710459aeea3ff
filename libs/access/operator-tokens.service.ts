import { Injectable } from '@nestjs/common';
import { uuid5 } from '#kernel/ids';
import { Database } from '#read-models/database';
import { Sessions } from './sessions.service.js';

const accountId = uuid5('account', 'operator');
const assignmentId = uuid5('assignment', 'operator');

/** Sessions of the local command line: whoever can reach the database may ask for one. */
@Injectable()
export class OperatorTokens {
  constructor(
    private readonly db: Database,
    private readonly sessions: Sessions,
  ) {}

  /** A bearer token with the role `operator`, good for one hour. */
  async createOperatorToken(): Promise<string> {
    return this.db.transaction(async (tx) => {
      // A login that begins with @ cannot be chosen by a person, and without a password nobody signs in with it.
      await tx.query(
        `insert into access.account (account_id, login, language) values ($1, '@operator', 'en') on conflict do nothing`,
        [accountId],
      );
      await tx.query(
        `insert into access.assignment (assignment_id, account_id, roles) values ($1, $2, '{operator}')
         on conflict do nothing`,
        [assignmentId, accountId],
      );
      return (await this.sessions.open(assignmentId, tx, '1 hour')).token;
    });
  }
}
