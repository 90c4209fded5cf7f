import { randomBytes } from 'node:crypto';
import { IV_BYTES, open, seal } from '../codec/aes-gcm.ts';
import { lengthPrefixed } from '../codec/length-prefixed.ts';
import type { CaseKey } from './case-keys.ts';
import { LedgerUnreadable } from './failures.ts';

/** Where a text is stored. It is authenticated, so that a text from another case, entry or column cannot stand in its place. */
export interface Place {
  readonly column: 'entries.content' | 'cases.system';
  readonly caseId: string;
  readonly entry: number;
}

const FORM = 'casegate/ledger/2';

export const sealText = ({ contentKey }: CaseKey, place: Place, text: string): Buffer =>
  seal(contentKey, randomBytes(IV_BYTES), authenticated(place), Buffer.from(text, 'utf8'));

/** @throws LedgerUnreadable */
export function openText({ contentKey }: CaseKey, place: Place, bytes: Buffer): string {
  const text = open(contentKey, authenticated(place), bytes);
  if (text === undefined)
    throw new LedgerUnreadable(`${place.column} of entry ${place.entry} of ${place.caseId} was changed or moved`);
  return text.toString('utf8');
}

const authenticated = ({ column, caseId, entry }: Place): Buffer =>
  lengthPrefixed([FORM, column, caseId, String(entry)]);
