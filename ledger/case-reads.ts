import { setTimeout as delay } from 'node:timers/promises';
import { sql, type Selectable } from 'kysely';
import type { AskedRole } from '../machines/case-reading.ts';
import type { AwaitedRole } from '../machines/case-waiting.ts';
import type { System } from '../machines/system.ts';
import type { WaitingStep } from '../machines/waiting-steps.ts';
import type { InstantMs, Json, PersonId } from '../schemas/words.ts';
import { keyFrom, systemFrom } from './append.ts';
import { concerning } from './assignments.ts';
import type { KeyWrapping } from './case-keys.ts';
import { contentFrom } from './content.ts';
import type { Database } from './database.ts';
import { pageLimit } from './page.ts';
import { openText } from './sealing.ts';
import type { CasesTable } from './tables.ts';
import { stepsOfCase } from './waiting-steps.ts';

export type CaseRow = Omit<Selectable<CasesTable>, 'system' | 'forRoles' | 'awaited' | 'dueAt'>;

export interface CaseRecord extends CaseRow {
  readonly system: System;
  /** Whom somebody brought in, as long as that stands. */
  readonly assigned: readonly PersonId[];
  /** What waits for people beside the tasks and requests, and since when. */
  readonly steps: readonly WaitingStep[];
}

export interface EntryRow {
  readonly entry: number;
  readonly at: InstantMs;
  readonly recordedAt: InstantMs;
  readonly updateId: string | null;
  /** As it was accepted; `{kind: 'start', at, input}` for an epoch's first. */
  readonly input: Json;
  readonly policyDigest: string;
  readonly machinesDigest: string;
}

/** Where a page of cases begins: after this row. */
export interface CaseCursor {
  readonly updatedAt: InstantMs;
  readonly caseId: string;
}

export interface CasePage {
  /** Only cases that one of these people is on; null for all. */
  readonly onThem: readonly PersonId[] | null;
  readonly office?: string;
  readonly state?: string;
  /** Only what concerns this role, of whatever office. */
  readonly forRole?: AskedRole;
  /** Only those that have not ended. */
  readonly open?: boolean;
  readonly after?: CaseCursor;
  readonly limit: number;
}

export type WaitingRow = CaseRow & Pick<Selectable<CasesTable>, 'dueAt'>;

export interface WaitingPage {
  /** For whom they wait. */
  readonly awaited: AwaitedRole;
  readonly onThem: readonly PersonId[] | null;
  readonly office?: string;
  readonly forRole?: AskedRole;
  readonly limit: number;
}

const CASE_COLUMNS = [
  'caseId',
  'entry',
  'epoch',
  'office',
  'state',
  'policyVersion',
  'openedAt',
  'updatedAt',
  'endedAt',
] as const;
/** An entry is usually there within tens of milliseconds; a waiting caller costs at most five small queries a second. */
const POLL_FIRST_MS = 10;
const POLL_MAX_MS = 200;

/** Null for a case that is not there, or whose texts were destroyed. @throws LedgerUnreadable, MissingKeyError */
export async function caseOf(db: Database, wrapping: KeyWrapping, caseId: string): Promise<CaseRecord | null> {
  const found = await db
    .selectFrom('cases')
    .innerJoin('caseKeys', 'caseKeys.caseId', 'cases.caseId')
    .select([...CASE_COLUMNS.map((column) => `cases.${column}` as const), 'cases.system', 'keyId', 'wrapped'])
    // With the case, and not after it: who was taken off it meanwhile is shown nothing.
    .select(
      sql<
        PersonId[]
      >`array(select person from assignments where assignments.case_id = cases.case_id order by person)`.as('assigned'),
    )
    .select(stepsOfCase.as('steps'))
    .where('cases.caseId', '=', caseId)
    .where('wrapped', 'is not', null)
    .executeTakeFirst();
  if (found === undefined) return null;
  const { keyId, wrapped, system, ...row } = found;
  const key = keyFrom(wrapping, caseId, { keyId, wrapped });
  return { ...row, system: systemFrom(key, caseId, { entry: row.entry, system }) };
}

