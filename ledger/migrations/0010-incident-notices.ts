import { sql, type Kysely } from 'kysely';

/** Whose privacy staff is told of a report, and when they were. Reports from before stand as told: nobody knows whose office they came from. */
export async function createIncidentNotices(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table incidents add column office text not null default '', add column told_at bigint`,
  `update incidents set told_at = reported_at`,
  `create index incidents_untold on incidents (reported_at, incident) where told_at is null`,
];
