import { randomBytes } from 'node:crypto';
import { IV_BYTES, open, seal } from '../codec/aes-gcm.ts';
import { deriveKey, type KeyRing } from '../codec/key-ring.ts';
import { lengthPrefixed } from '../codec/length-prefixed.ts';
import { LedgerUnreadable } from './failures.ts';

/** Where a text is stored. It is authenticated, so that a text from another case, entry or column cannot stand in its place. */
export interface Place {
  readonly column: 'entries.input' | 'cases.system';
  readonly caseId: string;
  readonly entry: number;
}

export interface Sealed {
  readonly keyId: string;
  readonly bytes: Buffer;
}

/** Encrypts what is protected in the record. Takes the case's id with every text, so that each case can have a key of its own. */
export interface Sealing {
  seal(place: Place, text: string): Sealed;
  /** @throws LedgerUnreadable, and MissingKeyError where the key may still be brought */
  open(place: Place, sealed: Sealed): string;
}

const FORM = 'casegate/ledger/1';

export function createSealing(ring: KeyRing): Sealing {
  return {
    seal(place, text) {
      const keyId = ring.activeKeyId;
      const key = deriveKey(ring, keyId, 'ledger');
      return { keyId, bytes: seal(key, randomBytes(IV_BYTES), authenticated(keyId, place), Buffer.from(text, 'utf8')) };
    },
    open(place, { keyId, bytes }) {
      const text = open(deriveKey(ring, keyId, 'ledger'), authenticated(keyId, place), bytes);
      if (text === undefined)
        throw new LedgerUnreadable(`${place.column} of entry ${place.entry} of ${place.caseId} was changed or moved`);
      return text.toString('utf8');
    },
  };
}

const authenticated = (keyId: string, { column, caseId, entry }: Place): Buffer =>
  lengthPrefixed([FORM, keyId, column, caseId, String(entry)]);
