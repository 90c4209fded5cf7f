import { sql, type Kysely } from 'kysely';

/**
 * Who is on a case: whom its history gives a duty, made again from the entries like every projection, and whom somebody brought in, each
 * change of which is an act in the record, too. Lists are narrowed by both at once.
 */
export async function createNeedToKnow(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table case_people (
    case_id text not null,
    person text not null,
    primary key (case_id, person)
  )`,
  `create index case_people_of_person on case_people (person, case_id)`,
  `create table assignments (
    case_id text not null,
    person text not null,
    reason text not null,
    assigned_by text not null,
    assigned_at bigint not null,
    primary key (case_id, person)
  )`,
  `create index assignments_of_person on assignments (person, case_id)`,
];
