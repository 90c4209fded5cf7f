/** The register of policy versions: those that came from files, what was decided about versions, and which case each decision has reached. */
import { sql, type Transaction } from 'kysely';
import type { InstantMs, PersonId, TransitionRule } from '../schemas/words.ts';
import { recordAct } from './acts.ts';
import { entryOfUpdate } from './case-reads.ts';
import type { Database } from './database.ts';
import { pageLimit } from './page.ts';
import { Sequencer } from './sequencer.ts';
import type { CasesTable, PolicyOrdersTable, PolicyVersionsTable, Tables } from './tables.ts';

/**
 * Versions that came from files: a handful in a year, over decades. Every process that serves keeps them all in memory. Those of them that are
 * not believed are listed whole: were every key distrusted at once, somebody has to see each.
 */
export const VERSIONS_MAX = 200;
/** A register that has changed more often than this is being used as something else. */
const ORDERS_MAX = 10_000;
/** Cases that are asked for at once: a batch takes some seconds. */
export const REACH_BATCH_MAX = 50;
const NOTE_MAX = 4_000;

/** Key of the advisory lock under which the register changes: one change at a time, over all processes. */
const REGISTER_LOCK = 0x706f6c;

export type VersionRow = Omit<PolicyVersionsTable, 'recordedAt'>;
export type OrderRow = Omit<PolicyOrdersTable, 'recordedAt'>;

/** Where the register stands. */
export interface Standing {
  /** The version that is in force by an order of the register; null where none was ever activated here. */
  readonly activation: OrderRow | null;
  /** In force and suspended, as by a court (row 19). */
  readonly suspension: OrderRow | null;
  /** What waits for a second person. */
  readonly proposal: OrderRow | null;
}

export interface Progress {
  /** Cases that the order has reached. */
  readonly changed: number;
  /** Cases that had ended before it came to them, or stood so from their beginning. */
  readonly unchanged: number;
  /** Open cases that it still has to reach. */
  readonly remaining: number;
}

export type UnreachedCase = Pick<CasesTable, 'caseId' | 'office' | 'policyVersion'>;

export const REGISTER_REFUSALS = {
  versionExists: 'there is a version of this name already, with other content',
  tooManyVersions: `the register holds at most ${VERSIONS_MAX} versions`,
  nothingProposed: 'nobody has proposed this version, or something was decided since',
  samePerson: 'who proposed a version does not activate it: it takes a second person',
  nothingInForce: 'no version was activated here, so that none can be suspended',
  suspendedAlready: 'the version in force is suspended already',
} as const;
export type RegisterRefusal = keyof typeof REGISTER_REFUSALS;

/** The register does not take it; nothing was changed. */
export class RegisterRefused extends Error {
  override readonly name = 'RegisterRefused';
  readonly code: RegisterRefusal;

  constructor(code: RegisterRefusal) {
    super(REGISTER_REFUSALS[code]);
    this.code = code;
  }
}

interface Decision {
  readonly person: PersonId;
  readonly note: string;
  readonly at: InstantMs;
}
export interface Proposal extends Decision {
  readonly version: string;
  readonly digest: string;
  readonly proofDigest: string;
}
export interface Activation extends Decision {
  readonly version: string;
  readonly digest: string;
  readonly rule: TransitionRule;
}

export interface PolicyRegister {
  /** Idempotent for the same bytes. @throws RegisterRefused */
  keepVersion(row: VersionRow): Promise<void>;
  versions(): Promise<VersionRow[]>;
  /** Number of the last version or order: what changed since is there to be read where it differs. */
  revision(): Promise<string>;
  standing(): Promise<Standing>;
  orders(): Promise<OrderRow[]>;
  propose(proposal: Proposal): Promise<OrderRow>;
  /** Two-person: by identity, not by role. @throws RegisterRefused */
  activate(activation: Activation): Promise<OrderRow>;
  /** It takes one person to stop; two to go on, by another activation. @throws RegisterRefused */
  suspend(decision: Decision): Promise<OrderRow>;
  /** Open cases that the order has still to reach, in the order of their ids, from the case after `after` on. */
  unreached(order: OrderRow, page: { readonly after: string | null; readonly limit: number }): Promise<UnreachedCase[]>;
  progressOf(order: OrderRow): Promise<Progress>;
  /** Cases that have not ended, in the order of their ids, from the case after `after` on. */
  openCases(page: { readonly after: string | null; readonly limit: number }): Promise<string[]>;
  /** Idempotent. */
  noteReached(order: OrderRow, reached: { readonly caseId: string; readonly entry: number | null }): Promise<void>;
  /** The case's entry that an update became, if it did. */
  entryOfUpdate(caseId: string, updateId: string): Promise<number | null>;
}

