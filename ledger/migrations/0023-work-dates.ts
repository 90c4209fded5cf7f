import { sql, type Kysely } from 'kysely';

/**
 * By when claimed work is begun, and until when it is suspended (docs/adr/0015), kept with each step that it is about: steps past their
 * escalation may have such dates, too, so that the index of what is looked through has them all. Null where nobody has claimed it; claims of
 * before this migration had no dates.
 */
export async function addWorkDates(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  'alter table waiting_steps add column start_by bigint, add column resume_at bigint',
  'drop index waiting_steps_untold',
  `create index waiting_steps_dated on waiting_steps (since, case_id, step)
    where escalated_at is null or start_by is not null or resume_at is not null`,
];
