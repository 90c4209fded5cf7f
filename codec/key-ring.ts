import { createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { KeyFile } from '../schemas/key-file.ts';

export const KEY_BYTES = 32;

/**
 * The keys that a process holds. A port: an adapter for a key management service unwraps its data keys when it is
 * opened, so that reading one never waits. Keys are `KeyObject`s: they show no bytes when logged or serialised.
 */
export interface KeyRing {
  /** Id of the only key that encrypts. GCM with random IVs allows 2^32 messages a key (NIST SP 800-38D §8.3): rotate before. */
  readonly activeKeyId: string;
  /** Secret that all rings of one installation share and that is never rotated. */
  readonly secret: KeyObject;
  /** The AES-256 key of this id. @throws MissingKeyError */
  keyOf(keyId: string): KeyObject;
}

/**
 * A payload was made under a key that this process does not hold. Retryable: work waits until the key is there.
 * The codec throws it only for key ids that a holder of the ring's secret wrote, so nobody else can make work wait.
 */
export class MissingKeyError extends Error {
  override readonly name = 'MissingKeyError';
  readonly keyId: string;

  constructor(keyId: string) {
    super(
      `the key "${keyId}" is not in this process's key ring; add it and restart the process, until then its work waits`,
    );
    this.keyId = keyId;
  }
}

/** What a key is used for; no two purposes ever share key bytes. `payloads`: Temporal; `ledger`: wrapping keys of cases. */
export type KeyPurpose = 'payloads' | 'ledger';
/** What the secret is used for. `references`: opaque ids; `keyIds`: proof that a key id was written by a holder of the ring; `checkpoints`: the record's signatures. */
export type SecretPurpose = 'references' | 'keyIds' | 'checkpoints';

/** The ring that a checked key file describes. */
export function keyRingOf(file: KeyFile): KeyRing {
  const keys = new Map(Object.entries(file.keys).map(([keyId, key]) => [keyId, createSecretKey(key, 'base64')]));
  return {
    activeKeyId: file.activeKeyId,
    secret: createSecretKey(file.secret, 'base64'),
    keyOf(keyId) {
      const key = keys.get(keyId);
      if (key === undefined) throw new MissingKeyError(keyId);
      return key;
    },
  };
}

const derivedKeys = new WeakMap<KeyObject, Map<string, KeyObject>>();

/**
 * The key for one purpose, by HKDF-SHA-256 (RFC 5869, no salt: the input is uniformly random). Derived once per key.
 * @throws MissingKeyError
 */
export function deriveKey(ring: KeyRing, keyId: string, purpose: KeyPurpose): KeyObject {
  return derive(ring.keyOf(keyId), purpose);
}

/** As `deriveKey`, from the ring's secret. */
export function deriveSecret(ring: KeyRing, purpose: SecretPurpose): KeyObject {
  return derive(ring.secret, purpose);
}

function derive(key: KeyObject, purpose: KeyPurpose | SecretPurpose): KeyObject {
  const known = derivedKeys.get(key)?.get(purpose);
  if (known !== undefined) return known;
  const derived = createSecretKey(Buffer.from(hkdfSync('sha256', key, '', `casegate/1/${purpose}`, KEY_BYTES)));
  const purposes = derivedKeys.get(key) ?? new Map<string, KeyObject>();
  derivedKeys.set(key, purposes.set(purpose, derived));
  return derived;
}
