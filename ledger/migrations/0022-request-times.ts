import { sql, type Kysely } from 'kysely';

/**
 * When a request was asked and answered, and whose office it is of, so that figures need not read every case. Of requests that are there already
 * the case says the office, and about when it was asked; `casegate ledger rebuild` has it exactly. Workers of the release before write rows
 * without them while both run: null may stand there.
 */
export async function createRequestTimes(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  'alter table requests add column office text, add column asked_at bigint, add column answered_at bigint',
  `update requests set office = cases.office, asked_at = cases.opened_at from cases where cases.case_id = requests.case_id`,
  `create index requests_asked_of_office on requests (office) where state = 'asked' and ended_at is null`,
  `create index requests_answered_of_office on requests (office, answered_at) include (asked_at) where answered_at is not null`,
];
