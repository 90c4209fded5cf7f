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
import type { CaseStand, CaseStands } from './case-stands.ts';
import { contentFrom, contentText, effectsDigestOf, entryCommitment } from './content.ts';
import type { Database } from './database.ts';
import { execute, recordedInputFrom, type RecordedInput } from './execution.ts';
import { CaseShredded, LedgerDivergence, LedgerFork, LedgerGap, LedgerMalformed } from './failures.ts';
import { leafBytes, type EntryLeaf } from './log/leaf.ts';
import { project, type Alongside } from './project.ts';
import { linking } from './related-cases.ts';
import { PREPARED } from './preparing-client.ts';
import { projectCase } from './projections.ts';
import { openText, sealText } from './sealing.ts';
import type { Sequencer } from './sequencer.ts';
import type { Tables } from './tables.ts';
import { marking } from './waiting-steps.ts';

export interface Appending {
  readonly db: Database;
  readonly sequencer: Sequencer;
  readonly stands: CaseStands;
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
}

/** First half of the advisory locks' key: one lock for each case, apart from all other uses. */
const CASE_LOCKS = 0x6361;
/** Whoever came between reading and writing kept this very entry, or another, which the second round finds; or made projections again. */
const ROUNDS_MAX = 5;
/** SQLSTATE class 22: a value that the database cannot hold, however often it is tried. */
const DATA_EXCEPTION = /^22/;
const UNIQUE_VIOLATION = '23505';

/**
 * Keeps one entry and brings the projections up to date, in one statement, and answers when its leaf has its place in the log.
 * Idempotent: what is kept already is answered again.
 * @throws LedgerFailure for good; anything else may be tried again
 */
export async function append(appending: Appending, request: AppendRequest): Promise<Appended> {
  const incoming = incomingFrom(request);
  try {
    await keepOnce(appending, incoming);
    await appending.sequencer.integrate();
    return { entry: request.entry, at: incoming.input.at };
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
  return { request, input };
}

async function keepOnce(appending: Appending, incoming: Incoming): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round += 1) if (await isKept(appending, incoming)) return;
  throw new Error('the case was changed by others each time between reading and writing');
}

/**
 * Reads where the case stands, decides, and writes where it stands there still: no transaction is open while the machines run.
 * @returns false where it does not any more
 */
async function isKept(appending: Appending, incoming: Incoming): Promise<boolean> {
  const { db, stands, program } = appending;
  const { request, input } = incoming;
  const before = stands.after(request.caseId, request.entry - 1) ?? (await standOf(appending, request.caseId));
  // The next entry stands nowhere yet; that its update does not stand elsewhere is a constraint of the table.
  const isNext = request.entry === (before?.entry ?? 0) + 1;
  if (!isNext && before !== null && (await isKeptAlready(db, before, incoming))) return true;
  if (!isNext) throw new LedgerGap(`entry ${request.entry} of ${request.caseId} does not follow the last`);
  const [system, effects] = execute(program, before?.system ?? null, input);
  if (digestOf(system as unknown as Json) !== request.stateDigest) throw divergence(request);
  return keep(appending, incoming, before, { system, effects });
}

