import { sql, type Kysely } from 'kysely';

/**
 * Disclosures of all cases are read by their time, and found by ground or recipient in that order, however much else was done. Expressions over
 * what an act says, since `acts` is append-only: a column of its own would have to be filled afterwards.
 */
export async function createDisclosureRegister(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create index acts_disclosed on acts (at, act) where kind = 'disclosure'`,
  `create index acts_disclosed_by_ground on acts ((details::jsonb ->> 'ground'), at, act) where kind = 'disclosure'`,
  `create index acts_disclosed_to on acts ((details::jsonb ->> 'recipient'), at, act) where kind = 'disclosure'`,
];
