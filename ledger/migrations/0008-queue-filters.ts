import { sql, type Kysely } from 'kysely';

/** What the queue is narrowed by most is found in its order, however many others are open. */
export async function createQueueFilters(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create index tasks_open_unclaimed on tasks (office, due_at, task_id) where ended_at is null and owner is null`,
  `create index tasks_open_overdue on tasks (office, due_at, task_id) where ended_at is null and overdue`,
];
