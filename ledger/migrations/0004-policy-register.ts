import { sql, type Kysely } from 'kysely';

/** Policy versions that came from files, what was decided about versions, and which case each decision has reached. */
export async function createPolicyRegister(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const NOW_MS = `(extract(epoch from clock_timestamp()) * 1000)::bigint`;

const appendOnly = (table: string): string[] => [
  `create trigger ${table}_append_only before update or delete or truncate on ${table}
    for each statement execute function refuse_change()`,
  `alter table ${table} enable always trigger ${table}_append_only`,
];

const STATEMENTS = [
  `create table policy_versions (
    version text primary key,
    digest text not null unique,
    file bytea not null,
    signature text not null,
    key_id text not null,
    person text not null,
    at bigint not null,
    recorded_at bigint not null default ${NOW_MS}
  )`,
  ...appendOnly('policy_versions'),
  `create table policy_orders (
    policy_order integer primary key check (policy_order > 0),
    kind text not null check (kind in ('proposal', 'activation', 'suspension')),
    version text not null,
    digest text not null,
    rule text,
    proof_digest text,
    person text not null,
    note text not null,
    at bigint not null,
    recorded_at bigint not null default ${NOW_MS},
    check ((kind = 'activation') = (rule is not null)),
    check ((kind = 'suspension') = (proof_digest is null))
  )`,
  ...appendOnly('policy_orders'),
  // One row for each case that an order has reached: its key is what makes "once" a constraint and not a habit.
  `create table policy_reached (
    policy_order integer not null references policy_orders,
    case_id text not null,
    outcome text not null check (outcome in ('changed', 'unchanged')),
    entry integer,
    recorded_at bigint not null default ${NOW_MS},
    primary key (policy_order, case_id),
    check ((outcome = 'changed') = (entry is not null))
  )`,
  ...appendOnly('policy_reached'),
  `create index cases_open on cases (case_id) where ended_at is null`,
];
