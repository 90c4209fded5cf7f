/** Checks of proofs (RFC 9162 §2.1.3.2 and §2.1.4.2; the proofs are RFC 6962's). They need no tree, only what they are given. */
import { EMPTY_ROOT, nodeHashOf } from './tree-hash.ts';
import { refuseUnlessCount } from './tree-shape.ts';

export interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Whether the leaf stands at `index` in the tree of `size` leaves with this root. */
export function isIncluded({ index, size, leafHash, root, proof }: Inclusion): boolean {
  refuseUnlessCount(index);
  refuseUnlessCount(size);
  if (index >= size) return false;
  let node = index;
  let last = size - 1;
  let computed: Uint8Array = leafHash;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      computed = nodeHashOf(sibling, computed);
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else computed = nodeHashOf(computed, sibling);
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameHash(computed, root);
}

export interface Consistency {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Whether the larger tree begins with all leaves of the smaller one, in the same order. */
export function isConsistent({ oldSize, oldRoot, size, root, proof }: Consistency): boolean {
  refuseUnlessCount(oldSize);
  refuseUnlessCount(size);
  if (oldSize > size) return false;
  if (oldSize === size) return proof.length === 0 && sameHash(oldRoot, root);
  if (oldSize === 0) return proof.length === 0 && sameHash(oldRoot, EMPTY_ROOT);
  const isPowerOfTwo = Number.isInteger(Math.log2(oldSize));
  const [first, ...rest] = isPowerOfTwo ? [oldRoot, ...proof] : proof;
  if (first === undefined) return false;
  let node = oldSize - 1;
  let last = size - 1;
  while (node % 2 === 1) {
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  let [oldComputed, computed]: Uint8Array[] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      oldComputed = nodeHashOf(sibling, oldComputed!);
      computed = nodeHashOf(sibling, computed!);
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else computed = nodeHashOf(computed!, sibling);
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameHash(oldComputed!, oldRoot) && sameHash(computed!, root);
}

const sameHash = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
