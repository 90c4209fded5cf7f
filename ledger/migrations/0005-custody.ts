import { sql, type Kysely } from 'kysely';

/** What stops or precedes the destruction of a case's texts. Each change of these rows is an act in the record, too. */
export async function createCustody(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table custody_proposals (
    case_id text not null,
    measure text not null,
    reference text not null,
    person text not null,
    at bigint not null,
    primary key (case_id, measure, reference)
  )`,
  `create table legal_holds (
    case_id text not null,
    reference text not null,
    placed_at bigint not null,
    primary key (case_id, reference)
  )`,
  `create index cases_ended on cases (ended_at, case_id) where ended_at is not null`,
];
