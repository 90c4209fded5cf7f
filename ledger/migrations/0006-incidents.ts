import { sql, type Kysely } from 'kysely';

/** Where reports of improper access, use or disclosure stand. Each change of these rows is an act in the record, too. */
export async function createIncidents(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table incidents (
    incident text primary key,
    category text not null,
    case_id text,
    state text not null,
    finding text,
    occurred_at bigint not null,
    reported_by text not null,
    reported_at bigint not null,
    changed_at bigint not null,
    key_id text not null,
    note bytea not null
  )`,
  `create index incidents_by_report on incidents (reported_at, incident)`,
];