type Tx = Transaction<Tables>;

export function createPolicyRegister(db: Database): PolicyRegister {
  const sequencer = new Sequencer(db);
  /** One change at a time, with its act in the log before anybody is told of it. */
  async function change<T>(act: (tx: Tx) => Promise<T>): Promise<T> {
    const result = await db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(${REGISTER_LOCK})`.execute(tx);
      return act(tx);
    });
    await sequencer.integrate();
    return result;
  }
  return {
    keepVersion: (row) => change((tx) => keepVersion(tx, row)),
    versions: () =>
      db.selectFrom('policyVersions').select(VERSION_COLUMNS).orderBy('version').limit(VERSIONS_MAX).execute(),
    revision: () => revisionOf(db),
    standing: () => standingOf(db),
    orders: () =>
      db.selectFrom('policyOrders').select(ORDER_COLUMNS).orderBy('policyOrder').limit(ORDERS_MAX).execute(),
    propose: (proposal) => change((tx) => order(tx, { kind: 'proposal', rule: null, ...proposal })),
    activate: (activation) =>
      change(async (tx) => {
        const { proposal } = await standingOf(tx);
        if (proposal?.version !== activation.version || proposal.digest !== activation.digest)
          throw new RegisterRefused('nothingProposed');
        if (proposal.person === activation.person) throw new RegisterRefused('samePerson');
        return order(tx, { kind: 'activation', proofDigest: proposal.proofDigest, ...activation });
      }),
    suspend: (decision) =>
      change(async (tx) => {
        const { activation, suspension } = await standingOf(tx);
        if (activation === null) throw new RegisterRefused('nothingInForce');
        if (suspension !== null) throw new RegisterRefused('suspendedAlready');
        const { version, digest } = activation;
        return order(tx, { kind: 'suspension', rule: null, proofDigest: null, version, digest, ...decision });
      }),
    unreached: (toReach, page) => unreached(db, toReach, page),
    progressOf: (toReach) => progressOf(db, toReach),
    openCases: (page) => openCases(db, page),
    async noteReached({ policyOrder }, { caseId, entry }) {
      const outcome = entry === null ? 'unchanged' : 'changed';
      await db
        .insertInto('policyReached')
        .values({ policyOrder, caseId, outcome, entry })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    entryOfUpdate: (caseId, updateId) => entryOfUpdate(db, caseId, updateId),
  };
}

const VERSION_COLUMNS = ['version', 'digest', 'file', 'signature', 'keyId', 'person', 'at'] as const;
const ORDER_COLUMNS = [
  'policyOrder',
  'kind',
  'version',
  'digest',
  'rule',
  'proofDigest',
  'person',
  'note',
  'at',
] as const;

async function keepVersion(tx: Tx, row: VersionRow): Promise<void> {
  const kept = await tx
    .selectFrom('policyVersions')
    .select(['version', 'digest'])
    .where((where) => where.or([where('version', '=', row.version), where('digest', '=', row.digest)]))
    .execute();
  if (kept.length > 0) {
    if (kept.every(({ version, digest }) => version === row.version && digest === row.digest)) return;
    throw new RegisterRefused('versionExists');
  }
  const { count } = await tx
    .selectFrom('policyVersions')
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  if (count >= VERSIONS_MAX) throw new RegisterRefused('tooManyVersions');
  await tx.insertInto('policyVersions').values(row).execute();
  const { version, digest, keyId, person, at } = row;
  await recordAct(tx, {
    kind: 'policy',
    person,
    action: 'policy.loaded',
    caseId: null,
    details: { version, digest, keyId },
    at,
  });
}

async function order(tx: Tx, given: Omit<OrderRow, 'policyOrder'>): Promise<OrderRow> {
  if (given.note.length > NOTE_MAX) throw new RangeError(`a note has at most ${NOTE_MAX} characters`);
  const last = await tx
    .selectFrom('policyOrders')
    .select((expression) => expression.fn.max('policyOrder').as('last'))
    .executeTakeFirstOrThrow();
  const row: OrderRow = { policyOrder: (last.last ?? 0) + 1, ...given };
  await tx.insertInto('policyOrders').values(row).execute();
  const { policyOrder, kind, version, digest, rule, proofDigest, person, at } = row;
  const details = { order: policyOrder, version, digest, rule, proofDigest };
  await recordAct(tx, { kind: 'policy', person, action: ACTIONS[kind], caseId: null, details, at });
  return row;
}

const ACTIONS = {
  proposal: 'policy.proposed',
  activation: 'policy.activated',
  suspension: 'policy.suspended',
} as const;

type Queries = Pick<Database, 'selectFrom'>;

async function standingOf(db: Queries): Promise<Standing> {
  const last = (kind: OrderRow['kind']): Promise<OrderRow | undefined> =>
    db
      .selectFrom('policyOrders')
      .select(ORDER_COLUMNS)
      .where('kind', '=', kind)
      .orderBy('policyOrder', 'desc')
      .limit(1)
      .executeTakeFirst();
  const activation = (await last('activation')) ?? null;
  const isSince = (row: OrderRow | undefined): row is OrderRow =>
    row !== undefined && row.policyOrder > (activation?.policyOrder ?? 0);
  const suspension = await last('suspension');
  const proposal = await last('proposal');
  return {
    activation,
    suspension: isSince(suspension) ? suspension : null,
    proposal: isSince(proposal) ? proposal : null,
  };
}

async function revisionOf(db: Database): Promise<string> {
  const { rows } = await sql<{ revision: string }>`
    select (select count(*) from policy_versions) || '/' || (select coalesce(max(policy_order), 0) from policy_orders) as revision`.execute(
    db,
  );
  return rows[0]!.revision;
}

/**
 * Asked of the open cases themselves at every look, and not of a list made once: a case that was started in the meantime under the version
 * before is found by the next look. One that stands under the activated version is asked for too: it began so, or was told and the note of it lost.
 */
const isUnreached = ({ policyOrder }: OrderRow) => sql<boolean>`
  ended_at is null
  and not exists (select from policy_reached r where r.policy_order = ${policyOrder} and r.case_id = cases.case_id)`;

async function unreached(
  db: Database,
  toReach: OrderRow,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<UnreachedCase[]> {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > REACH_BATCH_MAX)
    throw new RangeError(`a batch has 1 to ${REACH_BATCH_MAX} cases`);
  let query = db
    .selectFrom('cases')
    .select(['caseId', 'office', 'policyVersion'])
    .where(isUnreached(toReach))
    .orderBy('caseId')
    .limit(limit);
  if (after !== null) query = query.where('caseId', '>', after);
  return query.execute();
}

async function openCases(
  db: Database,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<string[]> {
  let query = db
    .selectFrom('cases')
    .select('caseId')
    .where('endedAt', 'is', null)
    .orderBy('caseId')
    .limit(pageLimit(limit));
  if (after !== null) query = query.where('caseId', '>', after);
  return (await query.execute()).map(({ caseId }) => caseId);
}

async function progressOf(db: Database, toReach: OrderRow): Promise<Progress> {
  const { rows } = await sql<Progress>`
    select (select count(*) from policy_reached where policy_order = ${toReach.policyOrder} and outcome = 'changed') as changed,
      (select count(*) from policy_reached where policy_order = ${toReach.policyOrder} and outcome = 'unchanged') as unchanged,
      (select count(*) from cases where ${isUnreached(toReach)}) as remaining`.execute(db);
  return rows[0]!;
}
