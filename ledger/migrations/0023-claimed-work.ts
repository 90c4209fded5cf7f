import { sql, type Kysely } from 'kysely';

/**
 * By when claimed work of a role is begun, or until when it is set aside (docs/adr/0015): whether or not a step of it waits meanwhile. What was
 * claimed before this migration had no dates.
 */
export async function createClaimedWork(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table claimed_work (
    case_id text not null,
    role text not null,
    what text not null,
    date bigint not null,
    primary key (case_id, role)
  )`,
  `create index claimed_work_by_date on claimed_work (date, case_id, role)`,
];
