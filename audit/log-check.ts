/** Leaves against the tree: of the whole log against its tiles and every checkpoint, of one case against the head by proofs. */
import type { Checkpoint } from '../ledger/log/checkpoint.ts';
import { leafFromText, type Leaf } from '../ledger/log/leaf.ts';
import { isConsistent, isIncluded } from '../ledger/log/proofs.ts';
import { TILE_WIDTH, TreeEdge } from '../ledger/log/tiles.ts';
import { EMPTY_ROOT, HASH_BYTES, leafHashOfText } from '../ledger/log/tree-hash.ts';
import type { BundleLine } from '../schemas/audit-bundle.ts';
import type { Finding, FindingKind, Findings } from './findings.ts';

export type LeafLine = Extract<BundleLine, { is: 'leaf' }>;
type TileLine = Extract<BundleLine, { is: 'tile' }>;
type ConsistencyLine = Extract<BundleLine, { is: 'consistency' }>;

/** A leaf that the tree vouches for. */
export type Proved = (index: number, leaf: Leaf) => void;

export interface LogCheck {
  checkpoint(checkpoint: Checkpoint): void;
  tile(line: TileLine): void;
  consistency(line: ConsistencyLine): void;
  leaf(line: LeafLine): void;
  end(): void;
}

interface Options {
  /** Leaves that the bundle is about. */
  readonly size: number;
  readonly findings: Findings;
  readonly onProved: Proved;
}

/**
 * Judges one leaf line by whether its texts stand where they should, and hands on the text that does.
 * @param stands whether the tree has this hash here
 */
function judge(
  { index, text, stored = text ?? '' }: LeafLine,
  stands: (hash: Buffer) => boolean,
  { findings, onProved }: Options,
): void {
  const isLogged = stands(leafHashOfText(stored));
  const isRecorded = text === stored ? isLogged : text !== null && stands(leafHashOfText(text));
  const proved = isRecorded ? text! : stored;
  const leaf = leafOrNull(proved);
  const add = (kind: FindingKind) => findings.add({ kind, index, ...nameOf(leaf) });
  if (!isLogged) add('leafChanged');
  else if (text === null) add('entryRemoved');
  else if (!isRecorded) add('entryChanged');
  if ((isLogged || isRecorded) && leaf !== null) onProved(index, leaf);
  if (leaf === null && (isLogged || isRecorded)) add('leafChanged');
}

function leafOrNull(text: string): Leaf | null {
  try {
    return leafFromText(text);
  } catch {
    return null;
  }
}

export function nameOf(leaf: Leaf | null): Pick<Finding, 'caseId' | 'entry'> {
  if (leaf === null) return {};
  if (leaf.kind === 'entry') return { caseId: leaf.caseId, entry: leaf.entry };
  return leaf.caseId === null ? {} : { caseId: leaf.caseId };
}

/** Builds the tree again, leaf by leaf, and compares its root wherever one was signed. */
export class WholeLogCheck implements LogCheck {
  readonly #options: Options;
  readonly #edge = new TreeEdge(0, []);
  readonly #roots = new Map<number, Buffer>();
  #hashes: Buffer = Buffer.alloc(0);
  #tileFrom = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  checkpoint({ size, root }: Checkpoint): void {
    const { findings, size: whole } = this.#options;
    if (size > whole) findings.add({ kind: 'logCut', size });
    const other = this.#roots.get(size);
    if (other !== undefined && !other.equals(root)) findings.add({ kind: 'logRewritten', size });
    if (size === 0 && !root.equals(EMPTY_ROOT)) findings.add({ kind: 'logRewritten', size });
    this.#roots.set(size, root);
  }

  tile({ index, hashes }: TileLine): void {
    this.#fillTo(index * TILE_WIDTH);
    this.#tileFrom = index * TILE_WIDTH;
    this.#hashes = Buffer.from(hashes, 'base64');
    const expected = Math.min(TILE_WIDTH, this.#options.size - this.#tileFrom) * HASH_BYTES;
    if (this.#hashes.length !== expected) this.#options.findings.add({ kind: 'tileMissing', index: this.#tileFrom });
  }

  consistency(): void {
    // The roots are computed from the leaves here, which shows more.
  }

  leaf(line: LeafLine): void {
    this.#fillTo(line.index);
    if (line.index !== this.#edge.size) {
      this.#options.findings.add({ kind: 'leafChanged', index: line.index });
      return;
    }
    const inTile = this.#hashInTile(line.index);
    judge(line, (hash) => inTile === null || hash.equals(inTile), this.#options);
    this.#push(inTile ?? leafHashOfText(line.text ?? line.stored ?? ''));
  }

  end(): void {
    this.#fillTo(this.#options.size);
  }

  /** Leaves that did not come are missing; the tree goes on with the hashes that it has of them. */
  #fillTo(index: number): void {
    while (this.#edge.size < Math.min(index, this.#options.size)) {
      const at = this.#edge.size;
      this.#options.findings.add({ kind: 'leafMissing', index: at });
      this.#push(this.#hashInTile(at) ?? EMPTY_ROOT);
    }
  }

  #hashInTile(index: number): Buffer | null {
    const from = (index - this.#tileFrom) * HASH_BYTES;
    return from >= 0 && from + HASH_BYTES <= this.#hashes.length
      ? this.#hashes.subarray(from, from + HASH_BYTES)
      : null;
  }

  #push(hash: Buffer): void {
    this.#edge.push(hash);
    const signed = this.#roots.get(this.#edge.size);
    if (signed !== undefined && !signed.equals(this.#edge.root()))
      this.#options.findings.add({ kind: 'logRewritten', size: this.#edge.size });
  }
}

/** Holds each leaf's proof against the head. That nothing of the case comes after the last one only a bundle of the whole log can show. */
export class CaseLogCheck implements LogCheck {
  readonly #options: Options;
  readonly #caseId: string;
  readonly #roots = new Map<number, Buffer>();
  #last = -1;

  constructor(caseId: string, options: Options) {
    this.#caseId = caseId;
    this.#options = options;
  }

  checkpoint({ size, root }: Checkpoint): void {
    const { findings, size: whole } = this.#options;
    if (size > whole) findings.add({ kind: 'logCut', size });
    this.#roots.set(size, root);
  }

  tile({ index }: TileLine): void {
    this.#options.findings.add({ kind: 'bundleMalformed', index: index * TILE_WIDTH });
  }

  consistency({ oldSize, proof }: ConsistencyLine): void {
    const { size, findings } = this.#options;
    const [oldRoot, root] = [this.#roots.get(oldSize), this.#roots.get(size)];
    const hashes = proof.map((hash) => Buffer.from(hash, 'hex'));
    if (oldRoot === undefined || root === undefined || !isConsistent({ oldSize, oldRoot, size, root, proof: hashes }))
      findings.add({ kind: 'logRewritten', size: oldSize });
  }

  leaf(line: LeafLine): void {
    const { size, findings, onProved } = this.#options;
    const { index } = line;
    const root = this.#roots.get(size);
    const proof = (line.proof ?? []).map((hash) => Buffer.from(hash, 'hex'));
    if (index <= this.#last) findings.add({ kind: 'entriesReordered', index });
    this.#last = index;
    judge(line, (leafHash) => root !== undefined && isIncluded({ index, size, leafHash, root, proof }), {
      size,
      findings,
      onProved: (at, leaf) => {
        if (leaf.caseId !== this.#caseId) findings.add({ kind: 'spliced', index, ...nameOf(leaf) });
        else onProved(at, leaf);
      },
    });
  }

  end(): void {
    // Nothing is left open: each leaf was judged by its own proof.
  }
}
