/** Disclosures to anyone outside (R6, § 1367(b)): who, on which ground, authorised by whom, and the digest of what was sent. */
import { sql } from 'kysely';
import type { DisclosureCommand } from '../schemas/privacy-commands.ts';
import { canonicalJson } from '../schemas/canonical-json.ts';
import type { InstantMs, Json, PersonId } from '../schemas/words.ts';
import { recordAct } from './acts.ts';
import { lockCase } from './append.ts';
import type { Database } from './database.ts';
import type { Sequencer } from './sequencer.ts';

export interface Disclosure extends DisclosureCommand {
  /** Its id: the same disclosure again is kept once. */
  readonly disclosure: string;
  readonly caseId: string;
  readonly person: PersonId;
  readonly at: InstantMs;
}

export const DISCLOSED = 'disclosure.recorded';

/** In the record before it answers. @returns whether it is the one that is kept under its id */
export async function recordDisclosure(
  db: Database,
  sequencer: Sequencer,
  { caseId, person, at, ...said }: Disclosure,
): Promise<boolean> {
  const details = said as unknown as { readonly [name: string]: Json };
  const isKept = await db.transaction().execute(async (tx) => {
    await lockCase(tx, caseId);
    const kept = await tx
      .selectFrom('acts')
      .select(['details', 'person'])
      .where('caseId', '=', caseId)
      .where('action', '=', DISCLOSED)
      .where(sql<boolean>`details::jsonb ->> 'disclosure' = ${said.disclosure}`)
      .executeTakeFirst();
    if (kept !== undefined)
      return kept.person === person && canonicalJson(JSON.parse(kept.details) as Json) === canonicalJson(details);
    await recordAct(tx, { kind: 'disclosure', person, action: DISCLOSED, caseId, details, at });
    return true;
  });
  await sequencer.integrate();
  return isKept;
}
