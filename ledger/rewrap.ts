import type { Database } from './database.ts';
import type { KeyWrapping } from './case-keys.ts';

/** Keys of one transaction: a second of work at most, so that appends wait no longer for one of them. */
const BATCH = 200;

/**
 * Wraps every case's key under the ring's active key; entries, leaves and proofs stay as they are. Afterwards an old key of the ring is
 * needed for nothing in the ledger any more. May be stopped and run again.
 * @returns how many were wrapped anew
 * @throws LedgerUnreadable, and MissingKeyError where the ring lacks the key that wraps one of them
 */
export async function rewrapKeys(db: Database, wrapping: KeyWrapping): Promise<number> {
  let rewrapped = 0;
  for (let done = BATCH; done === BATCH; rewrapped += done) done = await rewrapBatch(db, wrapping);
  for (let done = BATCH; done === BATCH; rewrapped += done) done = await rewrapNotes(db, wrapping);
  return rewrapped;
}

/** Notes of incidents have no key of their own: the ring's encrypts them. */
function rewrapNotes(db: Database, wrapping: KeyWrapping): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const rows = await tx
      .selectFrom('incidents')
      .select(['incident', 'keyId', 'note'])
      .where('keyId', '<>', wrapping.activeKeyId)
      .orderBy('incident')
      .limit(BATCH)
      .forUpdate()
      .execute();
    for (const { incident, keyId, note } of rows) {
      const { keyId: activeId, bytes } = wrapping.wrap(incident, wrapping.unwrap(incident, { keyId, bytes: note }));
      await tx
        .updateTable('incidents')
        .set({ keyId: activeId, note: bytes })
        .where('incident', '=', incident)
        .execute();
    }
    return rows.length;
  });
}

function rewrapBatch(db: Database, wrapping: KeyWrapping): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const rows = await tx
      .selectFrom('caseKeys')
      .select(['caseId', 'keyId', 'wrapped'])
      .where('keyId', '<>', wrapping.activeKeyId)
      .where('wrapped', 'is not', null)
      .orderBy('caseId')
      .limit(BATCH)
      .forUpdate()
      .execute();
    for (const { caseId, keyId, wrapped } of rows) {
      const secret = wrapping.unwrap(caseId, { keyId, bytes: wrapped! });
      const { keyId: activeId, bytes } = wrapping.wrap(caseId, secret);
      await tx.updateTable('caseKeys').set({ keyId: activeId, wrapped: bytes }).where('caseId', '=', caseId).execute();
    }
    return rows.length;
  });
}
