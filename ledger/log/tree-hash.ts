/** The hashes of a Merkle tree (RFC 6962 §2.1), by hand: leaves and inner nodes begin with different bytes, so that none passes for the other. */
import { hash } from 'node:crypto';

export const HASH_BYTES = 32;

const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

export function leafHashOf(leaf: Uint8Array): Buffer {
  const message = Buffer.allocUnsafe(1 + leaf.length);
  message[0] = LEAF_PREFIX;
  message.set(leaf, 1);
  return hash('sha256', message, 'buffer');
}

export function nodeHashOf(left: Uint8Array, right: Uint8Array): Buffer {
  const message = Buffer.allocUnsafe(1 + 2 * HASH_BYTES);
  message[0] = NODE_PREFIX;
  message.set(left, 1);
  message.set(right, 1 + HASH_BYTES);
  return hash('sha256', message, 'buffer');
}

/** Of the tree without a leaf. */
export const EMPTY_ROOT: Buffer = hash('sha256', '', 'buffer');

/** The root of a complete subtree. @param hashes a power of two of them, side by side */
export function foldComplete(hashes: Buffer): Buffer {
  let level = hashes;
  while (level.length > HASH_BYTES) {
    const above = Buffer.allocUnsafe(level.length / 2);
    for (let at = 0; at < level.length; at += 2 * HASH_BYTES)
      above.set(
        nodeHashOf(level.subarray(at, at + HASH_BYTES), level.subarray(at + HASH_BYTES, at + 2 * HASH_BYTES)),
        at / 2,
      );
    level = above;
  }
  return level;
}
