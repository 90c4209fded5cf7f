import { createHmac } from 'node:crypto';
import { deriveSecret } from './key-ring.ts';
import type { KeyRing } from './key-ring.ts';
import { lengthPrefixed } from './length-prefixed.ts';

/**
 * An opaque id: the same `kind` and `parts` give the same id for ever, and without the ring's secret neither can the parts
 * be found by trying, nor two ids be told to belong together.
 * @param kind one lower-case letter, which the id shows: `t` gives `t_…`
 * @returns the kind, `_`, and 26 characters of Crockford's base32 in lower case: 130 bits
 * @throws TypeError for another kind, no parts, or a part with a lone surrogate
 */
export type ReferenceOf = (kind: string, ...parts: string[]) => string;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** 130 bits: two of 2^40 references share an id with a chance of about 2^-51. */
const CHARACTERS = 26;

export function createReferences(ring: KeyRing): ReferenceOf {
  const secret = deriveSecret(ring, 'references');
  return function referenceOf(kind, ...parts) {
    if (!/^[a-z]$/.test(kind)) throw new TypeError('the kind of a reference is one lower-case letter');
    if (parts.length === 0) throw new TypeError('a reference needs something to refer to');
    const digest = createHmac('sha256', secret)
      .update(lengthPrefixed([kind, ...parts]))
      .digest();
    return `${kind}_${base32Of(digest)}`;
  };
}

/** The first 130 bits of `bytes`, five by five. */
function base32Of(bytes: Buffer): string {
  return Array.from({ length: CHARACTERS }, (_, index) => ALPHABET[fiveBitsAt(bytes, index * 5)]).join('');
}

function fiveBitsAt(bytes: Buffer, bit: number): number {
  const twoBytes = bytes.readUInt16BE(bit >> 3);
  return (twoBytes >> (11 - (bit & 7))) & 31;
}
