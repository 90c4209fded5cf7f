import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { InstantMs, Json, PersonId } from '../schemas/words.ts';
import { SALT_BYTES, commitmentOf, leafBytes, type ActKind } from './log/leaf.ts';
import type { Queries } from './log-store.ts';

/** Something done, tried or disclosed beside the cases' sequences. Codes only: what was said with it is not kept. */
export interface Act {
  readonly kind: ActKind;
  readonly person: PersonId;
  readonly action: string;
  /** Null where it is about no single case. */
  readonly caseId: string | null;
  readonly details: { readonly [name: string]: Json };
  readonly at: InstantMs;
}

/** An issuer's URL and a subject; OpenID Connect allows 255 characters for the latter. */
const PERSON_MAX = 1_000;
/** Event types, reason codes and case ids are codes of less than 40 characters. */
const CODE_MAX = 200;
/** A disclosure names a purpose, a ground, a recipient's key and counts. */
const DETAILS_MAX = 16 * 1024;

/** What an act's leaf commits to. */
export const actStatement = ({ person, action, details }: Pick<Act, 'person' | 'action' | 'details'>): Json => ({
  person,
  action,
  details,
});

/**
 * Keeps an act and queues its leaf; the caller has it integrated.
 * @throws RangeError for more than an act can hold: a caller that passes clients' texts on would fill the record
 */
export async function recordAct(db: Queries, act: Act): Promise<void> {
  const { kind, person, action, caseId, at } = act;
  const details = JSON.stringify(act.details);
  const fits =
    person.length <= PERSON_MAX &&
    action.length <= CODE_MAX &&
    (caseId ?? '').length <= CODE_MAX &&
    details.length <= DETAILS_MAX;
  if (!fits) throw new RangeError('an act holds codes, and not many');
  const salt = randomBytes(SALT_BYTES);
  const commitment = commitmentOf(salt, actStatement(act));
  const leaf = leafBytes({ kind, caseId, at, commitment });
  // One statement: an act without its leaf, or a leaf without its act, can never be seen.
  await sql`with kept as (
      insert into acts (kind, person, action, case_id, details, at, salt, commitment)
      values (${kind}, ${person}, ${action}, ${caseId}, ${details}, ${at}, ${salt}, ${commitment})
      returning act
    )
    insert into log_queue (case_id, act, leaf) select ${caseId}::text, act, ${leaf}::bytea from kept`.execute(db);
}
