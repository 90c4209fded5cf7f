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

/** A key of 32 bytes takes some 150 to 600 wrapped, with what services put beside it. */
const wrapped = z.base64().min(44).max(4_096);

/** A key file whose keys a key management service has wrapped. */
export const keyEnvelopeSchema = z
  .strictObject({
    version: z.literal(1),
    activeKeyId: keyId,
    wrappedKeys: z
      .record(keyId, wrapped)
      .refine((keys) => Object.keys(keys).length <= KEYS_MAX, `at most ${KEYS_MAX} keys`),
    wrappedSecret: wrapped,
  })
  .refine(
    (file) => Object.hasOwn(file.wrappedKeys, file.activeKeyId),
    'activeKeyId names a key that is not among wrappedKeys',
  );

export type KeyEnvelope = z.infer<typeof keyEnvelopeSchema>;
