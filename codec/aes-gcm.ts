import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** 96 bits, the length for which GCM uses the IV as it is (NIST SP 800-38D §8.2). */
export const IV_BYTES = 12;
export const TAG_BYTES = 16;

/** AES-256-GCM. `iv` must never be used twice under one key. @returns IV, ciphertext, tag, in one buffer */
export function seal(key: KeyObject, iv: Uint8Array, authenticated: Uint8Array, plaintext: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(authenticated);
  const ciphertext = cipher.update(plaintext);
  cipher.final();
  return Buffer.concat([iv, ciphertext, cipher.getAuthTag()], IV_BYTES + ciphertext.length + TAG_BYTES);
}

/** The plaintext of what `seal` returned, or undefined where it does not authenticate. */
export function open(key: KeyObject, authenticated: Uint8Array, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < IV_BYTES + TAG_BYTES) return undefined;
  const tagAt = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(authenticated);
  decipher.setAuthTag(sealed.subarray(tagAt));
  const plaintext = decipher.update(sealed.subarray(IV_BYTES, tagAt));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return plaintext;
}
