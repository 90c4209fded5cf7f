import { sql, type Kysely } from 'kysely';

/** What presses as much is found in its order; what a worker of the release before wrote without saying how pressing it is, is ordinary. */
export async function createByUrgency(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create index tasks_open_by_urgency on tasks (office, (coalesce(urgency, 'ordinary')), due_at, task_id) where ended_at is null`,
    )
    .execute(db);
}
