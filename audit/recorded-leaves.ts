/** Leaves as the record's rows make them now, beside those that the log took in then. */
import { sql } from 'kysely';
import { leafBytes, type ActKind, type Leaf } from '../ledger/log/leaf.ts';
import { LEAVES_PER_PAGE, type Queries } from '../ledger/log-store.ts';

export interface RecordedLeaf {
  readonly index: number;
  /** Null where the row is gone, or says what no leaf can say. */
  readonly text: string | null;
  readonly stored: string;
}

interface EntryCodes {
  readonly caseId: string;
  readonly entry: number;
  readonly updateId: string | null;
  readonly at: number;
  readonly commitment: string;
  readonly policyDigest: string;
  readonly machinesDigest: string;
}

export async function pageOfLeaves(
  db: Queries,
  { from, to, caseId }: { readonly from: number; readonly to: number; readonly caseId?: string },
): Promise<RecordedLeaf[]> {
  let query = db
    .selectFrom('logLeaves as l')
    .leftJoin('entries as e', (join) => join.onRef('e.caseId', '=', 'l.caseId').onRef('e.entry', '=', 'l.entry'))
    .leftJoin('acts as a', 'a.act', 'l.act')
    .select(['l.index', 'l.leaf', 'e.caseId', 'e.entry', 'e.updateId', 'e.at', 'e.commitment'])
    .select(['e.policyDigest', 'e.machinesDigest', 'a.kind', 'a.caseId as actCase', 'a.at as actAt'])
    .select('a.commitment as actCommitment')
    .where('l.index', '>=', from)
    .where('l.index', '<', to)
    .orderBy('l.index')
    .limit(LEAVES_PER_PAGE);
  if (caseId !== undefined) query = query.where('l.caseId', '=', caseId);
  const rows = await query.execute();
  return rows.map(({ index, leaf, kind, actCase, actAt, actCommitment, ...entry }) => ({
    index,
    stored: leaf.toString('utf8'),
    text:
      entry.entry !== null
        ? textOrNull(entryLeaf(entry as EntryCodes))
        : kind === null
          ? null
          : textOrNull(actLeaf(kind, actCase, actAt!, actCommitment!)),
  }));
}

/** Entries that no leaf stands for and none is about to: put there past the log. */
export async function* rowsWithoutLeaf(db: Queries, caseId: string | null): AsyncGenerator<string> {
  const rows = await sql<EntryCodes>`
    select case_id, entry, update_id, at, commitment, policy_digest, machines_digest from entries e
    where (${caseId}::text is null or case_id = ${caseId}::text)
      and not exists (select from log_leaves l where l.case_id = e.case_id and l.entry = e.entry)
      and not exists (select from log_queue q where q.case_id = e.case_id and q.entry = e.entry)
    order by case_id, entry limit ${EXTRAS_MAX}`.execute(db);
  for (const row of rows.rows) yield textOrNull(entryLeaf(row)) ?? `${row.caseId} ${row.entry}`;
}

/** One is enough to know; more than this tell nobody more. */
const EXTRAS_MAX = 1_000;

const entryLeaf = ({ caseId, entry, updateId, at, commitment, policyDigest, machinesDigest }: EntryCodes): Leaf => ({
  kind: 'entry',
  caseId,
  entry,
  at,
  updateId,
  commitment,
  policyDigest,
  machinesDigest,
});

const actLeaf = (kind: ActKind, caseId: string | null, at: number, commitment: string): Leaf => ({
  kind,
  caseId,
  at,
  commitment,
});

function textOrNull(leaf: Leaf): string | null {
  try {
    return leafBytes(leaf).toString('utf8');
  } catch {
    return null;
  }
}
