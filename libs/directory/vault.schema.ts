import type { Migration } from '#read-models/migrations';

/**
 * The erasable side of the log: free texts, and what is known of persons. The name sorts before the migrations of later
 * capabilities, which may add tables to the schema.
 */
export const vaultMigrations: readonly Migration[] = [
  {
    name: 'directory-001-vault',
    sql: `
      create schema if not exists vault;
      create table vault.text (
        text_id uuid primary key,
        sha256 text not null,
        lang text not null,
        text text not null,
        owner_side_id uuid,
        kept_at timestamptz not null default now()
      );
      create table vault.person (
        person_id uuid primary key,
        side_id uuid not null,
        display_names jsonb not null,
        kept_at timestamptz not null default now()
      );
      create table vault.address (
        endpoint_id uuid primary key,
        person_id uuid not null,
        address text not null,
        kept_at timestamptz not null default now()
      );
      create index address_person on vault.address (person_id);`,
  },
];
