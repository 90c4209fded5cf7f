import { sql, type Kysely } from 'kysely';

/** What was answered to a command that carried a key, for its repetitions. Codes only: nothing of what a case holds is answered there. */
export async function createKeptAnswers(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table kept_answers (
    reference text primary key,
    digest text not null,
    status integer,
    body text,
    at bigint not null
  )`,
  `create index kept_answers_by_age on kept_answers (at)`,
];
