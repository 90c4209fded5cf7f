/** What was done beside the cases' sequences, read again: who looked, what was disclosed, what was refused. */
import type { Act } from './acts.ts';
import type { Database } from './database.ts';
import type { ActKind } from './log/leaf.ts';
import { pageLimit } from './page.ts';

export interface ActRow extends Act {
  /** Its number in the record: the key of pages. */
  readonly act: number;
}

export interface ActPage {
  readonly kinds: readonly ActKind[];
  readonly caseId: string;
  /** Those about the whole record as well, which are about every case. */
  readonly withWhole: boolean;
  /** Number of the last act of the page before. */
  readonly after?: number;
  readonly limit: number;
}

export const ACT_COLUMNS = ['act', 'kind', 'person', 'action', 'caseId', 'details', 'at'] as const;

export const actRowFrom = <Row extends { readonly details: string }>({ details, ...row }: Row) => ({
  ...row,
  details: JSON.parse(details) as ActRow['details'],
});

/** The last, first. */
export async function listActs(db: Database, { kinds, caseId, withWhole, after, limit }: ActPage): Promise<ActRow[]> {
  let query = db
    .selectFrom('acts')
    .select(ACT_COLUMNS)
    .where('kind', 'in', [...kinds])
    .where((row) =>
      withWhole ? row.or([row('caseId', '=', caseId), row('caseId', 'is', null)]) : row('caseId', '=', caseId),
    );
  if (after !== undefined) query = query.where('act', '<', after);
  const rows = await query.orderBy('act', 'desc').limit(pageLimit(limit)).execute();
  return rows.map(actRowFrom);
}

/** Whether the record has the case, its texts destroyed or not. */
export async function hasCase(db: Database, caseId: string): Promise<boolean> {
  const row = await db.selectFrom('caseKeys').select('caseId').where('caseId', '=', caseId).executeTakeFirst();
  return row !== undefined;
}

/** A request to a partner: what goes out to everybody alike. */
export interface SentRequest {
  readonly partnerClass: string;
  readonly state: string;
}

export const requestsOfCase = (db: Database, caseId: string): Promise<SentRequest[]> =>
  db
    .selectFrom('requests')
    .select(['partnerClass', 'state'])
    .where('caseId', '=', caseId)
    .orderBy('partnerClass')
    .execute();
