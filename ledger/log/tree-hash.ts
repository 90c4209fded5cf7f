/** The hashes of a Merkle tree (RFC 6962 §2.1), by hand: leaves and inner nodes begin with different bytes, so that none passes for the other. */
import { hash } from 'node:crypto';

export const HASH_BYTES = 32;

const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

/** By way of a string of bytes: made in a third of the time that Node takes to make a buffer, and half of a verification is this. */
const sha256 = (message: string | Uint8Array): Buffer => Buffer.from(hash('sha256', message, 'binary'), 'latin1');

export function leafHashOf(leaf: Uint8Array): Buffer {
  const message = Buffer.allocUnsafe(1 + leaf.length);
  message[0] = LEAF_PREFIX;
  message.set(leaf, 1);
  return sha256(message);
}

/** Of a leaf that is text: without a copy of its bytes, of which there are many where a whole log is verified. */
export const leafHashOfText = (leaf: string): Buffer => sha256(`${String.fromCharCode(LEAF_PREFIX)}${leaf}`);

/** Filled and hashed without anything between: one for all, since half the hashes of a log are of nodes. */
const node = Buffer.alloc(1 + 2 * HASH_BYTES);
node[0] = NODE_PREFIX;

export function nodeHashOf(left: Uint8Array, right: Uint8Array): Buffer {
  node.set(left, 1);
  node.set(right, 1 + HASH_BYTES);
  return sha256(node);
}

/** Of the tree without a leaf. */
export const EMPTY_ROOT: Buffer = sha256('');

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
