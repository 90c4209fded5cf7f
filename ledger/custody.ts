/** Destroying a case's texts, and legal holds against it: each takes two people, and each step is an act in the record. */
import type { Transaction } from 'kysely';
import type { Measure } from '../schemas/privacy-words.ts';
import type { InstantMs, PersonId } from '../schemas/words.ts';
import { recordAct } from './acts.ts';
import { lockCase } from './append.ts';
import type { Database } from './database.ts';
import type { ActKind } from './log/leaf.ts';
import type { Sequencer } from './sequencer.ts';
import type { Tables } from './tables.ts';

export interface CustodyRequest {
  readonly measure: Measure;
  readonly caseId: string;
  readonly person: PersonId;
  /** Of the hold, or of the records schedule that has the texts destroyed: a code. */
  readonly reference: string;
  readonly at: InstantMs;
}

export const CUSTODY_REFUSALS = {
  noSuchCase: 'there is no such case',
  notEnded: 'the case has not ended',
  retained: 'the records schedule still keeps the texts of this case',
  onHold: 'a legal hold stands, or is proposed',
  shredded: 'the texts were destroyed already',
  held: 'this hold stands already',
  noSuchHold: 'there is no such hold',
  samePerson: 'it takes a second person: who proposed it cannot confirm it',
} as const;
export type CustodyRefusal = keyof typeof CUSTODY_REFUSALS;

export type CustodyOutcome =
  /** Waits for a second person. */
  { readonly is: 'proposed' } | { readonly is: 'done' } | { readonly is: 'refused'; readonly why: CustodyRefusal };

export interface Custody {
  readonly db: Database;
  readonly sequencer: Sequencer;
  /** How long the texts of an ended case are kept at least; null: nobody has said, so that none may be destroyed. */
  readonly retentionMs: number | null;
}

type Tx = Transaction<Tables>;

/** A proposal that nobody has confirmed for so long was not meant; it has to be made again. */
export const PROPOSAL_LASTS_MS = 7 * 86_400_000;

/** The first person's request proposes, another person's same request within a week does it. In the record before it answers. */
export async function takeMeasure(custody: Custody, request: CustodyRequest): Promise<CustodyOutcome> {
  const outcome = await custody.db.transaction().execute((tx) => decide(tx, custody, request));
  await custody.sequencer.integrate();
  return outcome;
}

async function decide(tx: Tx, { retentionMs }: Custody, request: CustodyRequest): Promise<CustodyOutcome> {
  await lockCase(tx, request.caseId);
  const why = await refusalOf(tx, retentionMs, request);
  if (why !== null) return { is: 'refused', why };
  const proposedBy = await proposerOf(tx, request);
  if (proposedBy === null) {
    await propose(tx, request);
    return { is: 'proposed' };
  }
  if (proposedBy === request.person) return { is: 'refused', why: 'samePerson' };
  await perform(tx, request);
  await withdrawProposal(tx, request);
  await act(tx, request, request.measure === 'shred' ? 'shredding' : 'hold', { proposedBy });
  return { is: 'done' };
}

async function refusalOf(
  tx: Tx,
  retentionMs: number | null,
  { measure, caseId, reference, at }: CustodyRequest,
): Promise<CustodyRefusal | null> {
  const row = await tx
    .selectFrom('cases')
    .innerJoin('caseKeys', 'caseKeys.caseId', 'cases.caseId')
    .select(['endedAt', 'destroyedAt'])
    .where('cases.caseId', '=', caseId)
    // Until the decision has taken effect nothing is appended: the case could be opened again meanwhile.
    .forUpdate('cases')
    .executeTakeFirst();
  if (row === undefined) return 'noSuchCase';
  const holds = await tx.selectFrom('legalHolds').select('reference').where('caseId', '=', caseId).execute();
  const stands = holds.some((hold) => hold.reference === reference);
  if (measure === 'release') return stands ? null : 'noSuchHold';
  if (row.destroyedAt !== null) return 'shredded';
  if (measure === 'hold') return stands ? 'held' : null;
  if (row.endedAt === null) return 'notEnded';
  if (retentionMs === null || at - row.endedAt < retentionMs) return 'retained';
  return holds.length > 0 || (await isHoldProposed(tx, caseId, at)) ? 'onHold' : null;
}

/** A hold that still waits for its second person keeps the texts until it has been decided. */
async function isHoldProposed(tx: Tx, caseId: string, at: InstantMs): Promise<boolean> {
  const row = await tx
    .selectFrom('custodyProposals')
    .select('caseId')
    .where('caseId', '=', caseId)
    .where('measure', '=', 'hold')
    .where('at', '>', at - PROPOSAL_LASTS_MS)
    .executeTakeFirst();
  return row !== undefined;
}

async function proposerOf(tx: Tx, { caseId, measure, reference, at }: CustodyRequest): Promise<PersonId | null> {
  const row = await tx
    .selectFrom('custodyProposals')
    .select('person')
    .where('caseId', '=', caseId)
    .where('measure', '=', measure)
    .where('reference', '=', reference)
    .where('at', '>', at - PROPOSAL_LASTS_MS)
    .executeTakeFirst();
  return row?.person ?? null;
}

async function propose(tx: Tx, request: CustodyRequest): Promise<void> {
  const { measure: _measure, ...row } = request;
  const proposal = { ...row, measure: request.measure };
  await tx
    .insertInto('custodyProposals')
    .values(proposal)
    .onConflict((conflict) => conflict.columns(['caseId', 'measure', 'reference']).doUpdateSet(proposal))
    .execute();
  await act(tx, request, 'approval', {});
}

const withdrawProposal = (tx: Tx, { caseId, measure, reference }: CustodyRequest): Promise<unknown> =>
  tx
    .deleteFrom('custodyProposals')
    .where('caseId', '=', caseId)
    .where('measure', '=', measure)
    .where('reference', '=', reference)
    .execute();

async function perform(tx: Tx, { measure, caseId, reference, at }: CustodyRequest): Promise<void> {
  switch (measure) {
    case 'hold':
      await tx.insertInto('legalHolds').values({ caseId, reference, placedAt: at }).execute();
      return;
    case 'release':
      await tx.deleteFrom('legalHolds').where('caseId', '=', caseId).where('reference', '=', reference).execute();
      return;
    case 'shred':
      await tx.updateTable('caseKeys').set({ wrapped: null, destroyedAt: at }).where('caseId', '=', caseId).execute();
      await tx
        .updateTable('cases')
        .set({ system: Buffer.alloc(0) })
        .where('caseId', '=', caseId)
        .execute();
  }
}

const act = (
  tx: Tx,
  { measure, caseId, person, reference, at }: CustodyRequest,
  kind: ActKind,
  details: { readonly proposedBy?: PersonId },
): Promise<void> =>
  recordAct(tx, { kind, person, action: `custody.${measure}`, caseId, details: { reference, ...details }, at });
