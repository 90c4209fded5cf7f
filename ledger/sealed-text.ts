import { randomBytes } from 'node:crypto';
import { IV_BYTES, open, seal } from '../codec/aes-gcm.ts';
import { deriveKey, type KeyRing } from '../codec/key-ring.ts';
import { lengthPrefixed } from '../codec/length-prefixed.ts';

/** Text of the record at rest: encrypted for the one place where it stands, so that no row can be passed off as another. */
export interface SealedText {
  readonly keyId: string;
  readonly bytes: Buffer;
}

export function sealText(ring: KeyRing, place: readonly string[], text: string): SealedText {
  const keyId = ring.activeKeyId;
  const bytes = seal(deriveKey(ring, keyId, 'ledger'), randomBytes(IV_BYTES), lengthPrefixed([keyId, ...place]), Buffer.from(text, 'utf8'));
  return { keyId, bytes };
}

/** @throws MissingKeyError; Error where the bytes were changed or moved */
export function openText(ring: KeyRing, place: readonly string[], { keyId, bytes }: SealedText): string {
  const text = open(deriveKey(ring, keyId, 'ledger'), lengthPrefixed([keyId, ...place]), bytes);
  if (text === undefined) throw new Error(`the record at ${place.join('/')} was changed or moved`);
  return text.toString('utf8');
}
