import { setTimeout as delay } from 'node:timers/promises';
import type { Selectable } from 'kysely';
import type { System } from '../machines/system.ts';
import type { InstantMs, Json } from '../schemas/words.ts';
import { systemFrom } from './append.ts';
import type { Database } from './database.ts';
import { pageLimit } from './page.ts';
import type { Sealing } from './sealing.ts';
import type { CasesTable } from './tables.ts';

export type CaseRow = Omit<Selectable<CasesTable>, 'keyId' | 'system'>;

export interface CaseRecord extends CaseRow {
  readonly system: System;
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
  readonly office?: string;
  readonly state?: string;
  readonly after?: CaseCursor;
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

/** @throws LedgerUnreadable */
export async function caseOf(db: Database, sealing: Sealing, caseId: string): Promise<CaseRecord | null> {
  const found = await db
    .selectFrom('cases')
    .select([...CASE_COLUMNS, 'keyId', 'system'])
    .where('caseId', '=', caseId)
    .executeTakeFirst();
  if (found === undefined) return null;
  const { keyId, system, ...row } = found;
  return { ...row, system: systemFrom(sealing, caseId, { entry: row.entry, keyId, system }) };
}

/** In order, from the entry after `after` on. @throws LedgerUnreadable */
export async function entriesOf(
  db: Database,
  sealing: Sealing,
  caseId: string,
  { after = 0, limit }: { readonly after?: number; readonly limit: number },
): Promise<EntryRow[]> {
  const rows = await db
    .selectFrom('entries')
    .select(['entry', 'at', 'recordedAt', 'updateId', 'keyId', 'input', 'policyDigest', 'machinesDigest'])
    .where('caseId', '=', caseId)
    .where('entry', '>', after)
    .orderBy('entry')
    .limit(pageLimit(limit))
    .execute();
  return rows.map(({ keyId, input, ...row }) => {
    const text = sealing.open({ column: 'entries.input', caseId, entry: row.entry }, { keyId, bytes: input });
    return { ...row, input: JSON.parse(text) as Json };
  });
}

/** The cases in which something happened last, first. */
export function listCases(db: Database, { office, state, after, limit }: CasePage): Promise<CaseRow[]> {
  let query = db
    .selectFrom('cases')
    .select(CASE_COLUMNS)
    .orderBy('updatedAt', 'desc')
    .orderBy('caseId')
    .limit(pageLimit(limit));
  if (office !== undefined) query = query.where('office', '=', office);
  if (state !== undefined) query = query.where('state', '=', state);
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
