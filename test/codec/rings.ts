import type { KeyFile } from '../../schemas/key-file.ts';
import { keyRingOf } from '../../codec/key-ring.ts';
import type { KeyRing } from '../../codec/key-ring.ts';

/** 32 equal bytes in base64: synthetic, and plainly so. */
export function bytes32(value: number): string {
  return Buffer.alloc(32, value).toString('base64');
}

export function keyFile(changes: Partial<KeyFile> = {}): KeyFile {
  return {
    version: 1,
    activeKeyId: 'k-old',
    keys: { 'k-old': bytes32(1) },
    secret: bytes32(9),
    ...changes,
  };
}

export const oldRing: KeyRing = keyRingOf(keyFile());
/** After a rotation: the old key decrypts, the new one encrypts. */
export const rotatedRing: KeyRing = keyRingOf(
  keyFile({ activeKeyId: 'k-new', keys: { 'k-old': bytes32(1), 'k-new': bytes32(2) } }),
);
/** Of someone else: the same key id, other bytes. */
export const foreignRing: KeyRing = keyRingOf(keyFile({ keys: { 'k-old': bytes32(3) }, secret: bytes32(4) }));
