import { sql, type Kysely } from 'kysely';

/** Row 29: which cases are about the same person concerned, by a keyed reference of the reference. */
export async function createPersonLinks(db: Kysely<unknown>): Promise<void> {
  await sql`create table person_links (
    link text not null,
    case_id text not null,
    primary key (link, case_id)
  )`.execute(db);
}
