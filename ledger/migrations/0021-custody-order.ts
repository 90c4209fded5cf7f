import { sql, type Kysely } from 'kysely';

/** What stands in custody is read page after page, in its order. */
export async function createCustodyOrder(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  'create index legal_holds_by_time on legal_holds (placed_at, case_id, reference)',
  'create index custody_proposals_by_time on custody_proposals (at, case_id, measure, reference)',
];
