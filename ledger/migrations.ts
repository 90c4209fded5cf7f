import { sql } from 'kysely';
import type { Database } from './database.ts';

/** Forward only. A migration that has run anywhere is never edited: the next one mends it. */
const MIGRATIONS: readonly string[] = [
  `create table entries (
     case_id text not null, entry integer not null, update_id text, input_digest text not null, state_digest text not null,
     policy_digest text not null, machines_digest text not null, at bigint not null, key_id text not null, input bytea not null,
     primary key (case_id, entry), unique (case_id, update_id));
   create table cases (
     case_id text primary key, entry integer not null, epoch integer not null, office text not null, state text not null,
     opened_at bigint not null, updated_at bigint not null, ended_at bigint, key_id text not null, system bytea not null);
   create index cases_by_office on cases (office, updated_at desc, case_id desc);
   create index cases_by_time on cases (updated_at desc, case_id desc);
   create table tasks (
     task_id text primary key, case_id text not null, actor_key text not null, kind text not null, state text not null, owner text,
     office text not null, due_at bigint, overdue boolean not null);
   create index tasks_by_office on tasks (office, task_id);
   create index tasks_by_case on tasks (case_id);
   create table requests (
     reference text primary key, case_id text not null, actor_key text not null, partner_class text not null, state text not null,
     window_from bigint not null, window_until bigint not null, region_code text not null);
   create index requests_by_class on requests (partner_class, reference);
   create index requests_by_case on requests (case_id);
   create table attempts (
     attempt text primary key, person text not null, action text not null, case_id text, reasons text not null, at bigint not null);
   create function append_only() returns trigger language plpgsql as
     $$ begin raise exception 'the record is append-only'; end $$;
   create trigger entries_append_only before update or delete or truncate on entries for each statement execute function append_only();
   create trigger attempts_append_only before update or delete or truncate on attempts for each statement execute function append_only();`,
];

/** Any number of ours: processes that start together take turns. */
const LOCK = 4_270_813;

/** The database was made by a later version of casegate: this one could misread it, so it does not touch it. */
export class DatabaseIsNewer extends Error {
  override readonly name = 'DatabaseIsNewer';
}

/** Brings the database to this code's version, one process at a time. @throws DatabaseIsNewer */
export async function migrate(db: Database, migrations = MIGRATIONS): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(transaction);
    await sql`create table if not exists schema_versions (version integer primary key, applied_at timestamptz not null default now())`.execute(transaction);
    const { rows } = await sql<{ version: number }>`select coalesce(max(version), 0) as version from schema_versions`.execute(transaction);
    const version = rows[0]!.version;
    if (version > migrations.length) {
      throw new DatabaseIsNewer(`the database is at version ${version}, this code knows ${migrations.length}: start a newer casegate`);
    }
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue;
      await sql.raw(migration).execute(transaction);
      await sql`insert into schema_versions (version) values (${index + 1})`.execute(transaction);
    }
  });
}
