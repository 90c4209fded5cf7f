import { Client } from 'pg';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TAG_BYTES } from '../../codec/aes-gcm.ts';
import { MissingKeyError } from '../../codec/key-ring.ts';
import { LedgerUnreadable } from '../../ledger/failures.ts';
import { ringOf } from '../codec/rings.ts';
import { DrivenCase, OPENED_AT } from './cases.ts';
import { startStack, type Stack } from './stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 60_000);
afterAll(() => stack.stop());

async function recorded(note = 'synthetic case'): Promise<DrivenCase> {
  const driven = new DrivenCase();
  for (const request of [driven.opening({ note }), ...driven.consult()]) await stack.ledger.append(request);
  return driven;
}

async function inputAt(caseId: string, entry: number): Promise<Buffer> {
  const query = stack.db.selectFrom('entries').select('input').where('caseId', '=', caseId).where('entry', '=', entry);
  return (await query.executeTakeFirstOrThrow()).input;
}

describe('append-only', () => {
  test.each([
    ['update', `update entries set state_digest = 'x'`],
    ['delete', 'delete from entries'],
    ['truncate', 'truncate entries'],
    ['an update of no row', `update entries set state_digest = 'x' where false`],
    ['update of attempts', `update attempts set person = 'x'`],
    ['delete from attempts', 'delete from attempts'],
    ['truncate of attempts', 'truncate attempts'],
    ['delete in replication mode', 'set session_replication_role = replica; delete from entries'],
  ])('%s', async (_, statement) => {
    await recorded();
    await stack.ledger.recordAttempt({
      person: 'somebody',
      action: 'case.read',
      caseId: null,
      reasons: ['role'],
      at: OPENED_AT,
    });
    const counts = () =>
      sql`select (select count(*) from entries) as entries, (select count(*) from attempts) as attempts`.execute(
        stack.db,
      );
    const before = await counts();
    const client = new Client({ connectionString: stack.databaseUrl });
    await client.connect();
    await expect(client.query(statement)).rejects.toThrow(/is append-only/);
    await client.end();
    expect((await counts()).rows).toEqual(before.rows);
  });
});

describe('encryption', () => {
  test('no text and no status of a case is readable in any table', async () => {
    const { caseId } = await recorded('CANARY-NOTE-7f3a');
    const canaries = ['CANARY-NOTE-7f3a', 'uNonimmigrant', 'synthetic advice', 'p_synthetic'];
    const seen: string[] = [];
    for (const table of ['entries', 'cases', 'tasks', 'requests', 'attempts'] as const) {
      const rows = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(stack.db);
      for (const row of rows.rows)
        seen.push(
          ...Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value))),
        );
    }
    const all = seen.join('\n');
    expect(all).toContain(caseId);
    for (const canary of canaries) expect(all).not.toContain(canary);
    const [start] = await stack.ledger.entriesOf(caseId, { limit: 1 });
    expect(JSON.stringify(start)).toContain('CANARY-NOTE-7f3a');
  });

  test('equal texts are not equal bytes', async () => {
    const [one, other] = [await recorded(), await recorded()];
    // Without the tag, which tells their places apart anyway: an IV used twice would give the same bytes here.
    const untagged = async (driven: DrivenCase) => (await inputAt(driven.caseId, 1)).subarray(0, -TAG_BYTES);
    expect((await untagged(one)).equals(await untagged(other))).toBe(false);
  });

  test('a text from another case, an earlier entry or another column is unreadable', async () => {
    const driven = await recorded();
    const other = await recorded();
    const systemOf = (caseId: string) =>
      stack.db.selectFrom('cases').select('system').where('caseId', '=', caseId).executeTakeFirstOrThrow();
    const put = (system: Buffer) =>
      stack.db.updateTable('cases').set({ system }).where('caseId', '=', driven.caseId).execute();
    const earlier = await systemOf(driven.caseId);
    const answer = driven.answer('local');
    await stack.ledger.append(answer);
    // At the same entry, so that nothing but the case tells them apart.
    await stack.ledger.append(other.answer('local'));
    const fromElsewhere = [
      earlier.system,
      (await systemOf(other.caseId)).system,
      await inputAt(driven.caseId, driven.entry),
    ];
    for (const system of fromElsewhere) {
      await put(system);
      await expect(stack.ledger.caseOf(driven.caseId)).rejects.toThrow(LedgerUnreadable);
      await expect(stack.ledger.append(driven.answer('local'))).rejects.toMatchObject({ code: 'divergence' });
      driven.entry -= 1;
    }
  });

  test('an input under a changed bit is unreadable', async () => {
    const driven = new DrivenCase();
    await stack.ledger.append(driven.opening());
    const row = await stack.db
      .selectFrom('entries')
      .selectAll()
      .where('caseId', '=', driven.caseId)
      .executeTakeFirstOrThrow();
    const input = Buffer.from(row.input);
    input[20]! ^= 1;
    await stack.db
      .insertInto('entries')
      .values({ ...row, entry: 2, input })
      .execute();
    await expect(stack.ledger.entriesOf(driven.caseId, { after: 1, limit: 1 })).rejects.toThrow(LedgerUnreadable);
  });

  test('after a rotation old entries are read with the old key, new ones written with the new', async () => {
    const driven = await recorded();
    const rotated = stack.ledgerWith(ringOf('two', { one: 1, two: 2 }));
    await rotated.append(driven.answer('local'));
    const keyIds = await stack.db
      .selectFrom('entries')
      .select('keyId')
      .where('caseId', '=', driven.caseId)
      .orderBy('entry')
      .execute();
    expect(keyIds.map(({ keyId }) => keyId)).toEqual(['one', 'one', 'one', 'one', 'two']);
    expect(await rotated.entriesOf(driven.caseId, { limit: 100 })).toHaveLength(5);
  });

  test('a missing key is waited for and is no terminal failure', async () => {
    const driven = await recorded();
    const without = stack.ledgerWith(ringOf('two', { two: 2 }));
    const failure: unknown = await without.append(driven.answer('local')).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MissingKeyError);
    expect(failure).not.toHaveProperty('code');
  });
});

describe('attempts', () => {
  const attempt = {
    person: 'urn:synthetic#a',
    action: 'decision.cleared',
    caseId: 'c_synthetic',
    reasons: ['role', 'office'],
    at: OPENED_AT,
  };

  test('are kept with their reasons, in order', async () => {
    await stack.ledger.recordAttempt(attempt);
    await stack.ledger.recordAttempt({ ...attempt, caseId: null, reasons: [] });
    const rows = await stack.db
      .selectFrom('attempts')
      .selectAll()
      .where('person', '=', attempt.person)
      .orderBy('attempt')
      .execute();
    expect(rows).toMatchObject([
      { ...attempt, reasons: '["role","office"]' },
      { ...attempt, caseId: null, reasons: '[]' },
    ]);
  });

  test.each([
    ['a long person', { person: 'x'.repeat(1_001) }],
    ['a long action', { action: 'x'.repeat(201) }],
    ['a long case id', { caseId: 'x'.repeat(201) }],
    ['a long reason', { reasons: ['x'.repeat(201)] }],
    ['many reasons', { reasons: Array<string>(65).fill('role') }],
  ])('%s is refused', async (_, wrong) => {
    await expect(stack.ledger.recordAttempt({ ...attempt, ...wrong })).rejects.toThrow(RangeError);
  });
});
