import { sql, type Transaction } from 'kysely';
import type { AppendRequest, TerminalFailure } from '../activities/contract.ts';
import type { KeyRing } from '../codec/key-ring.ts';
import { caseContextOf } from '../machines/case-program.ts';
import { start, step, type Input, type Program, type System } from '../machines/system.ts';
import { canonicalJson } from '../schemas/canonical-json.ts';
import { digestOf } from '../schemas/digest.ts';
import type { Json } from '../schemas/words.ts';
import type { Database, Tables } from './database.ts';
import { projectCase, type Projection, type References } from './projections.ts';
import { openText, sealText } from './sealed-text.ts';

export interface AppendOptions {
  readonly db: Database;
  readonly program: Program;
  readonly keyRing: KeyRing;
  readonly references: References;
  /** Digest of the code that decides, pinned on each entry. */
  readonly machinesDigest: string;
}

/** Nothing was kept, and trying again cannot help: a person has to look. */
export class AppendRefused extends Error {
  override readonly name = 'AppendRefused';
  readonly code: TerminalFailure;
  constructor(code: TerminalFailure, message: string) {
    super(message);
    this.code = code;
  }
}

type Entry = AppendRequest & { readonly input: { readonly at: number } };

/**
 * Keeps one entry and brings the lists up to date, in one transaction. The state is computed here once more, from the input: what Temporal
 * claims and what the record derives must be the same. Idempotent on (case, entry).
 * @throws AppendRefused `fork`: another input stands at this entry; `divergence`: the state differs; `malformed`: no such next entry.
 * Everything else thrown (the database is away) may pass, and then trying again is right.
 */
export async function appendEntry(options: AppendOptions, request: AppendRequest): Promise<void> {
  const entry = request as Entry;
  const inputDigest = digestOf(entry.input as Json);
  await options.db.transaction().execute(async (transaction) => {
    // One appender for each case at a time; another case never waits.
    await sql`select pg_advisory_xact_lock(hashtextextended(${entry.caseId}, 0))`.execute(transaction);
    if (await isKept(transaction, entry, inputDigest)) return;
    const before = await transaction.selectFrom('cases').selectAll().where('case_id', '=', entry.caseId).executeTakeFirst();
    if (entry.entry !== (before?.entry ?? 0) + 1) throw new AppendRefused('malformed', 'entries of a case follow each other without a gap');
    const system = advance(options, entry, before);
    if (digestOf(system as unknown as Json) !== entry.stateDigest) throw new AppendRefused('divergence', 'the state differs from what the record derives');
    await keep(transaction, options, entry, inputDigest, system);
  });
}

/** Whether this very entry is kept already. A different one in its place is a fork: history was told in two ways. */
async function isKept(transaction: Transaction<Tables>, { caseId, entry, updateId }: Entry, inputDigest: string): Promise<boolean> {
  const kept = await transaction
    .selectFrom('entries')
    .select(['input_digest', 'update_id'])
    .where('case_id', '=', caseId)
    .where('entry', '=', entry)
    .executeTakeFirst();
  if (kept === undefined) return false;
  if (kept.input_digest !== inputDigest || kept.update_id !== updateId) throw new AppendRefused('fork', 'another input stands at this entry');
  return true;
}

function advance({ program, keyRing }: AppendOptions, { caseId, entry, input }: Entry, before: Tables['cases'] | undefined): System {
  const tagged = input as unknown as Input | { readonly kind: 'start'; readonly at: number; readonly input: Json };
  try {
    if (tagged.kind === 'start') return start(program, tagged.input, tagged.at)[0];
    if (before === undefined) throw new AppendRefused('malformed', 'a case begins with its start');
    const system = JSON.parse(openText(keyRing, systemPlace(caseId, entry - 1), { keyId: before.key_id, bytes: before.system })) as System;
    return step(program, system, tagged)[0];
  } catch (error) {
    if (error instanceof AppendRefused) throw error;
    // The workflow has taken this input: that the same code refuses it here means that it is not the same code or state.
    throw new AppendRefused('divergence', 'the record cannot take this input');
  }
}

async function keep(transaction: Transaction<Tables>, options: AppendOptions, request: Entry, inputDigest: string, system: System): Promise<void> {
  const { caseId, entry, updateId, stateDigest, input } = request;
  const { keyRing, references, machinesDigest } = options;
  const sealedInput = sealText(keyRing, entryPlace(caseId, entry), canonicalJson(input as Json));
  await transaction
    .insertInto('entries')
    .values({
      case_id: caseId,
      entry,
      update_id: updateId,
      input_digest: inputDigest,
      state_digest: stateDigest,
      policy_digest: caseContextOf(system).terms.digest,
      machines_digest: machinesDigest,
      at: input.at,
      key_id: sealedInput.keyId,
      input: sealedInput.bytes,
    })
    .execute();
  const projection = projectCase(caseId, system, references);
  await keepCase(transaction, request, projection, sealText(keyRing, systemPlace(caseId, entry), canonicalJson(system as unknown as Json)));
  await keepLists(transaction, caseId, projection);
}

async function keepCase(transaction: Transaction<Tables>, { caseId, entry, input }: Entry, projection: Projection, sealed: ReturnType<typeof sealText>): Promise<void> {
  const { ended, ...own } = projection.case;
  const row = { ...own, case_id: caseId, entry, updated_at: input.at, ended_at: ended ? input.at : null, key_id: sealed.keyId, system: sealed.bytes };
  await transaction
    .insertInto('cases')
    .values(row)
    .onConflict((conflict) => conflict.column('case_id').doUpdateSet(row))
    .execute();
}

/** An actor that is gone leaves its row, ended: a task that a person had seen does not vanish from the lists without a word. */
async function keepLists(transaction: Transaction<Tables>, caseId: string, { tasks, requests }: Projection): Promise<void> {
  const taskIds = tasks.map(({ task_id }) => task_id);
  await transaction
    .updateTable('tasks')
    .set({ state: 'obsolete', overdue: false })
    .where('case_id', '=', caseId)
    .where('state', 'not in', ['completed', 'obsolete'])
    .$if(taskIds.length > 0, (query) => query.where('task_id', 'not in', taskIds))
    .execute();
  const references = requests.map(({ reference }) => reference);
  await transaction
    .updateTable('requests')
    .set({ state: 'closed' })
    .where('case_id', '=', caseId)
    .$if(references.length > 0, (query) => query.where('reference', 'not in', references))
    .execute();
  for (const task of tasks) {
    await transaction.insertInto('tasks').values(task).onConflict((conflict) => conflict.column('task_id').doUpdateSet(task)).execute();
  }
  for (const request of requests) {
    await transaction.insertInto('requests').values(request).onConflict((conflict) => conflict.column('reference').doUpdateSet(request)).execute();
  }
}

export const entryPlace = (caseId: string, entry: number): string[] => ['entries', caseId, String(entry)];
export const systemPlace = (caseId: string, entry: number): string[] => ['cases', caseId, String(entry)];