/** In order, from the entry after `after` on. @throws CaseShredded, LedgerUnreadable, MissingKeyError */
export async function entriesOf(
  db: Database,
  wrapping: KeyWrapping,
  caseId: string,
  { after = 0, limit }: { readonly after?: number; readonly limit: number },
): Promise<EntryRow[]> {
  const rowsMax = pageLimit(limit);
  const key = await db
    .selectFrom('caseKeys')
    .select(['keyId', 'wrapped'])
    .where('caseId', '=', caseId)
    .executeTakeFirst();
  if (key === undefined) return [];
  const caseKey = keyFrom(wrapping, caseId, key);
  const rows = await db
    .selectFrom('entries')
    .select(['entry', 'at', 'recordedAt', 'updateId', 'content', 'policyDigest', 'machinesDigest'])
    .where('caseId', '=', caseId)
    .where('entry', '>', after)
    .orderBy('entry')
    .limit(rowsMax)
    .execute();
  return rows.map(({ content, ...row }) => {
    const text = openText(caseKey, { column: 'entries.content', caseId, entry: row.entry }, content);
    return { ...row, input: contentFrom(text).input };
  });
}

/** The case's entry that an update became; null where it became none. */
export async function entryOfUpdate(db: Database, caseId: string, updateId: string): Promise<number | null> {
  const row = await db
    .selectFrom('entries')
    .select('entry')
    .where('caseId', '=', caseId)
    .where('updateId', '=', updateId)
    .executeTakeFirst();
  return row?.entry ?? null;
}

/** The cases in which something happened last, first. */
export function listCases(
  db: Database,
  { onThem, office, state, forRole, open, after, limit }: CasePage,
): Promise<CaseRow[]> {
  let query = db
    .selectFrom('cases')
    .select(CASE_COLUMNS)
    .orderBy('updatedAt', 'desc')
    .orderBy('caseId')
    .limit(pageLimit(limit));
  if (onThem !== null) query = query.where(concerning(onThem));
  if (office !== undefined) query = query.where('office', '=', office);
  if (state !== undefined) query = query.where('state', '=', state);
  // A literal, as the index has it.
  if (forRole !== undefined) query = query.where(sql<boolean>`${sql.lit(forRole)} = any (for_roles)`);
  if (open === true) query = query.where('endedAt', 'is', null);
  if (after !== undefined) {
    const { updatedAt, caseId } = after;
    query = query.where((row) =>
      row.and([
        // Implied by the next condition, and what the index can use.
        row('updatedAt', '<=', updatedAt),
        row.or([row('updatedAt', '<', updatedAt), row('caseId', '>', caseId)]),
      ]),
    );
  }
  return query.execute();
}

/** Open cases that wait for a role: what is due first, first, then what has no deadline, the oldest first. */
export function listWaiting(
  db: Database,
  { awaited, onThem, office, forRole, limit }: WaitingPage,
): Promise<WaitingRow[]> {
  let query = db
    .selectFrom('cases')
    .select([...CASE_COLUMNS, 'dueAt'])
    .where('endedAt', 'is', null)
    // Literals, as the indexes have them.
    .where(sql<boolean>`(awaited is null or ${sql.lit(awaited)} = any (awaited))`)
    .orderBy('dueAt')
    .orderBy('openedAt')
    .orderBy('caseId')
    .limit(pageLimit(limit));
  if (onThem !== null) query = query.where(concerning(onThem));
  if (office !== undefined) query = query.where('office', '=', office);
  if (forRole !== undefined) query = query.where(sql<boolean>`${sql.lit(forRole)} = any (for_roles)`);
  return query.execute();
}

/** Whether the case has this entry, at the latest after `timeoutMs`. */
export async function awaitEntry(db: Database, caseId: string, entry: number, timeoutMs: number): Promise<boolean> {
  const giveUpAt = performance.now() + timeoutMs;
  for (let waitMs = POLL_FIRST_MS; ; waitMs = Math.min(waitMs * 2, POLL_MAX_MS)) {
    const row = await db.selectFrom('cases').select('entry').where('caseId', '=', caseId).executeTakeFirst();
    if ((row?.entry ?? 0) >= entry) return true;
    const leftMs = giveUpAt - performance.now();
    if (leftMs <= 0) return false;
    await delay(Math.min(waitMs, leftMs));
  }
}
