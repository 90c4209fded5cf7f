import { sql, type Kysely } from 'kysely';

/** Rows of before the record could be verified: they have neither a key of their case nor a leaf, and only their writer could make both. */
export class RecordNotVerifiableError extends Error {
  override readonly name = 'RecordNotVerifiableError';
  constructor() {
    super(
      'this database holds a record of a version before 0.2, which had no keys per case and no log: keep it with that version, and give this one a database of its own (npm start: another CASEGATE_HOME)',
    );
  }
}

/** Keys per case, acts beside the cases' sequences, and the Merkle log over both. */
export async function createLog(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{
    filled: boolean;
  }>`select exists (select from entries) or exists (select from attempts) as filled`.execute(db);
  if (rows[0]!.filled) throw new RecordNotVerifiableError();
  for (const statement of [...REPLACED, ...RECORD, ...LOG]) await sql.raw(statement).execute(db);
}

const NOW_MS = `(extract(epoch from clock_timestamp()) * 1000)::bigint`;

const appendOnly = (table: string): string[] => [
  `create trigger ${table}_append_only before update or delete or truncate on ${table}
    for each statement execute function refuse_change()`,
  `alter table ${table} enable always trigger ${table}_append_only`,
];

const REPLACED = ['drop table entries', 'drop table attempts', 'alter table cases drop column key_id'];

const RECORD = [
  `create table entries (
    case_id text not null,
    entry integer not null check (entry > 0),
    update_id text,
    commitment text not null,
    content bytea not null,
    at bigint not null,
    recorded_at bigint not null default ${NOW_MS},
    policy_digest text not null,
    machines_digest text not null,
    primary key (case_id, entry),
    unique (case_id, update_id)
  )`,
  ...appendOnly('entries'),
  // The one part of the record that is meant to be destroyed: without it the case's texts cannot be read.
  `create table case_keys (
    case_id text primary key,
    key_id text not null,
    wrapped bytea,
    made_at bigint not null default ${NOW_MS},
    destroyed_at bigint,
    check ((wrapped is null) = (destroyed_at is not null))
  )`,
  `create index case_keys_by_wrapping_key on case_keys (key_id) where wrapped is not null`,
  `create table acts (
    act bigint generated always as identity primary key,
    kind text not null,
    person text not null,
    action text not null,
    case_id text,
    details text not null,
    at bigint not null,
    recorded_at bigint not null default ${NOW_MS},
    salt bytea not null,
    commitment text not null
  )`,
  `create index acts_of_case on acts (case_id, act)`,
  `create index acts_by_kind on acts (kind, act)`,
  ...appendOnly('acts'),
];

const LOG = [
  // Leaves between the transaction that made them and the one that gives them their place; empty but for milliseconds.
  `create table log_queue (
    id bigint generated always as identity primary key,
    case_id text,
    entry integer,
    act bigint,
    leaf bytea not null
  )`,
  `create table log_leaves (
    index bigint primary key check (index >= 0),
    case_id text,
    entry integer,
    act bigint,
    leaf bytea not null,
    unique (case_id, entry),
    unique (act)
  )`,
  `create index log_leaves_of_case on log_leaves (case_id, index)`,
  ...appendOnly('log_leaves'),
  `create table log_tiles (
    level smallint not null check (level >= 0),
    index bigint not null check (index >= 0),
    hashes bytea not null check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
    primary key (level, index)
  )`,
  // Hashes do not compress.
  'alter table log_tiles alter column hashes set storage external',
  `create function refuse_rewriting() returns trigger language plpgsql as $$
    begin
      if new.level = old.level and new.index = old.index
        and substring(new.hashes from 1 for octet_length(old.hashes)) = old.hashes then
        return new;
      end if;
      raise exception '% only grows', tg_table_name using errcode = 'restrict_violation';
    end
  $$`,
  `create trigger log_tiles_grow before update on log_tiles for each row execute function refuse_rewriting()`,
  'alter table log_tiles enable always trigger log_tiles_grow',
  `create trigger log_tiles_stay before delete or truncate on log_tiles
    for each statement execute function refuse_change()`,
  'alter table log_tiles enable always trigger log_tiles_stay',
  // The code that decides, under the digest that entries pin, so that it can be re-executed when it is no longer anybody's code.
  `create table machines (
    digest text primary key,
    files bytea not null,
    kept_at bigint not null default ${NOW_MS}
  )`,
  ...appendOnly('machines'),
  `create table log_checkpoints (
    size bigint primary key,
    note text not null,
    signed_at bigint not null default ${NOW_MS}
  )`,
  ...appendOnly('log_checkpoints'),
];
