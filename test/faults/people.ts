import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';

/** Who acts, as the tables of access know it. */
export interface Post {
  readonly role: 'administrator' | 'secretary';
  readonly sideId?: string;
  readonly officeId?: string;
}

/** Signs somebody in by writing the session where the API looks it up. @returns the bearer token */
export async function signIn(db: pg.Pool, { role, sideId, officeId }: Post): Promise<string> {
  const [accountId, assignmentId, token] = [randomUUID(), randomUUID(), randomBytes(32).toString('base64url')];
  const login = `${role}-${accountId.slice(0, 8)}`;
  await db.query(`insert into access.account (account_id, login, language) values ($1, $2, 'en')`, [accountId, login]);
  await db.query(
    'insert into access.assignment (assignment_id, account_id, roles, office_id, side_id) values ($1, $2, $3, $4, $5)',
    [assignmentId, accountId, [role], officeId ?? null, sideId ?? null],
  );
  await db.query(
    `insert into access.session (token_hash, assignment_id, expires_at, ends_at)
     values ($1, $2, now() + interval '1 day', now() + interval '1 day')`,
    [createHash('sha256').update(token).digest(), assignmentId],
  );
  return token;
}
