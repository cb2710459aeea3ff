import type { Migration } from './migrations.js';

/** The projector's own bookkeeping. */
export const readModelMigrations: readonly Migration[] = [
  {
    name: 'read-models-001',
    sql: `
      create schema views;
      create collation views.natural_order (provider = icu, locale = 'und-u-kn-true');
      create table views.checkpoint (
        name text primary key,
        version integer not null,
        position bigint,
        parked jsonb,
        moved_at timestamptz not null default now()
      );
      create table views.parked_command (
        command_id uuid primary key,
        reaction text not null,
        event_type text not null,
        position bigint not null,
        code text not null,
        params jsonb not null,
        parked_at timestamptz not null default now()
      );
      create table installation (
        single boolean primary key check (single),
        demo boolean not null,
        clock_offset_ms bigint not null default 0
      );`,
  },
  {
    name: 'read-models-002',
    // How far a view was when it was dropped to be built anew: until it is there again, it is not read.
    sql: 'alter table views.checkpoint add column building_to bigint',
  },
];
