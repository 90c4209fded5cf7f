import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ephemeralDatabase, type EphemeralDatabase } from '../../dev/ephemeral-postgres.ts';
import { createCheckpointFolder } from '../../ledger/checkpoint-folder.ts';
import { createCheckpoints } from '../../ledger/checkpoints.ts';
import { LedgerRewritten } from '../../ledger/failures.ts';
import { logSignerOf } from '../../ledger/log-signer.ts';
import { openCheckpoint } from '../../ledger/log/checkpoint.ts';
import { leafFrom } from '../../ledger/log/leaf.ts';
import { TreeEdge } from '../../ledger/log/tiles.ts';
import { leafHashOf } from '../../ledger/log/tree-hash.ts';
import { DrivenCase, OPENED_AT } from './cases.ts';
import { RING, stackIn, type Stack } from './stack.ts';

const { verifier } = logSignerOf(RING);

let postgres: EphemeralDatabase;
let stack: Stack;
let folder: string;
beforeAll(async () => {
  postgres = await ephemeralDatabase();
});
afterAll(() => postgres?.stop());
beforeEach(async () => {
  stack = await stackIn(await postgres.createDatabase());
  folder = await mkdtemp(join(tmpdir(), 'casegate-checkpoints-'));
});
afterEach(async () => {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
});

const checkpoints = () => createCheckpoints(stack.db, RING, createCheckpointFolder(folder));

async function record(count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) await stack.ledger.append(new DrivenCase().opening());
}

/** As somebody who may do everything in the database. */
async function asOwner(...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: stack.databaseUrl });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

const UNLOCKED = [
  'alter table log_leaves disable trigger all',
  'alter table log_tiles disable trigger all',
  'alter table log_checkpoints disable trigger all',
];

test('every entry and act has its leaf, each case in its order, and the signed root is that of the leaves, whichever process took what', async () => {
  const ledgers = [stack.ledger, stack.ledgerWith(RING), stack.ledgerWith(RING)];
  const all = Array.from({ length: 12 }, () => new DrivenCase());
  await Promise.all(
    all.map(async (driven, turn) => {
      for (const request of [driven.opening(), ...driven.consult()])
        await ledgers[(turn + request.entry) % ledgers.length]!.append(request);
    }),
  );
  await stack.ledger.recordAttempt({
    person: 'somebody',
    action: 'case.read',
    caseId: null,
    reasons: ['role'],
    at: OPENED_AT,
  });
  const signed = await checkpoints().write();
  const leaves = await stack.db.selectFrom('logLeaves').selectAll().orderBy('index').execute();
  expect(leaves.map(({ index }) => index)).toEqual(Array.from({ length: 49 }, (_, index) => index));
  const tree = new TreeEdge(0, []);
  for (const { leaf } of leaves) tree.push(leafHashOf(leaf));
  expect(signed).toEqual({ origin: verifier.name, size: 49, root: tree.root() });
  for (const { caseId } of all) {
    const entries = leaves.flatMap(({ leaf }) => {
      const said = leafFrom(leaf);
      return said.kind === 'entry' && said.caseId === caseId ? [said.entry] : [];
    });
    expect(entries).toEqual([1, 2, 3, 4]);
  }
  expect(await stack.db.selectFrom('logQueue').selectAll().execute()).toEqual([]);
});

test('each is kept in both places, and one for a size is enough', async () => {
  await checkpoints().write();
  await record(3);
  await checkpoints().write();
  await checkpoints().write();
  const notes = await stack.db.selectFrom('logCheckpoints').selectAll().orderBy('size').execute();
  expect(notes.map(({ size, note }) => [size, openCheckpoint(note, verifier).size])).toEqual([
    [0, 0],
    [3, 3],
  ]);
  expect((await readdir(folder)).sort()).toEqual(['0000000000000000.note', '0000000000000003.note']);
  expect(await createCheckpointFolder(folder).latest()).toBe(notes[1]!.note);
});

test('a copy that was not made is made with the next', async () => {
  await record(1);
  await createCheckpoints(stack.db, RING, {
    write: async () => Promise.reject(new Error('the second place is away')),
    latest: async () => null,
  })
    .write()
    .catch(() => undefined);
  expect(await readdir(folder)).toEqual([]);
  await checkpoints().write();
  expect(await readdir(folder)).toEqual(['0000000000000001.note']);
});

test.each([
  ['a leaf since the last one was changed', ["update log_leaves set leaf = 'casegate' where index = 4"]],
  ['a leaf since the last one was taken away', ['delete from log_leaves where index = 4']],
  [
    'two leaves changed places',
    [
      'alter table log_leaves drop constraint log_leaves_index_check',
      'update log_leaves set index = -1 where index = 3',
      'update log_leaves set index = 3 where index = 4',
      'update log_leaves set index = 4 where index = -1',
    ],
  ],
  [
    'a signed hash was changed',
    ["update log_tiles set hashes = sha256('x') || substring(hashes from 33) where level = 0"],
  ],
  [
    'the tree was cut',
    ['delete from log_leaves where index >= 2', 'update log_tiles set hashes = substring(hashes from 1 for 64)'],
  ],
  ['a tile is gone', ['delete from log_tiles']],
  ['a checkpoint was changed', ["update log_checkpoints set note = replace(note, E'\\n3\\n', E'\\n2\\n')"]],
])('nothing is signed where %s', async (_, statements) => {
  await record(3);
  await checkpoints().write();
  await record(3);
  await asOwner(...UNLOCKED, ...statements);
  await expect(checkpoints().write()).rejects.toThrow(LedgerRewritten);
  expect(await readdir(folder)).toEqual(['0000000000000003.note']);
});

test('a database that was put back to before is noticed by the copy elsewhere', async () => {
  await record(3);
  await checkpoints().write();
  await asOwner(...UNLOCKED, 'truncate log_leaves, log_tiles, log_checkpoints');
  await record(3);
  await expect(checkpoints().write()).rejects.toThrow(LedgerRewritten);
});

test('another note in the second place is never replaced', async () => {
  await record(1);
  await writeFile(join(folder, '0000000000000001.note'), 'not ours');
  await expect(checkpoints().write()).rejects.toThrow(LedgerRewritten);
});
