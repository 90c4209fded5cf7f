/** The table of sessions has a schema and a journal of its own: it is no part of the record, and may be emptied at any time. */
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { poolOf } from '../../ledger/database.ts';

export const SESSION_SCHEMA = 'sign_in';
const CONNECT_TIMEOUT_MS = 5_000;

/** Forward only: one that has been released is never changed. */
const MIGRATIONS: { readonly [numberAndName: string]: Migration } = {
  '0001-sessions': {
    async up(db) {
      await sql`create table ${sql.table(`${SESSION_SCHEMA}.sessions`)} (
        secret_hash bytea primary key,
        issuer text not null,
        subject text not null,
        opened_at bigint not null,
        last_used_at bigint not null
      )`.execute(db);
      await sql`create index sessions_of_person on ${sql.table(`${SESSION_SCHEMA}.sessions`)} (issuer, subject)`.execute(
        db,
      );
      await sql`create index sessions_by_use on ${sql.table(`${SESSION_SCHEMA}.sessions`)} (last_used_at)`.execute(db);
    },
  },
};

/** Of several processes that start at once, one migrates and the others wait. */
export async function migrateSessions(url: string): Promise<void> {
  const pool = poolOf(url, { max: 2, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool }) });
  try {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => ({ ...MIGRATIONS }) },
      migrationTableSchema: SESSION_SCHEMA,
    });
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
  } finally {
    await db.destroy();
  }
}
