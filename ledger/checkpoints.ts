/** Signed statements of where the log stands, kept in the database and in a second place. */
import type { KeyRing } from '../codec/key-ring.ts';
import type { Database } from './database.ts';
import { LedgerRewritten } from './failures.ts';
import { LEAVES_PER_PAGE, readLeaves, readTiles, rootAt, treeSize } from './log-store.ts';
import { openCheckpoint, signCheckpoint, type Checkpoint } from './log/checkpoint.ts';
import type { NoteSigner } from './log/signed-note.ts';
import { TILE_WIDTH, TileMissing } from './log/tiles.ts';
import { HASH_BYTES, leafHashOf } from './log/tree-hash.ts';
import { logSignerOf } from './log-signer.ts';
import { Sequencer } from './sequencer.ts';

/** The second place: somebody who can write to the database should not be able to write there. */
export interface CheckpointCopies {
  /** Keeps the note; the same note again is no error. @throws where another is kept for this size */
  write(size: number, note: string): Promise<void>;
  /** The note of the largest size. */
  latest(): Promise<string | null>;
}

/** Writes checkpoints over a database of the ledger's. */
export function createCheckpoints(
  db: Database,
  keyRing: KeyRing,
  copies: CheckpointCopies,
): { write(): Promise<Checkpoint> } {
  const checkpointing = { db, sequencer: new Sequencer(db), signer: logSignerOf(keyRing), copies };
  return { write: () => writeCheckpoint(checkpointing) };
}

/** The note over all there is, for a process that cannot reach the second place: the next one on the schedule is copied. @throws LedgerRewritten */
export async function checkpointWithoutCopy(db: Database, signer: NoteSigner): Promise<string> {
  const none = { write: async () => undefined, latest: async () => null };
  await writeCheckpoint({ db, sequencer: new Sequencer(db), signer, copies: none });
  return (await latestNote(db))!;
}

interface Checkpointing {
  readonly db: Database;
  readonly sequencer: Sequencer;
  readonly signer: NoteSigner;
  readonly copies: CheckpointCopies;
}

/**
 * Signs where the log stands, unless that is signed already. Never signs what does not continue every earlier checkpoint at hand, nor leaves
 * that are not those that the tree was made of: a signature would make the change look right.
 * @throws LedgerRewritten
 */
async function writeCheckpoint({ db, sequencer, signer, copies }: Checkpointing): Promise<Checkpoint> {
  await sequencer.integrate();
  const size = await treeSize(db);
  const kept = await latestNote(db);
  const copied = await copies.latest();
  const earlier = [kept, copied].filter((note) => note !== null).map((note) => openOrRefuse(signer, note));
  for (const checkpoint of earlier) await refuseUnlessContinued(db, checkpoint, size);
  const signedSize = Math.max(0, ...earlier.map((checkpoint) => checkpoint.size));
  await refuseOtherLeaves(db, signedSize, size);
  const root = await rootAt(db, size);
  const note = signCheckpoint(signer, { size, root });
  await db
    .insertInto('logCheckpoints')
    .values({ size, note })
    .onConflict((conflict) => conflict.column('size').doNothing())
    .execute();
  await copies.write(size, note);
  return { origin: signer.verifier.name, size, root };
}

export async function latestNote(db: Database): Promise<string | null> {
  const row = await db.selectFrom('logCheckpoints').select('note').orderBy('size', 'desc').limit(1).executeTakeFirst();
  return row?.note ?? null;
}

function openOrRefuse({ verifier }: NoteSigner, note: string): Checkpoint {
  try {
    return openCheckpoint(note, verifier);
  } catch (cause) {
    throw new LedgerRewritten('a checkpoint is kept that this log never signed', { cause });
  }
}

async function refuseUnlessContinued(db: Database, signed: Checkpoint, size: number): Promise<void> {
  if (signed.size > size)
    throw new LedgerRewritten(`the log has ${size} leaves, and a checkpoint was signed over ${signed.size}`);
  const root = await rootAt(db, signed.size).catch(asRewritten);
  if (!root.equals(signed.root))
    throw new LedgerRewritten(`the first ${signed.size} leaves are not those that were signed`);
}

function asRewritten(error: unknown): never {
  if (error instanceof TileMissing) throw new LedgerRewritten('a hash of the tree is missing', { cause: error });
  throw error;
}

/** The leaves since the last checkpoint, hashed again: between two checkpoints nobody else looks. */
async function refuseOtherLeaves(db: Database, from: number, size: number): Promise<void> {
  for (let at = from; at < size;) {
    const leaves = await readLeaves(db, { from: at, to: Math.min(size, at + LEAVES_PER_PAGE) });
    const places = [...new Set(leaves.map(({ index }) => Math.floor(index / TILE_WIDTH)))];
    const tiles = await readTiles(
      db,
      places.map((index) => ({ level: 0, index })),
    );
    const hashAt = (index: number): Buffer | undefined => {
      const offset = (index % TILE_WIDTH) * HASH_BYTES;
      return tiles
        .find((tile) => tile.index === Math.floor(index / TILE_WIDTH))
        ?.hashes.subarray(offset, offset + HASH_BYTES);
    };
    for (const [offset, { index, leaf }] of leaves.entries()) {
      if (index !== at + offset || hashAt(index)?.equals(leafHashOf(leaf)) !== true)
        throw new LedgerRewritten(`leaf ${at + offset} is not the one that the tree was made of`);
    }
    if (leaves.length === 0) throw new LedgerRewritten(`leaf ${at} is missing`);
    at += leaves.length;
  }
}
