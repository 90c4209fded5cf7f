import { sql, type Transaction } from 'kysely';
import type { AppendRequest } from '../activities/contract.ts';
import type { ReferenceOf } from '../codec/references.ts';
import { caseContextOf } from '../machines/case-program.ts';
import type { Program, System } from '../machines/system.ts';
import { digestOf } from '../schemas/digest.ts';
import type { InstantMs, Json } from '../schemas/words.ts';
import type { Database } from './database.ts';
import { execute, recordedInputFrom, type RecordedInput } from './execution.ts';
import { LedgerDivergence, LedgerFork, LedgerGap, LedgerMalformed } from './failures.ts';
import { project } from './project.ts';
import { projectCase } from './projections.ts';
import type { Sealing } from './sealing.ts';
import type { Tables } from './tables.ts';

export interface Appending {
  readonly db: Database;
  readonly program: Program;
  readonly sealing: Sealing;
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
  readonly inputText: string;
  readonly inputDigest: string;
}

/** First half of the advisory locks' key: one lock for each case, apart from all other uses. */
const CASE_LOCKS = 0x6361;
/** The API admits bodies of 64 KiB; an input adds the sender, deadlines and terms to one, and escapes in JSON may double it. */
const INPUT_TEXT_MAX = 256 * 1024;
/** Ids are opaque codes of about 30 characters; index rows have a limit, too. */
const ID = /^[\x21-\x7e]{1,200}$/;
/** SQLSTATE class 22: a value that the database cannot hold, however often it is tried. */
const DATA_EXCEPTION = /^22/;

/**
 * Keeps one entry and brings the projections up to date, in one transaction. Idempotent: what is kept already is answered again.
 * @throws LedgerFailure for good; anything else may be tried again
 */
export async function append(appending: Appending, request: AppendRequest): Promise<Appended> {
  const incoming = incomingFrom(request);
  try {
    return await appending.db.transaction().execute((tx) => appendIn(tx, appending, incoming));
  } catch (error) {
    if (error instanceof Error && 'code' in error && DATA_EXCEPTION.test(String(error.code))) {
      throw new LedgerMalformed('the database cannot hold a value of this entry', { cause: error });
    }
    throw error;
  }
}

function incomingFrom(request: AppendRequest): Incoming {
  const { caseId, entry, updateId } = request;
  if (!ID.test(caseId) || (updateId !== null && !ID.test(updateId)))
    throw new LedgerMalformed('an id that is not a short code');
  if (!Number.isSafeInteger(entry) || entry < 1) throw new LedgerMalformed('entries are numbered from 1');
  const input = recordedInputFrom(request.input);
  const inputText = JSON.stringify(request.input);
  if (inputText.length > INPUT_TEXT_MAX) throw new LedgerMalformed('an input of this size is none of ours');
  return { request, input, inputText, inputDigest: inputDigestOf(request.input) };
}

function inputDigestOf(input: Json): string {
  try {
    return digestOf(input);
  } catch (cause) {
    throw new LedgerMalformed('an input that JSON cannot hold', { cause });
  }
}

async function appendIn(tx: Tx, appending: Appending, incoming: Incoming): Promise<Appended> {
  const { request, input } = incoming;
  await sql`select pg_advisory_xact_lock(${CASE_LOCKS}, hashtext(${request.caseId}))`.execute(tx);
  if (await stands(tx, incoming)) return { entry: request.entry, at: input.at };
  const system = execute(appending.program, await systemBefore(tx, appending.sealing, request), input);
  if (digestOf(system as unknown as Json) !== request.stateDigest) throw divergence(request);
  await keep(tx, appending, incoming, system);
  return { entry: request.entry, at: input.at };
}

/** Whether this very entry is kept already. @throws LedgerFork, LedgerDivergence */
async function stands(tx: Tx, { request, inputDigest }: Incoming): Promise<boolean> {
  const { caseId, entry, updateId, stateDigest } = request;
  const rows = await tx
    .selectFrom('entries')
    .select(['entry', 'updateId', 'inputDigest', 'stateDigest'])
    .where('caseId', '=', caseId)
    .where((row) => row.or([row('entry', '=', entry), ...(updateId === null ? [] : [row('updateId', '=', updateId)])]))
    .execute();
  if (rows.length === 0) return false;
  const isSame = rows.every(
    (row) => row.entry === entry && row.updateId === updateId && row.inputDigest === inputDigest,
  );
  if (!isSame)
    throw new LedgerFork(`entry ${entry} of ${caseId}: another input stands there, or this update elsewhere`);
  if (rows[0]!.stateDigest !== stateDigest) throw divergence(request);
  return true;
}

const divergence = ({ caseId, entry }: AppendRequest): LedgerDivergence =>
  new LedgerDivergence(`entry ${entry} of ${caseId} leads to another state than the case claims`);

/** The state that the entry starts from. @throws LedgerGap */
async function systemBefore(tx: Tx, sealing: Sealing, { caseId, entry }: AppendRequest): Promise<System | null> {
  const last = await tx
    .selectFrom('cases')
    .select(['entry', 'keyId', 'system'])
    .where('caseId', '=', caseId)
    .executeTakeFirst();
  const lastEntry = last?.entry ?? 0;
  if (entry !== lastEntry + 1) throw new LedgerGap(`entry ${entry} of ${caseId} does not follow entry ${lastEntry}`);
  return last === undefined ? null : systemFrom(sealing, caseId, last);
}

/** The stored text is the system's own, members in its order: machines walk objects in the order of their members. */
export function systemFrom(
  sealing: Sealing,
  caseId: string,
  row: Pick<Tables['cases'], 'entry' | 'keyId' | 'system'>,
): System {
  const place = { column: 'cases.system', caseId, entry: row.entry } as const;
  return JSON.parse(sealing.open(place, { keyId: row.keyId, bytes: row.system })) as System;
}

async function keep(
  tx: Tx,
  { sealing, references, machinesDigest }: Appending,
  incoming: Incoming,
  system: System,
): Promise<void> {
  const { request, input, inputText, inputDigest } = incoming;
  const { caseId, entry, updateId, stateDigest } = request;
  const sealed = sealing.seal({ column: 'entries.input', caseId, entry }, inputText);
  await tx
    .insertInto('entries')
    .values({
      caseId,
      entry,
      updateId,
      inputDigest,
      stateDigest,
      keyId: sealed.keyId,
      input: sealed.bytes,
      at: input.at,
      policyDigest: caseContextOf(system).terms.digest,
      machinesDigest,
    })
    .execute();
  const projection = projectCase({ caseId, entry, at: input.at, system }, references);
  await project(tx, projection, sealing.seal({ column: 'cases.system', caseId, entry }, JSON.stringify(system)));
}
