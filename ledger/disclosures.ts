/** Disclosures to anyone outside (R6, § 1367(b)): who, on which ground, authorised by whom, and the digest of what was sent. */
import { sql } from 'kysely';
import type { DisclosureCommand } from '../schemas/privacy-commands.ts';
import { canonicalJson } from '../schemas/canonical-json.ts';
import type { InstantMs, Json, PersonId } from '../schemas/words.ts';
import { actRowFrom, ACT_COLUMNS, type ActRow } from './act-reads.ts';
import { recordAct } from './acts.ts';
import { lockCase } from './append.ts';
import type { Database } from './database.ts';
import { pageLimit } from './page.ts';
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

export interface DisclosurePage {
  /** Code of the ground, that of an export among them. */
  readonly ground?: string;
  /** Code of the recipient, whole. */
  readonly recipient?: string;
  /** From this moment on. */
  readonly from?: InstantMs;
  /** Before this moment. */
  readonly until?: InstantMs;
  /** Where the page begins: after this row. */
  readonly after?: { readonly at: InstantMs; readonly act: number };
  readonly limit: number;
}

/** Of every case, and of the whole record; the last, first. */
export async function listDisclosures(
  db: Database,
  { ground, recipient, from, until, after, limit }: DisclosurePage,
): Promise<ActRow[]> {
  // Literals and expressions as the indexes have them.
  let query = db
    .selectFrom('acts')
    .select(ACT_COLUMNS)
    .where(sql<boolean>`kind = 'disclosure'`);
  if (ground !== undefined) query = query.where(sql<boolean>`(details::jsonb ->> 'ground') = ${ground}`);
  if (recipient !== undefined) query = query.where(sql<boolean>`(details::jsonb ->> 'recipient') = ${recipient}`);
  if (from !== undefined) query = query.where('at', '>=', from);
  if (until !== undefined) query = query.where('at', '<', until);
  if (after !== undefined) query = query.where(sql<boolean>`(at, act) < (${after.at}, ${after.act})`);
  const rows = await query.orderBy('at', 'desc').orderBy('act', 'desc').limit(pageLimit(limit)).execute();
  return rows.map(actRowFrom);
}
