import type { InstantMs, PersonId } from '../schemas/words.ts';
import { recordAct } from './acts.ts';
import type { Database } from './database.ts';

/** Protected contents that somebody was shown beside a case's own pages. Codes and counts only: what they saw is not kept twice. */
export interface Access {
  readonly person: PersonId;
  readonly action: string;
  /** Null where the contents belong to no case, or it is not known to which. */
  readonly caseId: string | null;
  /** Why they looked, as a code. */
  readonly purpose: string;
  readonly shown: number;
  readonly refused: number;
  readonly at: InstantMs;
}

/** Purposes are codes of less than 40 characters. */
const PURPOSE_MAX = 200;

/** @throws RangeError for more than an access can hold */
export async function recordAccess(db: Database, { purpose, shown, refused, ...access }: Access): Promise<void> {
  if (purpose.length > PURPOSE_MAX) throw new RangeError('a purpose is a code');
  await recordAct(db, { kind: 'access', details: { purpose, shown, refused }, ...access });
}
