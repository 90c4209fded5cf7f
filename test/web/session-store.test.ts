/** Sessions on a real PostgreSQL. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sql } from 'kysely';
import { migrateSessions } from '../../api/sign-in/session-migrations.ts';
import { createSessionStore, SESSION_AGE_MAX_MS, SESSION_IDLE_MS } from '../../api/sign-in/session-store.ts';
import { ephemeralDatabase } from '../../dev/ephemeral-postgres.ts';
import { openDatabase, type Database } from '../../ledger/database.ts';

const WHO = { issuer: 'https://issuer.example', subject: 'synthetic' };
const NOW = Date.UTC(2026, 10, 2);

let postgres: Awaited<ReturnType<typeof ephemeralDatabase>>;
let db: Database;
beforeAll(async () => {
  postgres = await ephemeralDatabase();
  await Promise.all([migrateSessions(postgres.databaseUrl), migrateSessions(postgres.databaseUrl)]);
  db = openDatabase(postgres.databaseUrl);
});
beforeEach(() => sql`delete from sign_in.sessions`.execute(db));
afterAll(async () => {
  await db?.destroy();
  await postgres?.stop();
});

test('a session outlives the process that opened it', async () => {
  const secret = await createSessionStore(db).open(WHO, NOW);
  const another = openDatabase(postgres.databaseUrl);
  expect(await createSessionStore(another).find(secret, NOW + 1)).toEqual(WHO);
  await another.destroy();
});

test('the database holds nothing that signs anybody in', async () => {
  const secret = await createSessionStore(db).open(WHO, NOW);
  const { rows } = await sql<{ row: string }>`select sessions::text as row from sign_in.sessions`.execute(db);
  expect(rows).toHaveLength(1);
  for (const form of [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret, 'base64url').toString('hex')])
    expect(rows[0]!.row).not.toContain(form);
});

test('a session ends when it is closed, and no other with it', async () => {
  const sessions = createSessionStore(db);
  const [one, other] = [await sessions.open(WHO, NOW), await sessions.open(WHO, NOW)];
  await sessions.close(one);
  expect(await sessions.find(one, NOW + 1)).toBeNull();
  expect(await sessions.find(other, NOW + 1)).toEqual(WHO);
});

test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(44), "' or true --", 'é'.repeat(43)])(
  '%j is no session',
  async (secret) => {
    expect(await createSessionStore(db).find(secret, NOW)).toBeNull();
  },
);

test('it ends when nobody uses it', async () => {
  const sessions = createSessionStore(db);
  const secret = await sessions.open(WHO, NOW);
  expect(await sessions.find(secret, NOW + SESSION_IDLE_MS)).toBeNull();
  expect(await sessions.find(secret, NOW + SESSION_IDLE_MS - 1)).toEqual(WHO);
  expect(await sessions.find(secret, NOW + 2 * SESSION_IDLE_MS - 2)).toEqual(WHO);
});

test('an open page that only looks keeps no session from ending', async () => {
  const sessions = createSessionStore(db);
  const secret = await sessions.open(WHO, NOW);
  expect(await sessions.look(secret, NOW + SESSION_IDLE_MS - 1)).toEqual(WHO);
  expect(await sessions.find(secret, NOW + SESSION_IDLE_MS)).toBeNull();
  expect(await sessions.look(secret, NOW + SESSION_IDLE_MS)).toBeNull();
});

test('it ends at the latest after half a day, however much it is used', async () => {
  const sessions = createSessionStore(db);
  const secret = await sessions.open(WHO, NOW);
  for (let at = NOW; at < NOW + SESSION_AGE_MAX_MS; at += SESSION_IDLE_MS - 1)
    expect(await sessions.find(secret, at)).toEqual(WHO);
  expect(await sessions.find(secret, NOW + SESSION_AGE_MAX_MS)).toBeNull();
});

test('sessions of one person are bounded: the oldest goes; of others none', async () => {
  const sessions = createSessionStore(db);
  const other = await sessions.open({ ...WHO, subject: 'another' }, NOW - 1);
  const secrets: string[] = [];
  for (let index = 0; index < 21; index += 1) secrets.push(await sessions.open(WHO, NOW + index));
  const found = await Promise.all([other, ...secrets].map((secret) => sessions.find(secret, NOW + 100)));
  expect(found.map((identity) => identity !== null)).toEqual([true, false, ...secrets.slice(1).map(() => true)]);
});

test('what nobody will use again is removed', async () => {
  const sessions = createSessionStore(db);
  await sessions.open(WHO, NOW);
  await sessions.open({ ...WHO, subject: 'another' }, NOW + SESSION_IDLE_MS);
  const { rows } = await sql<{ subject: string }>`select subject from sign_in.sessions`.execute(db);
  expect(rows).toEqual([{ subject: 'another' }]);
});
