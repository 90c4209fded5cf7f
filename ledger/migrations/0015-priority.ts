import { sql, type Kysely } from 'kysely';

/** WS-HumanTask's priority, which an office's queue can be read by; 5 is ordinary, also where a worker of the release before writes a row. */
export async function createPriority(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table tasks add column priority smallint not null default 5`,
  `create index tasks_open_by_priority on tasks (office, priority, due_at, task_id) where ended_at is null`,
];
