import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from './canonical-json.ts';
import type { Json } from './words.ts';

/**
 * SHA-256 (FIPS 180-4), lower-case hex, of the canonical JSON of a value.
 * `@noble/hashes` and not `node:crypto`: the workflow sandbox has none, and both sides must get the same digest.
 */
export function digestOf(value: Json): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}
