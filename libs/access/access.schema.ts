import type { Migration } from '#read-models/migrations';

/** Accounts, what they act as, sessions and sign-in links. Secrets stand here only as hashes. */
export const accessMigrations: readonly Migration[] = [
  {
    name: 'access-001',
    sql: `
      create schema access;
      create table access.account (
        account_id uuid primary key,
        login text not null,
        password_hash text,
        person_id uuid,
        language text not null check (language in ('en', 'ru', 'es')),
        created_at timestamptz not null default now(),
        disabled_at timestamptz
      );
      create unique index account_login on access.account (lower(login));
      create table access.assignment (
        assignment_id uuid primary key,
        account_id uuid not null references access.account,
        roles text[] not null check (cardinality(roles) > 0),
        office_id uuid,
        side_id uuid,
        created_at timestamptz not null default now()
      );
      create index assignment_account on access.assignment (account_id, created_at);
      create table access.session (
        token_hash bytea primary key,
        assignment_id uuid not null references access.assignment,
        created_at timestamptz not null default now(),
        last_seen_at timestamptz not null default now(),
        expires_at timestamptz not null,
        ends_at timestamptz not null,
        revoked_at timestamptz
      );
      create index session_end on access.session (ends_at);
      create table access.sign_in_link (
        token_hash bytea primary key,
        kind text not null check (kind in ('setup', 'demo')),
        assignment_id uuid references access.assignment,
        single_use boolean not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        used_at timestamptz
      );`,
  },
];
