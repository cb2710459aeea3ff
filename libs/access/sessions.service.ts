import { Injectable } from '@nestjs/common';
import type { Actor } from '#kernel/command';
import type { OfficeId, SideId } from '#kernel/values';
import { Database, type Queryable } from '#read-models/database';
import { isToken, newToken, tokenHash } from './secret-token.js';

/** Who is signed in, and as what. */
export interface Session {
  readonly accountId: string;
  readonly login: string;
  readonly language: 'en' | 'ru' | 'es';
  readonly assignmentId: string;
  readonly officeId: OfficeId | null;
  readonly sideId: SideId | null;
  readonly roles: readonly string[];
  /** ISO instant, system clock. */
  readonly expiresAt: string;
}

export interface OpenedSession {
  /** Shown once; only its hash is stored. */
  readonly token: string;
  readonly expiresAt: string;
}

/** PostgreSQL intervals: unused for `idle` a session ends, and after `most` in any case. */
const lifetime = { idle: '12 hours', most: '7 days' };
/** A look-up moves the end of a session at most this often. */
const touchEvery = '60 seconds';
/** How long a look-up is remembered, ms: within it an ended session may still act in another process. */
const remembered = 3_000;
const capacity = 5_000;

/** Sessions live on the system clock, never on the demo clock; PostgreSQL's `now()` is the same for all processes. */
@Injectable()
export class Sessions {
  private readonly cache = new Map<string, { session: Session; until: number }>();

  constructor(private readonly db: Database) {}

  /** Opens a session for an assignment; with `within`, a PostgreSQL interval, it ends then without sliding on. */
  async open(assignmentId: string, tx: Queryable = this.db, within?: string): Promise<OpenedSession> {
    const token = newToken();
    const [row] = await tx.query<{ expires_at: string }>(
      `insert into access.session (token_hash, assignment_id, expires_at, ends_at)
       values ($1, $2, now() + $3::interval, now() + $4::interval) returning expires_at`,
      [tokenHash(token), assignmentId, within ?? lifetime.idle, within ?? lifetime.most],
    );
    await tx.query(`delete from access.session where ends_at < now() - interval '30 days'`);
    return { token, expiresAt: row!.expires_at };
  }

  /** The session behind a token; undefined when there is none, it has ended, or its account was disabled. */
  async find(token: string): Promise<Session | undefined> {
    if (!isToken(token)) return undefined;
    const known = this.cache.get(token);
    const now = Date.now();
    if (known && known.until > now && Date.parse(known.session.expiresAt) > now) return known.session;
    this.cache.delete(token);
    const session = await this.lookUp(tokenHash(token));
    if (session) this.remember(token, session, now);
    return session;
  }

  /** Ends a session; one that has ended stays so. */
  async end(token: string): Promise<void> {
    this.cache.delete(token);
    await this.db.query('update access.session set revoked_at = now() where token_hash = $1 and revoked_at is null', [
      tokenHash(token),
    ]);
  }

  /** Ends every session of an account. */
  async endAll(accountId: string): Promise<void> {
    this.cache.clear();
    await this.db.query(
      `update access.session set revoked_at = now() where revoked_at is null
       and assignment_id in (select assignment_id from access.assignment where account_id = $1)`,
      [accountId],
    );
  }

  private async lookUp(hash: Buffer): Promise<Session | undefined> {
    const [row] = await this.db.query<SessionRow>(
      `select account_id, login, language, assignment_id, office_id, side_id, roles, expires_at,
              last_seen_at < now() - $2::interval as unseen
       from access.session join access.assignment using (assignment_id) join access.account using (account_id)
       where token_hash = $1 and revoked_at is null and expires_at > now() and disabled_at is null`,
      [hash, touchEvery],
    );
    if (!row) return undefined;
    const expiresAt = row.unseen ? await this.touch(hash) : row.expires_at;
    return {
      accountId: row.account_id,
      login: row.login,
      language: row.language,
      assignmentId: row.assignment_id,
      officeId: row.office_id,
      sideId: row.side_id,
      roles: row.roles,
      expiresAt,
    };
  }

  private async touch(hash: Buffer): Promise<string> {
    const [row] = await this.db.query<{ expires_at: string }>(
      `update access.session set last_seen_at = now(), expires_at = least(now() + $2::interval, ends_at)
       where token_hash = $1 returning expires_at`,
      [hash, lifetime.idle],
    );
    return row!.expires_at;
  }

  private remember(token: string, session: Session, now: number): void {
    this.cache.set(token, { session, until: now + remembered });
    if (this.cache.size > capacity) this.cache.delete(this.cache.keys().next().value!);
  }
}

/** The actor of commands issued in a session. */
export const actorOf = ({ accountId, officeId, sideId, roles }: Session): Actor => ({
  accountId,
  officeId,
  sideId,
  roles,
});

interface SessionRow {
  account_id: string;
  login: string;
  language: Session['language'];
  assignment_id: string;
  office_id: OfficeId | null;
  side_id: SideId | null;
  roles: string[];
  expires_at: string;
  unseen: boolean;
}
