import { sql, type Kysely } from 'kysely';

/** An office's figures count what it completed since a moment, and not what every office ever did. */
export async function createCompletedTasks(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`create index tasks_completed on tasks (office, ended_at) include (opened_at) where state = 'completed'`)
    .execute(db);
}
