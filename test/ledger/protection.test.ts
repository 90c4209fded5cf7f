import { Client } from 'pg';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TAG_BYTES } from '../../codec/aes-gcm.ts';
import { MissingKeyError } from '../../codec/key-ring.ts';
import { LedgerUnreadable } from '../../ledger/failures.ts';
import { ringOf } from '../codec/rings.ts';
import { DrivenCase, OPENED_AT } from './cases.ts';
import { RING, startStack, type Stack } from './stack.ts';

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

async function contentAt(caseId: string, entry: number): Promise<Buffer> {
  const query = stack.db
    .selectFrom('entries')
    .select('content')
    .where('caseId', '=', caseId)
    .where('entry', '=', entry);
  return (await query.executeTakeFirstOrThrow()).content;
}

describe('append-only', () => {
  test.each([
    ['update', `update entries set commitment = 'x'`],
    ['delete', 'delete from entries'],
    ['truncate', 'truncate entries'],
    ['an update of no row', `update entries set commitment = 'x' where false`],
    ['update of acts', `update acts set person = 'x'`],
    ['delete from acts', 'delete from acts'],
    ['truncate of acts', 'truncate acts'],
    ['update of leaves', `update log_leaves set leaf = 'x'`],
    ['delete from leaves', 'delete from log_leaves where index = 0'],
    ['delete of tiles', 'delete from log_tiles'],
    ['truncate of tiles', 'truncate log_tiles'],
    ['delete from checkpoints', 'delete from log_checkpoints'],
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
      sql`select (select count(*) from entries) as entries, (select count(*) from acts) as acts, (select count(*) from log_leaves) as leaves`.execute(
        stack.db,
      );
    const before = await counts();
    const client = new Client({ connectionString: stack.databaseUrl });
    await client.connect();
    await expect(client.query(statement)).rejects.toThrow(/is append-only/);
    await client.end();
    expect((await counts()).rows).toEqual(before.rows);
  });

  test.each([
    ['other hashes', `update log_tiles set hashes = sha256('x')`],
    [
      'fewer hashes',
      `update log_tiles set hashes = substring(hashes from 1 for octet_length(hashes) - 32) where level = 0`,
    ],
    ['another place', `update log_tiles set index = index + 1000`],
  ])('tiles only grow: %s', async (_, statement) => {
    await recorded();
    const client = new Client({ connectionString: stack.databaseUrl });
    await client.connect();
    await expect(client.query(statement)).rejects.toThrow(/only grows|log_tiles_hashes_check/);
    await client.end();
  });
});

describe('encryption', () => {
  test('no text and no status of a case is readable in any table', async () => {
    const { caseId } = await recorded('CANARY-NOTE-7f3a');
    const canaries = ['CANARY-NOTE-7f3a', 'uNonimmigrant', 'synthetic advice', 'p_synthetic'];
    const seen: string[] = [];
    for (const table of [
      'entries',
      'cases',
      'tasks',
      'requests',
      'acts',
      'case_keys',
      'log_queue',
      'log_leaves',
    ] as const) {
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
    const untagged = async (driven: DrivenCase) => (await contentAt(driven.caseId, 1)).subarray(0, -TAG_BYTES);
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
      await contentAt(driven.caseId, driven.entry),
    ];
    for (const system of fromElsewhere) {
      await put(system);
      await expect(stack.ledger.caseOf(driven.caseId)).rejects.toThrow(LedgerUnreadable);
      // A process that has not appended to this case itself, so that it has to read.
      const reading = stack.ledgerWith(RING).append(driven.answer('local'));
      await expect(reading).rejects.toMatchObject({ code: 'divergence' });
      driven.entry -= 1;
    }
  });

  test('a content under a changed bit is unreadable', async () => {
    const driven = new DrivenCase();
    await stack.ledger.append(driven.opening());
    const row = await stack.db
      .selectFrom('entries')
      .selectAll()
      .where('caseId', '=', driven.caseId)
      .executeTakeFirstOrThrow();
    const content = Buffer.from(row.content);
    content[20]! ^= 1;
    await stack.db
      .insertInto('entries')
      .values({ ...row, entry: 2, content })
      .execute();
    await expect(stack.ledger.entriesOf(driven.caseId, { after: 1, limit: 1 })).rejects.toThrow(LedgerUnreadable);
  });

  test('under a rotated ring old cases go on under their key, and new ones are wrapped with the new', async () => {
    const driven = await recorded();
    const rotated = stack.ledgerWith(ringOf('two', { one: 1, two: 2 }));
    await rotated.append(driven.answer('local'));
    const fresh = new DrivenCase();
    await rotated.append(fresh.opening());
    const wrappedBy = async ({ caseId }: DrivenCase) =>
      (await stack.db.selectFrom('caseKeys').select('keyId').where('caseId', '=', caseId).executeTakeFirstOrThrow())
        .keyId;
    expect([await wrappedBy(driven), await wrappedBy(fresh)]).toEqual(['one', 'two']);
    expect(await rotated.entriesOf(driven.caseId, { limit: 100 })).toHaveLength(5);
  });

  test('a key from another case opens nothing', async () => {
    const [one, other] = [await recorded(), await recorded()];
    const { wrapped } = await stack.db
      .selectFrom('caseKeys')
      .select('wrapped')
      .where('caseId', '=', other.caseId)
      .executeTakeFirstOrThrow();
    await stack.db.updateTable('caseKeys').set({ wrapped }).where('caseId', '=', one.caseId).execute();
    await expect(stack.ledger.caseOf(one.caseId)).rejects.toThrow(LedgerUnreadable);
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
      .selectFrom('acts')
      .selectAll()
      .where('person', '=', attempt.person)
      .orderBy('act')
      .execute();
    const { reasons: _reasons, ...codes } = attempt;
    expect(rows).toMatchObject([
      { ...codes, kind: 'attempt', details: '{"reasons":["role","office"]}' },
      { ...codes, kind: 'attempt', caseId: null, details: '{"reasons":[]}' },
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
