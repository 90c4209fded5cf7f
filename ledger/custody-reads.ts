/** What stands in custody, what waits for a second person, and whose texts are due to be destroyed: page after page. */
import { sql, type ExpressionBuilder } from 'kysely';
import type { Measure } from '../schemas/privacy-words.ts';
import type { InstantMs, PersonId } from '../schemas/words.ts';
import { PROPOSAL_LASTS_MS, type CustodyRequest } from './custody.ts';
import type { Database } from './database.ts';
import { pageLimit } from './page.ts';
import type { Tables } from './tables.ts';

/** A page begins after the row that has this key. */
interface Paged<Key> {
  readonly after?: Key;
  readonly limit: number;
}

export interface StandingHold {
  readonly caseId: string;
  readonly reference: string;
  readonly placedAt: InstantMs;
}
export type HoldPage = Paged<StandingHold>;

/** The oldest first. */
export function standingHolds(db: Database, { after, limit }: HoldPage): Promise<StandingHold[]> {
  let query = db.selectFrom('legalHolds').select(['caseId', 'reference', 'placedAt']);
  if (after !== undefined)
    query = query.where(
      sql<boolean>`(placed_at, case_id, reference) > (${after.placedAt}, ${after.caseId}, ${after.reference})`,
    );
  return query.orderBy('placedAt').orderBy('caseId').orderBy('reference').limit(pageLimit(limit)).execute();
}

export interface OpenProposal extends Omit<CustodyRequest, 'person' | 'at'> {
  readonly proposedBy: PersonId;
  readonly proposedAt: InstantMs;
  /** From then on it has to be made again. */
  readonly lapsesAt: InstantMs;
}
export interface ProposalPage extends Paged<
  Pick<OpenProposal, 'caseId' | 'measure' | 'reference'> & { readonly proposedAt: InstantMs }
> {
  /** Those of one case. */
  readonly caseId?: string;
  /** Those that somebody else has proposed. */
  readonly notBy?: PersonId;
}

/** Measures that wait for a second person, what lapses first, first. */
export async function openProposals(
  db: Database,
  at: InstantMs,
  { caseId, notBy, after, limit }: ProposalPage,
): Promise<OpenProposal[]> {
  let query = db
    .selectFrom('custodyProposals')
    .select(['caseId', 'measure', 'reference', 'person', 'at'])
    .where('at', '>', at - PROPOSAL_LASTS_MS);
  if (caseId !== undefined) query = query.where('caseId', '=', caseId);
  if (notBy !== undefined) query = query.where('person', '!=', notBy);
  if (after !== undefined)
    query = query.where(
      sql<boolean>`(at, case_id, measure, reference) > (${after.proposedAt}, ${after.caseId}, ${after.measure}, ${after.reference})`,
    );
  const rows = await query
    .orderBy('at')
    .orderBy('caseId')
    .orderBy('measure')
    .orderBy('reference')
    .limit(pageLimit(limit))
    .execute();
  return rows.map(({ person: proposedBy, at: proposedAt, measure, ...row }) => ({
    ...row,
    measure: measure as Measure,
    proposedBy,
    proposedAt,
    lapsesAt: proposedAt + PROPOSAL_LASTS_MS,
  }));
}

const holdsOf = (row: ExpressionBuilder<Tables, 'cases'>) =>
  row.selectFrom('legalHolds').select('reference').whereRef('legalHolds.caseId', '=', 'cases.caseId');

export interface DueCase {
  readonly caseId: string;
  readonly endedAt: InstantMs;
  readonly isOnHold: boolean;
}
export type DuePage = Paged<Pick<DueCase, 'caseId' | 'endedAt'>>;

/** Cases whose texts the records schedule no longer keeps, those that ended first, first. Nothing is destroyed by itself. */
export async function dueForShredding(
  db: Database,
  retentionMs: number | null,
  at: InstantMs,
  { after, limit }: DuePage,
): Promise<DueCase[]> {
  if (retentionMs === null) return [];
  let query = db
    .selectFrom('cases')
    .innerJoin('caseKeys', 'caseKeys.caseId', 'cases.caseId')
    .select(['cases.caseId', 'endedAt'])
    .select((row) => row.exists(holdsOf(row)).as('isOnHold'))
    .where('endedAt', 'is not', null)
    .where('endedAt', '<=', at - retentionMs)
    .where('wrapped', 'is not', null);
  if (after !== undefined)
    query = query.where(sql<boolean>`(ended_at, cases.case_id) > (${after.endedAt}, ${after.caseId})`);
  const rows = await query.orderBy('endedAt').orderBy('cases.caseId').limit(pageLimit(limit)).execute();
  return rows.map(({ caseId, endedAt, isOnHold }) => ({ caseId, endedAt: endedAt!, isOnHold: isOnHold === true }));
}

export interface DueInOffice {
  readonly office: string;
  /** At least 1. */
  readonly due: number;
}

/** How many cases of each office could be proposed for destruction now: those on legal hold are not among them. Null where no time is set. */
export async function dueByOffice(
  db: Database,
  retentionMs: number | null,
  at: InstantMs,
): Promise<DueInOffice[] | null> {
  if (retentionMs === null) return null;
  const rows = await db
    .selectFrom('cases')
    .innerJoin('caseKeys', 'caseKeys.caseId', 'cases.caseId')
    .select('office')
    .select((row) => row.fn.countAll().as('due'))
    .where('endedAt', '<=', at - retentionMs)
    .where('wrapped', 'is not', null)
    .where((row) => row.not(row.exists(holdsOf(row))))
    .groupBy('office')
    .orderBy('office')
    .execute();
  return rows.map(({ office, due }) => ({ office, due: Number(due) }));
}
