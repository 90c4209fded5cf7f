/** Makes bundles: what the record's rows say, what the log says, and the proofs that both are what was signed. Sealed unless a recipient is named. */
import type { ControlledTransaction } from 'kysely';
import { keyFrom } from '../ledger/append.ts';
import type { KeyWrapping } from '../ledger/case-keys.ts';
import { checkpointWithoutCopy, latestNote } from '../ledger/checkpoints.ts';
import type { Database } from '../ledger/database.ts';
import { LedgerRewritten, LedgerUnreadable } from '../ledger/failures.ts';
import { openCheckpoint } from '../ledger/log/checkpoint.ts';
import type { NoteSigner } from '../ledger/log/signed-note.ts';
import { TILE_WIDTH, TileMissing } from '../ledger/log/tiles.ts';
import { HASH_BYTES } from '../ledger/log/tree-hash.ts';
import { consistencyPath, inclusionPath, type Range } from '../ledger/log/tree-shape.ts';
import { hashesOf, readTiles } from '../ledger/log-store.ts';
import { openText } from '../ledger/sealing.ts';
import type { Tables } from '../ledger/tables.ts';
import type { ActsContent, BundleLine, CaseContent } from '../schemas/audit-bundle.ts';
import type { InstantMs } from '../schemas/words.ts';
import { BundleHash, lineText, signManifest } from './bundle.ts';
import type { Recipient } from './envelope.ts';
import { pageOfLeaves, rowsWithoutLeaf, type RecordedLeaf } from './recorded-leaves.ts';

export interface Exporting {
  readonly db: Database;
  readonly wrapping: KeyWrapping;
  readonly signer: NoteSigner;
  readonly clock: () => InstantMs;
}

export interface ExportRequest {
  /** Null: the whole log. */
  readonly caseId: string | null;
  /** Null: sealed, proofs and codes only. */
  readonly recipient: Recipient | null;
  /** Whether the privileged texts of a case may leave; without it they may. */
  readonly isReleased?: (caseId: string) => Promise<boolean>;
}

type Tx = ControlledTransaction<Tables>;

/** Everything that making one bundle needs. */
interface Making extends Exporting, ExportRequest {
  readonly tx: Tx;
  readonly size: number;
}

/** The bundle's lines, each without its end. One snapshot of the database: what is appended meanwhile is in the next bundle. */
export async function* exportBundle(exporting: Exporting, request: ExportRequest): AsyncGenerator<string> {
  const head = await headNote(exporting);
  const { size } = openCheckpoint(head, exporting.signer.verifier);
  const hash = new BundleHash();
  const tx = await exporting.db
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute();
  try {
    for await (const line of linesOf({ ...exporting, ...request, tx, size }, head)) {
      const text = lineText(line);
      hash.add(text);
      yield text;
    }
  } finally {
    await tx.rollback().execute();
  }
  yield lineText({ is: 'manifest', note: signManifest(exporting.signer, hash) });
}

/**
 * A checkpoint over all there is; where the log no longer continues what was signed, the last one that was: a bundle then shows the change,
 * and no new signature covers it.
 */
async function headNote({ db, signer }: Exporting): Promise<string> {
  try {
    return await checkpointWithoutCopy(db, signer);
  } catch (error) {
    const last = error instanceof LedgerRewritten ? await latestNote(db) : null;
    if (last === null) throw error;
    return last;
  }
}

async function* linesOf(making: Making, head: string): AsyncGenerator<BundleLine> {
  const { signer, size, caseId, clock } = making;
  yield {
    is: 'header',
    format: 'casegate-audit-bundle/1',
    origin: signer.verifier.name,
    verifierKey: signer.verifier.verifierKey,
    caseId,
    size,
    madeAt: clock(),
  };
  yield* caseId === null ? allCheckpoints(making, head) : twoCheckpoints(making, head);
  yield* machinesOf(making);
  yield* caseId === null ? wholeLog(making) : leavesOfCase(making, caseId);
  for await (const text of rowsWithoutLeaf(making.tx, caseId)) yield { is: 'extra', text };
  if (making.recipient !== null) yield* contents(making, making.recipient);
}

// — signatures and code ——————————————————————————————————————————————————————————————————————————————————————————

async function* allCheckpoints({ tx, size }: Making, head: string): AsyncGenerator<BundleLine> {
  const rows = await tx.selectFrom('logCheckpoints').select(['size', 'note']).orderBy('size').execute();
  for (const { note } of rows) yield { is: 'checkpoint', note };
  if (!rows.some((row) => row.size === size)) yield { is: 'checkpoint', note: head };
}

/** The head, and the one before it with the proof that the head continues it. */
async function* twoCheckpoints({ tx, size }: Making, head: string): AsyncGenerator<BundleLine> {
  const before = await tx
    .selectFrom('logCheckpoints')
    .select(['size', 'note'])
    .where('size', '<', size)
    .where('size', '>', 0)
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst();
  yield { is: 'checkpoint', note: head };
  if (before === undefined) return;
  yield { is: 'checkpoint', note: before.note };
  const proof = await proofOf(tx, consistencyPath(before.size, size));
  if (proof !== null) yield { is: 'consistency', oldSize: before.size, proof };
}

/** Hex; null where the stored tree lacks a hash, which the verifier then says. */
async function proofOf(tx: Tx, path: readonly Range[]): Promise<string[] | null> {
  try {
    return (await hashesOf(tx, path)).map((hash) => hash.toString('hex'));
  } catch (error) {
    if (error instanceof TileMissing) return null;
    throw error;
  }
}

