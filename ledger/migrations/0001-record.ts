import { sql, type Kysely } from 'kysely';

/** The record (entries, attempts) and what is projected from it (cases, tasks, requests). */
export async function createRecord(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...RECORD, ...APPEND_ONLY, ...PROJECTIONS]) await sql.raw(statement).execute(db);
}

const NOW_MS = `(extract(epoch from clock_timestamp()) * 1000)::bigint`;

const RECORD = [
  `create table entries (
    case_id text not null,
    entry integer not null check (entry > 0),
    update_id text,
    input_digest text not null,
    state_digest text not null,
    key_id text not null,
    input bytea not null,
    at bigint not null,
    recorded_at bigint not null default ${NOW_MS},
    policy_digest text not null,
    machines_digest text not null,
    primary key (case_id, entry),
    unique (case_id, update_id)
  )`,
  `create table attempts (
    attempt bigint generated always as identity primary key,
    person text not null,
    action text not null,
    case_id text,
    reasons text not null,
    at bigint not null,
    recorded_at bigint not null default ${NOW_MS}
  )`,
];

/** For each statement, so that one which touches no row is refused too; `always`, so that replication mode does not switch it off. */
const appendOnly = (table: string): string[] => [
  `create trigger ${table}_append_only before update or delete or truncate on ${table}
    for each statement execute function refuse_change()`,
  `alter table ${table} enable always trigger ${table}_append_only`,
];

const APPEND_ONLY = [
  `create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
    end
  $$`,
  ...appendOnly('entries'),
  ...appendOnly('attempts'),
];

const PROJECTIONS = [
  `create table cases (
    case_id text primary key,
    entry integer not null,
    epoch integer not null,
    office text not null,
    state text not null,
    policy_version text not null,
    opened_at bigint not null,
    updated_at bigint not null,
    ended_at bigint,
    key_id text not null,
    system bytea not null
  )`,
  `create index cases_by_office on cases (office, updated_at desc, case_id)`,
  `create index cases_by_state on cases (state, updated_at desc, case_id)`,
  `create table tasks (
    task_id text primary key,
    case_id text not null,
    actor_key text not null,
    kind text not null,
    state text not null,
    owner text,
    office text not null,
    opened_at bigint not null,
    due_at bigint not null,
    overdue boolean not null,
    ended_at bigint
  )`,
  `create index tasks_of_case on tasks (case_id)`,
  `create index tasks_open_by_office on tasks (office, due_at, task_id) where ended_at is null`,
  `create index tasks_open_by_owner on tasks (owner, due_at, task_id) where ended_at is null`,
  `create table requests (
    reference text primary key,
    case_id text not null,
    actor_key text not null,
    partner_class text not null,
    state text not null,
    window_from bigint not null,
    window_until bigint not null,
    region_code text not null,
    due_at bigint not null,
    overdue boolean not null,
    ended_at bigint
  )`,
  `create index requests_of_case on requests (case_id)`,
  `create index requests_open_by_class on requests (partner_class, due_at, reference) where ended_at is null`,
];
