/**
 * Row 29: cases of the same person concerned, so that protection follows from one into another. The link is a keyed reference of the
 * case's own reference; it adds protection and answers nobody's question about a person: no route and no page takes one.
 */
import { sql } from 'kysely';
import type { ReferenceOf } from '../codec/references.ts';
import { isProtected } from '../machines/case-context.ts';
import { caseContextOf } from '../machines/case-program.ts';
import type { System } from '../machines/system.ts';
import { keyFrom, systemFrom } from './append.ts';
import type { KeyWrapping } from './case-keys.ts';
import type { Database } from './database.ts';
import type { Alongside } from './project.ts';

/** Each is decrypted to see what it knows. More cases than this about one person are an error of keys: treated as protected. */
export const RELATED_MAX = 100;

export interface RelatedCase {
  readonly caseId: string;
  readonly ended: boolean;
  /** Whether it knows a protected status. Texts that were destroyed may have held one: they protect. */
  readonly protects: boolean;
}

const linkOf = (references: ReferenceOf, personReference: string): string => references('l', personReference);

/** A case is about one person from its first entry on. */
export function linking(references: ReferenceOf, system: System): Alongside {
  const link = linkOf(references, caseContextOf(system).facts.personReference);
  return sql`linked as (
    insert into person_links (link, case_id) select ${link}::text, case_id from moved on conflict do nothing)`;
}

/** The oldest links first, `RELATED_MAX` at most. @throws LedgerUnreadable, MissingKeyError */
export async function relatedCases(
  db: Database,
  wrapping: KeyWrapping,
  references: ReferenceOf,
  personReference: string,
): Promise<RelatedCase[]> {
  const rows = await db
    .selectFrom('personLinks')
    .innerJoin('cases', 'cases.caseId', 'personLinks.caseId')
    .innerJoin('caseKeys', 'caseKeys.caseId', 'personLinks.caseId')
    .select(['cases.caseId', 'cases.entry', 'cases.system', 'cases.endedAt', 'keyId', 'wrapped'])
    .where('link', '=', linkOf(references, personReference))
    .orderBy('cases.caseId')
    .limit(RELATED_MAX)
    .execute();
  return rows.map(({ caseId, entry, system, endedAt, keyId, wrapped }) => ({
    caseId,
    ended: endedAt !== null,
    protects:
      wrapped === null ||
      isProtected(caseContextOf(systemFrom(keyFrom(wrapping, caseId, { keyId, wrapped }), caseId, { entry, system }))),
  }));
}
