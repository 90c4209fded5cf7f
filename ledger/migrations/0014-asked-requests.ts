import { sql, type Kysely } from 'kysely';

/** What still awaits a partner's answer is found in its order, however much has been answered. */
export async function createAskedRequests(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create index requests_asked_by_class on requests (partner_class, due_at, reference)
        where ended_at is null and state = 'asked'`,
    )
    .execute(db);
}
