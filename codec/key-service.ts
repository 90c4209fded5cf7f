import { createSecretKey } from 'node:crypto';
import { keyFileSchema, type KeyEnvelope, type KeyFile } from '../schemas/key-file.ts';
import { KeyRingError } from './key-file.ts';
import { KEY_BYTES, keyRingOf, type KeyRing } from './key-ring.ts';

/**
 * What a key management service has to offer for envelope encryption: it encrypts and decrypts a few bytes under a key that never leaves it
 * (AWS KMS `Encrypt` and `Decrypt` with an encryption context, Google Cloud KMS with additional authenticated data, Vault's transit engine
 * with `associated_data`). `test/codec/key-ring-contract.ts` is what an adapter must pass.
 */
export interface KeyService {
  /** @returns ciphertext that only `unwrap` with the same context opens */
  wrap(plaintext: Uint8Array, context: WrapContext): Promise<Uint8Array>;
  /** @throws for ciphertext that was changed or made under another context, and where the service cannot be reached */
  unwrap(wrapped: Uint8Array, context: WrapContext): Promise<Uint8Array>;
}

/** Authenticated with what is wrapped, so that one wrapped key cannot stand in another's place. */
export interface WrapContext {
  readonly use: 'casegate/key' | 'casegate/secret';
  readonly keyId: string;
}

const SECRET: WrapContext = { use: 'casegate/secret', keyId: 'secret' };
const keyContext = (keyId: string): WrapContext => ({ use: 'casegate/key', keyId });

/** The same keys, each wrapped by the service: a file that may lie where others can read it. */
export async function wrapKeyFile(file: KeyFile, service: KeyService): Promise<KeyEnvelope> {
  const wrapped = async (key: string, context: WrapContext): Promise<string> =>
    Buffer.from(await service.wrap(Buffer.from(key, 'base64'), context)).toString('base64');
  const keys = await Promise.all(
    Object.entries(file.keys).map(async ([keyId, key]) => [keyId, await wrapped(key, keyContext(keyId))] as const),
  );
  return {
    version: 1,
    activeKeyId: file.activeKeyId,
    wrappedKeys: Object.fromEntries(keys),
    wrappedSecret: await wrapped(file.secret, SECRET),
  };
}

/**
 * Unwraps every key once, so that reading one never waits and a service that is down later stops nobody.
 * @throws KeyRingError that names the key which the service did not open, and never quotes it or what the service said
 */
export async function openEnvelope(envelope: KeyEnvelope, service: KeyService): Promise<KeyRing> {
  const keys = await Promise.all(
    Object.entries(envelope.wrappedKeys).map(
      async ([keyId, wrapped]) => [keyId, await unwrapped(service, wrapped, keyContext(keyId))] as const,
    ),
  );
  const secret = await unwrapped(service, envelope.wrappedSecret, SECRET);
  return keyRingOf(
    keyFileSchema.parse({ version: 1, activeKeyId: envelope.activeKeyId, keys: Object.fromEntries(keys), secret }),
  );
}

async function unwrapped(service: KeyService, wrapped: string, context: WrapContext): Promise<string> {
  const bytes = await service.unwrap(Buffer.from(wrapped, 'base64'), context).catch((error: unknown) => {
    throw new KeyRingError(`the key service did not open "${context.keyId}" (${nameOf(error)})`);
  });
  if (bytes.length !== KEY_BYTES)
    throw new KeyRingError(`the key service opened "${context.keyId}", which is not a key of ${KEY_BYTES} bytes`);
  // Through a KeyObject, so that nothing else of the service's buffer comes along.
  return createSecretKey(bytes).export().toString('base64');
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');
