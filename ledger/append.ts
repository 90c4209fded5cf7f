import { sql, type Transaction } from 'kysely';
import type { AppendRequest } from '../activities/contract.ts';
import type { ReferenceOf } from '../codec/references.ts';
import { caseContextOf } from '../machines/case-program.ts';
import type { Effect, Program, System } from '../machines/system.ts';
import { digestOf } from '../schemas/digest.ts';
import { isRecordable, isRecordableId } from '../schemas/recordable.ts';
import type { InstantMs, Json } from '../schemas/words.ts';
import { recordAct } from './acts.ts';
import { caseKeyOf, newCaseSecret, type CaseKey, type KeyWrapping } from './case-keys.ts';
import { contentFrom, contentText, effectsDigestOf, entryCommitment } from './content.ts';
import type { Database } from './database.ts';
import { execute, recordedInputFrom, type RecordedInput } from './execution.ts';
import { CaseShredded, LedgerDivergence, LedgerFork, LedgerGap, LedgerMalformed } from './failures.ts';
import { leafBytes } from './log/leaf.ts';
import { project } from './project.ts';
import { linkCase } from './related-cases.ts';
import { projectCase } from './projections.ts';
import { openText, sealText } from './sealing.ts';
import type { Sequencer } from './sequencer.ts';
import type { Tables } from './tables.ts';

export interface Appending {
  readonly db: Database;
  readonly sequencer: Sequencer;
  readonly program: Program;
  readonly wrapping: KeyWrapping;
  readonly references: ReferenceOf;
  readonly machinesDigest: string;
}

export interface Appended {
  readonly entry: number;
  readonly at: InstantMs;
}

type Tx = Transaction<Tables>;

interface Incoming {
  readonly request: AppendRequest;
  readonly input: RecordedInput;
  readonly inputDigest: string;
}

/** First half of the advisory locks' key: one lock for each case, apart from all other uses. */
const CASE_LOCKS = 0x6361;
/** SQLSTATE class 22: a value that the database cannot hold, however often it is tried. */
const DATA_EXCEPTION = /^22/;
const UNIQUE_VIOLATION = '23505';

/**
 * Keeps one entry and brings the projections up to date, in one transaction, and answers when its leaf has its place in the log.
 * Idempotent: what is kept already is answered again.
 * @throws LedgerFailure for good; anything else may be tried again
 */
export async function append(appending: Appending, request: AppendRequest): Promise<Appended> {
  const incoming = incomingFrom(request);
  try {
    const appended = await appending.db.transaction().execute((tx) => appendIn(tx, appending, incoming));
    await appending.sequencer.integrate();
    return appended;
  } catch (error) {
    const failure = inOurWords(error, request);
    if (failure instanceof LedgerFork || failure instanceof LedgerDivergence)
      await recordRefusal(appending, request, failure);
    throw failure;
  }
}

function inOurWords(error: unknown, request: AppendRequest): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  if (error.code === UNIQUE_VIOLATION && 'table' in error && error.table === 'entries') return fork(request, error);
  if (DATA_EXCEPTION.test(String(error.code)))
    return new LedgerMalformed('the database cannot hold a value of this entry', { cause: error });
  return error;
}

/** The ledger's own word on a case that it went against: no issuer of tokens has this name. */
const LEDGER = 'urn:casegate:service#ledger';

/** A case whose history has split, as after a reset, is held; why it is held stands in the record, too. */
async function recordRefusal(
  { db, sequencer }: Appending,
  { caseId, entry }: AppendRequest,
  { code }: LedgerFork | LedgerDivergence,
): Promise<void> {
  const details = { reasons: [code], entry };
  const act = { kind: 'attempt', person: LEDGER, action: 'entry.appended', caseId, details, at: Date.now() } as const;
  await recordAct(db, act);
  await sequencer.integrate();
}

function incomingFrom(request: AppendRequest): Incoming {
  const { caseId, entry, updateId } = request;
  if (!isRecordableId(caseId) || (updateId !== null && !isRecordableId(updateId)))
    throw new LedgerMalformed('an id that is not a short code');
  if (!Number.isSafeInteger(entry) || entry < 1) throw new LedgerMalformed('entries are numbered from 1');
  const input = recordedInputFrom(request.input);
  if (!isRecordable(request.input)) throw new LedgerMalformed('an input of a size that is none of ours, or not JSON');
  return { request, input, inputDigest: digestOf(request.input) };
}

async function appendIn(tx: Tx, appending: Appending, incoming: Incoming): Promise<Appended> {
  const { request, input } = incoming;
  await lockCase(tx, request.caseId);
  const before = await caseBefore(tx, appending.wrapping, request.caseId);
  // The next entry stands nowhere yet; that its update does not stand elsewhere is a constraint of the table.
  const isNext = request.entry === before.entry + 1;
  if (!isNext && (await stands(tx, before, incoming))) return { entry: request.entry, at: input.at };
  if (!isNext) throw new LedgerGap(`entry ${request.entry} of ${request.caseId} does not follow entry ${before.entry}`);
  const [system, effects] = execute(appending.program, before.system, input);
  if (digestOf(system as unknown as Json) !== request.stateDigest) throw divergence(request);
  const key = before.key ?? (await makeKey(tx, appending.wrapping, request.caseId));
  await keep(tx, appending, incoming, { key, systemBefore: before.system, system, effects });
  return { entry: request.entry, at: input.at };
}

