/** One secret for each case, wrapped by the key ring: destroying it makes the case's texts unreadable and leaves every proof as it was. */
import { createHmac, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { IV_BYTES, open, seal } from '../codec/aes-gcm.ts';
import { KEY_BYTES, deriveKey, type KeyRing } from '../codec/key-ring.ts';
import { lengthPrefixed } from '../codec/length-prefixed.ts';
import { LedgerUnreadable } from './failures.ts';

/** What a case's secret is used for; the two uses share no key bytes. */
export interface CaseKey {
  /** Encrypts the case's texts. */
  readonly contentKey: KeyObject;
  /** 32 bytes: with it an entry's commitment can be checked, and without it nothing can be guessed. */
  saltOf(entry: number): Buffer;
}

export interface WrappedSecret {
  readonly keyId: string;
  readonly bytes: Buffer;
}

/** Wraps cases' secrets under the ring's active key. */
export interface KeyWrapping {
  readonly activeKeyId: string;
  wrap(caseId: string, secret: Buffer): WrappedSecret;
  /** @throws LedgerUnreadable, and MissingKeyError where the key may still be brought */
  unwrap(caseId: string, wrapped: WrappedSecret): Buffer;
}

const FORM = 'casegate/case-key/1';

export const newCaseSecret = (): Buffer => randomBytes(KEY_BYTES);

export function caseKeyOf(secret: Buffer): CaseKey {
  const salts = derived(secret, 'salts');
  return {
    contentKey: derived(secret, 'content'),
    saltOf: (entry) => createHmac('sha256', salts).update(String(entry)).digest(),
  };
}

const derived = (secret: Buffer, use: 'content' | 'salts'): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `${FORM}/${use}`, KEY_BYTES)));

export function createKeyWrapping(ring: KeyRing): KeyWrapping {
  return {
    activeKeyId: ring.activeKeyId,
    wrap(caseId, secret) {
      const keyId = ring.activeKeyId;
      const key = deriveKey(ring, keyId, 'ledger');
      return { keyId, bytes: seal(key, randomBytes(IV_BYTES), authenticated(keyId, caseId), secret) };
    },
    unwrap(caseId, { keyId, bytes }) {
      const secret = open(deriveKey(ring, keyId, 'ledger'), authenticated(keyId, caseId), bytes);
      if (secret === undefined) throw new LedgerUnreadable(`the key of ${caseId} was changed or moved`);
      return secret;
    },
  };
}

const authenticated = (keyId: string, caseId: string): Buffer => lengthPrefixed([FORM, keyId, caseId]);
