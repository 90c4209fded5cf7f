import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ephemeralDatabase, type EphemeralDatabase } from '../../dev/ephemeral-postgres.ts';
import { openDatabase } from '../../ledger/database.ts';
import { DatabaseNewerError, migrate, MIGRATIONS, type Migrations } from '../../ledger/migrations.ts';

let postgres: EphemeralDatabase;
let databaseUrl: string;
beforeAll(async () => {
  postgres = await ephemeralDatabase();
});
beforeEach(async () => {
  databaseUrl = await postgres.createDatabase();
});
afterAll(() => postgres?.stop());

const adding = (table: string) => ({
  up: async (db: Kysely<never>) => void (await sql.raw(`create table ${table} (id integer)`).execute(db)),
});
const LATER: Migrations = { ...MIGRATIONS, '9999-later': adding('later') };

const TABLES = [
  'acts',
  'assignments',
  'case_keys',
  'case_people',
  'cases',
  'claimed_work',
  'custody_proposals',
  'entries',
  'incidents',
  'kept_answers',
  'legal_holds',
  'log_checkpoints',
  'log_leaves',
  'log_queue',
  'log_tiles',
  'machines',
  'person_links',
  'policy_orders',
  'policy_reached',
  'policy_versions',
  'requests',
  'tasks',
  'waiting_steps',
];

async function tables(): Promise<string[]> {
  const db = openDatabase(databaseUrl);
  const query = sql<{
    name: string;
  }>`select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%' order by 1`;
  const { rows } = await query.execute(db);
  await db.destroy();
  return rows.map(({ name }) => name);
}

test('from nothing to the latest, and again without change', async () => {
  await migrate(databaseUrl);
  expect(await tables()).toEqual(TABLES);
  await migrate(databaseUrl);
  await migrate(databaseUrl, LATER);
  expect(await tables()).toContain('later');
});

test('a database that is newer than the code is refused and left as it is', async () => {
  await migrate(databaseUrl, LATER);
  const refused = migrate(databaseUrl);
  await expect(refused).rejects.toThrow(DatabaseNewerError);
  await expect(refused).rejects.toThrow(/9999-later/);
  expect(await tables()).toContain('later');
});

test('of eight processes that start at once one migrates and all go on', async () => {
  await Promise.all(Array.from({ length: 8 }, () => migrate(databaseUrl, LATER)));
  expect(await tables()).toEqual([...TABLES, 'later'].toSorted());
});

test('a migration that fails leaves nothing behind, and says why', async () => {
  const failing: Migrations = {
    '0001-first': adding('first'),
    '0002-second': { up: async () => Promise.reject(new Error('the second fails')) },
  };
  await expect(migrate(databaseUrl, failing)).rejects.toThrow('the second fails');
  expect(await tables()).toEqual([]);
});

test('a record of before the log is left as it is, and the refusal says what to do', async () => {
  const { '0001-record': first } = MIGRATIONS;
  await migrate(databaseUrl, { '0001-record': first! });
  const db = openDatabase(databaseUrl);
  await sql`insert into attempts (person, action, reasons, at) values ('somebody', 'case.read', '[]', 1)`.execute(db);
  await db.destroy();
  await expect(migrate(databaseUrl)).rejects.toThrow(/a version before 0\.2/);
  expect(await tables()).toEqual(['attempts', 'cases', 'entries', 'requests', 'tasks']);
});

test('dates that stood with each step of a role become those of its work, once for each role', async () => {
  const { '0025-claimed-work': _last, ...before } = MIGRATIONS;
  await migrate(databaseUrl, before);
  const db = openDatabase(databaseUrl);
  await sql`insert into waiting_steps (case_id, step, role, office, since, start_by, resume_at) values
    ('c_1', 'conflict/local', 'supervisor', 'OFFICE-EAST', 1, 5, null),
    ('c_1', 'conflict/state', 'supervisor', 'OFFICE-EAST', 2, 5, null),
    ('c_1', 'question/1', 'leadership', 'OFFICE-EAST', 3, null, 7),
    ('c_2', 'review', 'supervisor', 'OFFICE-EAST', 4, null, null)`.execute(db);
  await migrate(databaseUrl);
  expect(await db.selectFrom('claimedWork').selectAll().orderBy('role').execute()).toEqual([
    { caseId: 'c_1', role: 'leadership', what: 'resumption', date: 7 },
    { caseId: 'c_1', role: 'supervisor', what: 'start', date: 5 },
  ]);
  await db.destroy();
});
