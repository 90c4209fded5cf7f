import type { InstantMs, PersonId } from '../schemas/words.ts';
import { recordAct } from './acts.ts';
import type { Database } from './database.ts';

/** Something that was refused or came late. Codes only: what was said with it is not kept. */
export interface Attempt {
  readonly person: PersonId;
  readonly action: string;
  /** Null where it was about no case, or the case was none of this person's business and is not known. */
  readonly caseId: string | null;
  readonly reasons: readonly string[];
  readonly at: InstantMs;
}

/** Reason codes have less than 40 characters. */
const REASON_MAX = 200;
/** `may()` gives one reason for each rule, of which there are five, and one for each pair of duties. */
const REASONS_MAX = 64;

/** @throws RangeError for more than a refusal can hold: a caller that passes clients' texts on would fill the record */
export async function recordAttempt(db: Database, { reasons, ...attempt }: Attempt): Promise<void> {
  if (reasons.length > REASONS_MAX || reasons.some(({ length }) => length > REASON_MAX))
    throw new RangeError('an attempt holds codes, and not many');
  await recordAct(db, { kind: 'attempt', details: { reasons: [...reasons] }, ...attempt });
}
