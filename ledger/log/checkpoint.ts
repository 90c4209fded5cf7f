/** Checkpoints (C2SP tlog-checkpoint): which tree a log claims to have, as the text of a signed note. */
import { NoteMalformed, openNote, type NoteSigner, type NoteVerifier } from './signed-note.ts';
import { HASH_BYTES } from './tree-hash.ts';

export interface Checkpoint {
  /** Name of the log; also the name of its key. */
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

export const signCheckpoint = (signer: NoteSigner, { size, root }: Omit<Checkpoint, 'origin'>): string =>
  signer.sign(`${signer.verifier.name}\n${size}\n${root.toString('base64')}\n`);

/**
 * The checkpoint of a log whose key this is.
 * @throws NoteMalformed, NoteForged, NoteUnverified
 */
export function openCheckpoint(note: string, verifier: NoteVerifier): Checkpoint {
  const lines = openNote(note, [verifier]).split('\n');
  const [origin, sizeText, rootText, ...rest] = lines;
  if (origin !== verifier.name) throw new NoteMalformed('a checkpoint of another log');
  const size = Number(sizeText);
  if (!/^(0|[1-9][0-9]*)$/.test(sizeText ?? '') || !Number.isSafeInteger(size))
    throw new NoteMalformed('a checkpoint without a size');
  const root = Buffer.from(rootText ?? '', 'base64');
  // Ours have no extension lines; what another program added is not ours to vouch for.
  if (root.length !== HASH_BYTES || root.toString('base64') !== rootText || rest.length !== 1)
    throw new NoteMalformed('a checkpoint is three lines');
  return { origin, size, root };
}
