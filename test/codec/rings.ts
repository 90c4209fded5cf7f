import type { KeyFile } from '../../schemas/key-file.ts';
import { keyRingOf } from '../../codec/key-ring.ts';
import type { KeyRing } from '../../codec/key-ring.ts';

const bytesOf = (fill: number): string => Buffer.alloc(32, fill).toString('base64');

/** A key file with keys whose bytes are all the given number. */
export function keyFileOf(activeKeyId: string, fills: Readonly<Record<string, number>>, secretFill = 200): KeyFile {
  const keys = Object.fromEntries(Object.entries(fills).map(([keyId, fill]) => [keyId, bytesOf(fill)]));
  return { version: 1, activeKeyId, keys, secret: bytesOf(secretFill) };
}

export function ringOf(activeKeyId: string, fills: Readonly<Record<string, number>>, secretFill?: number): KeyRing {
  return keyRingOf(keyFileOf(activeKeyId, fills, secretFill));
}
