import { z } from 'zod';

/** Ids travel unencrypted in every payload: short, and nothing but lower-case letters, digits and hyphens. */
const keyId = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/);

/** 32 bytes in base64 (RFC 4648 §4, padded): an AES-256 key, or the secret of references. */
const bytes32 = z
  .base64()
  .length(44)
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes');

/** Far more than a yearly rotation needs over the life of a record; a longer list is a mistake. */
const KEYS_MAX = 100;

/** The content of a key file, and of the environment's key ring (there in base64). */
export const keyFileSchema = z
  .strictObject({
    version: z.literal(1),
    /** The key that encrypts; all others decrypt only. */
    activeKeyId: keyId,
    keys: z.record(keyId, bytes32).refine((keys) => Object.keys(keys).length <= KEYS_MAX, `at most ${KEYS_MAX} keys`),
    /** Makes references and proves key ids. Never rotated: references are compared over years. */
    secret: bytes32,
  })
  .refine((file) => Object.hasOwn(file.keys, file.activeKeyId), 'activeKeyId names a key that is not among keys');

export type KeyFile = z.infer<typeof keyFileSchema>;
