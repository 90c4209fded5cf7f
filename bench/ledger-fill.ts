import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../ledger/database.ts';
import { extendTree, readEdge, treeSize, type QueuedLeaf } from '../ledger/log-store.ts';
import { leafBytes } from '../ledger/log/leaf.ts';
import { newCaseId } from '../schemas/ids.ts';

const BATCH = 5_000;
const ENTRIES_PER_CASE = 10;
/** As an opening's is, about. */
const CONTENT = randomBytes(1_500);
/** As a case's is, about. */
const SYSTEM = randomBytes(8_000);
const DIGEST = createHash('sha256').update('bench').digest('hex');

/** Entries, leaves, tiles, cases, tasks and requests as a record of this many entries has them; their texts are noise. */
export async function fillTo(db: Database, entries: number): Promise<void> {
  for (let size = await treeSize(db); size < entries; size += BATCH) {
    const count = Math.min(BATCH, entries - size);
    const caseIds = Array.from({ length: Math.ceil(count / ENTRIES_PER_CASE) }, newCaseId);
    const leaves = caseIds.flatMap((caseId) => leavesOf(caseId)).slice(0, count);
    await db.transaction().execute(async (tx) => {
      await sql`set local statement_timeout = 0`.execute(tx);
      await extendTree(tx, await readEdge(tx, 0), leaves);
      await sql`insert into entries (case_id, entry, update_id, commitment, content, at, policy_digest, machines_digest)
        select case_id, entry, 'u_' || entry, ${DIGEST}::text, ${CONTENT}::bytea, 1, ${DIGEST}::text, 'bench'
        from unnest(${leaves.map(({ caseId }) => caseId)}::text[], ${leaves.map(({ entry }) => entry)}::integer[]) as given (case_id, entry)`.execute(
        tx,
      );
      await sql`insert into case_keys (case_id, key_id, wrapped)
        select case_id, 'k-noise', ${randomBytes(60)}::bytea from unnest(${caseIds}::text[]) as given (case_id)`.execute(
        tx,
      );
      await sql`insert into cases (case_id, entry, epoch, office, state, policy_version, opened_at, updated_at, system)
        select case_id, ${ENTRIES_PER_CASE}::integer, 1, 'OFFICE-EAST', 'gating', 'bench', 1, 1, ${SYSTEM}::bytea
        from unnest(${caseIds}::text[]) as given (case_id)`.execute(tx);
      await sql`insert into tasks (task_id, case_id, actor_key, kind, state, office, opened_at, due_at, overdue)
        select 't' || case_id || copy, case_id, 'root/consultation', 'consultation', 'ready', 'OFFICE-' || (hashtext(case_id) % 20), 1, hashtext(case_id), false
        from unnest(${caseIds}::text[]) as given (case_id), generate_series(1, ${ENTRIES_PER_CASE}::integer) as copies (copy)`.execute(
        tx,
      );
    });
  }
  await sql`analyze`.execute(db);
}

const leavesOf = (caseId: string): QueuedLeaf[] =>
  Array.from({ length: ENTRIES_PER_CASE }, (_, index) => {
    const entry = index + 1;
    const codes = { caseId, entry, at: 1, updateId: `u_${entry}`, commitment: DIGEST };
    const leaf = leafBytes({ kind: 'entry', ...codes, policyDigest: DIGEST, machinesDigest: 'bench' });
    return { caseId, entry, act: null, leaf };
  });
