import { sql, type Kysely } from 'kysely';

/**
 * For whom a case waits, and by when something of it is due: what waits for a role is found in the order in which it is due, however many
 * cases wait for nobody. Null may stand in either column: a row that an older version wrote may wait for anybody, until its next entry.
 */
export async function createWaitingCases(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const waitsFor = (role: string): string => `ended_at is null and (awaited is null or '${role}' = any (awaited))`;

const STATEMENTS = [
  `alter table cases add column awaited text[], add column due_at bigint`,
  ...['supervisor', 'legal'].map(
    (role) =>
      `create index "cases_waiting_for_${role}" on cases (office, due_at, opened_at, case_id) where ${waitsFor(role)}`,
  ),
  ...['leadership', 'policyStaff', 'privacy'].map(
    (role) =>
      `create index "cases_waiting_for_${role}" on cases (due_at, opened_at, case_id)
        where ${waitsFor(role)} and '${role}' = any (for_roles)`,
  ),
];
