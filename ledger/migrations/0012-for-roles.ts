import { sql, type Kysely } from 'kysely';

/**
 * What concerns leadership and other roles of no office is found in its order; a task says how pressing it is. Null may stand in either column: workers of the release before write
 * rows without them while both run.
 */
export async function createForRoles(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table cases add column for_roles text[]`,
  ...['leadership', 'policyStaff', 'privacy'].map(
    (role) => `create index "cases_for_${role}" on cases (updated_at desc, case_id) where '${role}' = any (for_roles)`,
  ),
  `alter table tasks add column urgency text, add column for_leadership boolean`,
  `create index tasks_open_for_leadership on tasks (due_at, task_id) where ended_at is null and for_leadership`,
];
