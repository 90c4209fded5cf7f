import type { InstantMs, PersonId } from '../schemas/words.ts';
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

/** An issuer's URL and a subject; OpenID Connect allows 255 characters for the latter. */
const PERSON_MAX = 1_000;
/** Event types, reason codes and case ids are codes of less than 40 characters. */
const CODE_MAX = 200;
/** `may()` gives one reason for each rule, of which there are five, and one for each pair of duties. */
const REASONS_MAX = 64;

/** @throws RangeError for more than a refusal can hold: a caller that passes clients' texts on would fill the record */
export async function recordAttempt(db: Database, { person, action, caseId, reasons, at }: Attempt): Promise<void> {
  const codes = [action, caseId ?? '', ...reasons];
  const fits =
    person.length <= PERSON_MAX && codes.every(({ length }) => length <= CODE_MAX) && reasons.length <= REASONS_MAX;
  if (!fits) throw new RangeError('an attempt holds codes, and not many');
  await db
    .insertInto('attempts')
    .values({ person, action, caseId, reasons: JSON.stringify(reasons), at })
    .execute();
}