async function* machinesOf({ tx, caseId }: Making): AsyncGenerator<BundleLine> {
  let pinned = tx.selectFrom('entries').select('machinesDigest').distinct();
  if (caseId !== null) pinned = pinned.where('caseId', '=', caseId);
  const rows = await tx
    .selectFrom('machines')
    .select(['digest', 'files'])
    .where('digest', 'in', pinned)
    .orderBy('digest')
    .execute();
  for (const { digest, files } of rows) yield { is: 'machines', digest, files: files.toString('base64') };
}

// — leaves ————————————————————————————————————————————————————————————————————————————————————————————————————————

async function* wholeLog({ tx, size }: Making): AsyncGenerator<BundleLine> {
  for (let from = 0; from < size; from += TILE_WIDTH) {
    const to = Math.min(size, from + TILE_WIDTH);
    const index = from / TILE_WIDTH;
    const [tile] = await readTiles(tx, [{ level: 0, index }]);
    const hashes = tile?.hashes.subarray(0, (to - from) * HASH_BYTES).toString('base64') ?? '';
    yield { is: 'tile', index, hashes };
    for (const leaf of await pageOfLeaves(tx, { from, to })) yield leafLine(leaf);
  }
}

async function* leavesOfCase({ tx, size }: Making, caseId: string): AsyncGenerator<BundleLine> {
  for (let from = 0; ;) {
    const leaves = await pageOfLeaves(tx, { from, to: size, caseId });
    for (const leaf of leaves) {
      const proof = await proofOf(tx, inclusionPath(leaf.index, size));
      yield { ...leafLine(leaf), ...(proof === null ? {} : { proof }) };
    }
    const last = leaves.at(-1);
    if (last === undefined) return;
    from = last.index + 1;
  }
}

const leafLine = ({ index, text, stored }: RecordedLeaf): Extract<BundleLine, { is: 'leaf' }> => ({
  is: 'leaf',
  index,
  text,
  ...(text === stored ? {} : { stored }),
});

// — contents ——————————————————————————————————————————————————————————————————————————————————————————————————————

async function* contents(making: Making, recipient: Recipient): AsyncGenerator<BundleLine> {
  const { signer, size } = making;
  const sealed = async (caseId: string | null, content: CaseContent | ActsContent): Promise<BundleLine> => {
    const place = { origin: signer.verifier.name, size, caseId };
    return { is: 'content', caseId, ...(await recipient.seal(place, JSON.stringify(content))) };
  };
  for (const caseId of await casesIn(making)) {
    const content = await contentOf(making, caseId);
    if (content === null) continue;
    const isReleased = (await making.isReleased?.(caseId)) ?? true;
    yield isReleased ? await sealed(caseId, content) : { is: 'withheld', caseId };
  }
  yield await sealed(null, await actsOf(making));
}

async function casesIn({ tx, caseId, size }: Making): Promise<string[]> {
  if (caseId !== null) return [caseId];
  const rows = await tx
    .selectFrom('logLeaves')
    .select('caseId')
    .distinct()
    .where('index', '<', size)
    .where('entry', 'is not', null)
    .where('caseId', 'is not', null)
    .orderBy('caseId')
    .execute();
  return rows.map((row) => row.caseId!);
}

/** Null where the case's key was destroyed, or is not the case's: the verifier misses the contents then. */
async function contentOf({ tx, wrapping, size }: Making, caseId: string): Promise<CaseContent | null> {
  const key = await tx
    .selectFrom('caseKeys')
    .select(['keyId', 'wrapped'])
    .where('caseId', '=', caseId)
    .executeTakeFirst();
  if (key === undefined || key.wrapped === null) return null;
  const caseKey = openedOrNull(() => keyFrom(wrapping, caseId, key));
  if (caseKey === null) return null;
  const rows = await tx
    .selectFrom('entries')
    .innerJoin('logLeaves', (join) =>
      join.onRef('logLeaves.caseId', '=', 'entries.caseId').onRef('logLeaves.entry', '=', 'entries.entry'),
    )
    .select(['entries.entry', 'content'])
    .where('entries.caseId', '=', caseId)
    .where('logLeaves.index', '<', size)
    .orderBy('entries.entry')
    .execute();
  const entries = rows.flatMap(({ entry, content }) => {
    const text = openedOrNull(() => openText(caseKey, { column: 'entries.content', caseId, entry }, content));
    return text === null ? [] : [{ entry, salt: caseKey.saltOf(entry).toString('hex'), content: text }];
  });
  return { entries };
}

/** What cannot be opened is left out, and the verifier names it. */
function openedOrNull<Opened>(open: () => Opened): Opened | null {
  try {
    return open();
  } catch (error) {
    if (error instanceof LedgerUnreadable) return null;
    throw error;
  }
}

async function actsOf({ tx, caseId, size }: Making): Promise<ActsContent> {
  let query = tx
    .selectFrom('acts')
    .innerJoin('logLeaves', 'logLeaves.act', 'acts.act')
    .select(['index', 'salt', 'person', 'action', 'details'])
    .where('index', '<', size)
    .orderBy('index');
  if (caseId !== null) query = query.where('acts.caseId', '=', caseId);
  const acts = (await query.execute()).map(({ index, salt, person, action, details }) => ({
    index,
    salt: salt.toString('hex'),
    statement: JSON.stringify({ person, action, details: JSON.parse(details) as unknown }),
  }));
  return { acts };
}