/** For what changes a case beside its own sequence, one at a time, to the end of the transaction. */
export const lockCase = (tx: Tx, caseId: string): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(${CASE_LOCKS}, hashtext(${caseId}))`.execute(tx);

/** Null before its first entry. @throws CaseShredded, LedgerUnreadable, MissingKeyError */
async function standOf({ db, wrapping, references }: Appending, caseId: string): Promise<CaseStand | null> {
  const { rows } = await sql<StandRow>`${sql.raw(PREPARED)}
    select entry, updated_at, system, key_id, wrapped from case_keys join cases using (case_id)
    where case_id = ${caseId}`.execute(db);
  const row = rows[0];
  if (row === undefined) return null;
  const key = keyFrom(wrapping, caseId, row);
  const { entry, updatedAt } = row;
  const system = systemFrom(key, caseId, row);
  return { entry, key, system, projection: projectCase({ caseId, entry, at: updatedAt, system }, references) };
}

type StandRow = Pick<Tables['cases'], 'entry' | 'updatedAt' | 'system'> & Pick<Tables['caseKeys'], 'keyId' | 'wrapped'>;

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

function newKey(wrapping: KeyWrapping, caseId: string): { readonly key: CaseKey; readonly keyed: Alongside } {
  const secret = newCaseSecret();
  const { keyId, bytes } = wrapping.wrap(caseId, secret);
  const keyed = sql`keyed as (
    insert into case_keys (case_id, key_id, wrapped) select case_id, ${keyId}::text, ${bytes}::bytea from moved)`;
  return { key: caseKeyOf(secret), keyed };
}

/** Whether this very entry is. @throws LedgerFork, LedgerDivergence */
async function isKeptAlready(db: Database, { key }: CaseStand, { request }: Incoming): Promise<boolean> {
  const { caseId, entry, updateId, stateDigest } = request;
  const rows = await db
    .selectFrom('entries')
    .select(['entry', 'updateId', 'content'])
    .where('caseId', '=', caseId)
    .where((row) => row.or([row('entry', '=', entry), ...(updateId === null ? [] : [row('updateId', '=', updateId)])]))
    .execute();
  const [row, another] = rows;
  if (row === undefined) return false;
  if (another !== undefined || row.entry !== entry || row.updateId !== updateId) throw fork(request);
  const content = contentFrom(openText(key, { column: 'entries.content', caseId, entry }, row.content));
  if (digestOf(content.input) !== digestOf(request.input)) throw fork(request);
  if (content.stateDigest !== stateDigest) throw divergence(request);
  return true;
}

const fork = ({ caseId, entry }: AppendRequest, cause?: Error): LedgerFork =>
  new LedgerFork(`entry ${entry} of ${caseId}: another input stands there, or this update elsewhere`, { cause });

const divergence = ({ caseId, entry }: AppendRequest): LedgerDivergence =>
  new LedgerDivergence(`entry ${entry} of ${caseId} leads to another state than the case claims`);

interface Outcome {
  readonly system: System;
  readonly effects: readonly Effect[];
}

/** @returns false where the case does not stand any more where it stood before */
async function keep(
  { db, stands, wrapping, references, machinesDigest }: Appending,
  { request, input }: Incoming,
  before: CaseStand | null,
  { system, effects }: Outcome,
): Promise<boolean> {
  const { caseId, entry, updateId, stateDigest } = request;
  const { key, keyed } = before === null ? newKey(wrapping, caseId) : { key: before.key, keyed: null };
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
  const sealed = sealText(key, { column: 'entries.content', caseId, entry }, contentText(content));
  const projection = projectCase({ caseId, entry, at: input.at, system }, references);
  const isMoved = await project(
    db,
    before?.projection ?? null,
    projection,
    sealText(key, { column: 'cases.system', caseId, entry }, JSON.stringify(system)),
    [
      kept(codes, sealed),
      queued(codes),
      ...(keyed === null ? [] : [keyed]),
      ...(input.kind === 'start' ? [linking(references, system)] : []),
      ...marking(request.input, input.at),
    ],
  );
  if (isMoved) stands.keep(caseId, { entry, system, key, projection });
  else stands.forget(caseId);
  return isMoved;
}

type Codes = Omit<EntryLeaf, 'kind'>;

const kept = (codes: Codes, content: Buffer): Alongside => sql`kept as (
  insert into entries (case_id, entry, update_id, commitment, content, at, policy_digest, machines_digest)
  select case_id, ${codes.entry}::integer, ${codes.updateId}::text, ${codes.commitment}::text, ${content}::bytea,
    ${codes.at}::bigint, ${codes.policyDigest}::text, ${codes.machinesDigest}::text from moved)`;

const queued = (codes: Codes): Alongside => sql`queued as (
  insert into log_queue (case_id, entry, leaf)
  select case_id, ${codes.entry}::integer, ${leafBytes({ kind: 'entry', ...codes })}::bytea from moved)`;