/** Whoever changes a case's rows takes this first, to the end of the transaction. */
export const lockCase = (tx: Tx, caseId: string): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(${CASE_LOCKS}, hashtext(${caseId}))`.execute(tx);

/** Where the case stands: its last entry, its state then, and its key; nothing of all that before its first entry. */
interface CaseBefore {
  readonly entry: number;
  readonly system: System | null;
  readonly key: CaseKey | null;
}

/** @throws CaseShredded, LedgerUnreadable, MissingKeyError */
async function caseBefore(tx: Tx, wrapping: KeyWrapping, caseId: string): Promise<CaseBefore> {
  const row = await tx
    .selectFrom('caseKeys')
    .innerJoin('cases', 'cases.caseId', 'caseKeys.caseId')
    .select(['cases.entry', 'cases.system', 'caseKeys.keyId', 'caseKeys.wrapped'])
    .where('caseKeys.caseId', '=', caseId)
    .executeTakeFirst();
  if (row === undefined) return { entry: 0, system: null, key: null };
  const key = keyFrom(wrapping, caseId, row);
  return { entry: row.entry, key, system: systemFrom(key, caseId, row) };
}

/** @throws CaseShredded, LedgerUnreadable, MissingKeyError */
export function keyFrom(
  wrapping: KeyWrapping,
  caseId: string,
  { keyId, wrapped }: Pick<Tables['caseKeys'], 'keyId' | 'wrapped'>,
): CaseKey {
  if (wrapped === null) throw new CaseShredded(`the texts of ${caseId} were destroyed`);
  return caseKeyOf(wrapping.unwrap(caseId, { keyId, bytes: wrapped }));
}

/** The stored text is the system's own, members in its order: machines walk objects in the order of their members. */
export function systemFrom(key: CaseKey, caseId: string, row: Pick<Tables['cases'], 'entry' | 'system'>): System {
  const place = { column: 'cases.system', caseId, entry: row.entry } as const;
  return JSON.parse(openText(key, place, row.system)) as System;
}

async function makeKey(tx: Tx, wrapping: KeyWrapping, caseId: string): Promise<CaseKey> {
  const secret = newCaseSecret();
  const { keyId, bytes } = wrapping.wrap(caseId, secret);
  await tx.insertInto('caseKeys').values({ caseId, keyId, wrapped: bytes, destroyedAt: null }).execute();
  return caseKeyOf(secret);
}

/** Whether this very entry is kept already. @throws LedgerFork, LedgerDivergence */
async function stands(tx: Tx, before: CaseBefore, { request, inputDigest }: Incoming): Promise<boolean> {
  const { caseId, entry, updateId, stateDigest } = request;
  if (before.key === null) return false;
  const rows = await tx
    .selectFrom('entries')
    .select(['entry', 'updateId', 'content'])
    .where('caseId', '=', caseId)
    .where((row) => row.or([row('entry', '=', entry), ...(updateId === null ? [] : [row('updateId', '=', updateId)])]))
    .execute();
  const [row, another] = rows;
  if (row === undefined) return false;
  if (another !== undefined || row.entry !== entry || row.updateId !== updateId) throw fork(request);
  const content = contentFrom(openText(before.key, { column: 'entries.content', caseId, entry }, row.content));
  if (digestOf(content.input) !== inputDigest) throw fork(request);
  if (content.stateDigest !== stateDigest) throw divergence(request);
  return true;
}

const fork = ({ caseId, entry }: AppendRequest, cause?: Error): LedgerFork =>
  new LedgerFork(`entry ${entry} of ${caseId}: another input stands there, or this update elsewhere`, { cause });

const divergence = ({ caseId, entry }: AppendRequest): LedgerDivergence =>
  new LedgerDivergence(`entry ${entry} of ${caseId} leads to another state than the case claims`);

interface Outcome {
  readonly key: CaseKey;
  readonly systemBefore: System | null;
  readonly system: System;
  readonly effects: readonly Effect[];
}

async function keep(
  tx: Tx,
  { references, machinesDigest }: Appending,
  { request, input }: Incoming,
  { key, systemBefore, system, effects }: Outcome,
): Promise<void> {
  const { caseId, entry, updateId, stateDigest } = request;
  const content = { input: request.input, stateDigest, effectsDigest: effectsDigestOf(effects) };
  const codes = {
    caseId,
    entry,
    updateId,
    at: input.at,
    commitment: entryCommitment(key, entry, content),
    policyDigest: caseContextOf(system).terms.digest,
    machinesDigest,
  };
  const leaf = leafBytes({ kind: 'entry', ...codes });
  await tx
    .with('queued', (query) => query.insertInto('logQueue').values({ caseId, entry, act: null, leaf }).returning('id'))
    .insertInto('entries')
    .values({ ...codes, content: sealText(key, { column: 'entries.content', caseId, entry }, contentText(content)) })
    .execute();
  if (input.kind === 'start') await linkCase(tx, references, caseId, system);
  const after = projectCase({ caseId, entry, at: input.at, system }, references);
  const before =
    systemBefore && projectCase({ caseId, entry: entry - 1, at: input.at, system: systemBefore }, references);
  await project(tx, before, after, sealText(key, { column: 'cases.system', caseId, entry }, JSON.stringify(system)));
}
