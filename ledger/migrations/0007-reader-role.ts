import { sql, type Kysely } from 'kysely';

/**
 * A role that may read what reports need and nothing else, and a record that its own writer may not change: what the triggers refuse, the
 * grants do not allow.
 */
export async function createReaderRole(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...APPEND_ONLY, GRANT_READING, CREATE_READER, 'select grant_reading()'])
    await sql.raw(statement).execute(db);
}

/** Not `policy_orders`: rows of `policy_reached` refer to it, and checking that locks them, which takes the right to update. */
const RECORD = ['entries', 'acts', 'log_leaves', 'log_checkpoints', 'machines', 'policy_versions', 'policy_reached'];

const APPEND_ONLY = [
  ...RECORD.map((table) => `revoke update, delete, truncate on ${table} from current_user`),
  'revoke delete, truncate on log_tiles from current_user',
];

/**
 * Columns and not tables. No texts and no keys, closed or not; of tasks and requests no case, since that a case has a consultation tells
 * that somebody in it is protected.
 */
const READABLE: { readonly [table: string]: string } = {
  entries: 'case_id, entry, update_id, commitment, at, recorded_at, policy_digest, machines_digest',
  cases: 'case_id, entry, epoch, office, state, policy_version, opened_at, updated_at, ended_at',
  tasks: 'kind, state, office, opened_at, due_at, overdue, ended_at',
  requests: 'partner_class, state, due_at, overdue, ended_at',
  log_leaves: 'index, case_id, entry, act, leaf',
  log_tiles: 'level, index, hashes',
  log_checkpoints: 'size, note, signed_at',
};

/** A function, so that whoever makes the role later, where the service may not, grants by calling it. */
const GRANT_READING = `create function grant_reading() returns void language plpgsql as $$
  begin
    if exists (select from pg_roles where rolname = 'casegate_reader') then
      ${Object.entries(READABLE)
        .map(([table, columns]) => `grant select (${columns}) on ${table} to casegate_reader;`)
        .join('\n      ')}
    end if;
  end
$$`;

/** Roles belong to the server and not to the database: another record on it may have made it, or be about to. */
const CREATE_READER = `do $$
  begin
    if not exists (select from pg_roles where rolname = 'casegate_reader') then
      create role casegate_reader nologin;
    end if;
  exception when insufficient_privilege or duplicate_object or unique_violation then
    null;
  end
$$`;
