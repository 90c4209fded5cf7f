import { sql, type Kysely } from 'kysely';

/**
 * By when claimed work of a role is begun, or until when it is set aside (docs/adr/0015): whether or not a step of it waits meanwhile. The columns
 * that had these dates with each step stay, since workers of 0.5.0 that run beside write them; nothing reads them any more.
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
  `insert into claimed_work
    select distinct on (case_id, role) case_id, role,
      case when resume_at is null then 'start' else 'resumption' end, coalesce(resume_at, start_by)
    from waiting_steps where coalesce(resume_at, start_by) is not null order by case_id, role`,
];
