import { sql, type Kysely } from 'kysely';

/**
 * What concerns leadership, of all offices, is found in its order. Null may stand in either column: workers of the release before write
 * rows without them while both run.
 */
export async function createForLeadership(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table cases add column for_leadership boolean`,
  `create index cases_for_leadership on cases (updated_at desc, case_id) where for_leadership`,
  `alter table tasks add column for_leadership boolean`,
  `create index tasks_open_for_leadership on tasks (due_at, task_id) where ended_at is null and for_leadership`,
];
