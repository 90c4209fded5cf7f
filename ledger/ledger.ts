/** The record: every accepted input of every case, and what people look up in it. */
import type { AppendRequest } from '../activities/contract.ts';
import type { KeyRing } from '../codec/key-ring.ts';
import type { ReferenceOf } from '../codec/references.ts';
import { migrated } from '../machines/snapshot-versions.ts';
import type { Program } from '../machines/system.ts';
import { recordAccess, type Access } from './accesses.ts';
import { append, type Appended } from './append.ts';
import { recordAttempt, type Attempt } from './attempts.ts';
import { RELATED_MAX, relatedCases, type RelatedCase } from './related-cases.ts';
import { createKeyWrapping } from './case-keys.ts';
import {
  awaitEntry,
  caseOf,
  entriesOf,
  entryOfUpdate,
  listCases,
  listWaiting,
  type CasePage,
  type CaseRecord,
  type CaseRow,
  type EntryRow,
  type WaitingPage,
  type WaitingRow,
} from './case-reads.ts';
import { CaseStands } from './case-stands.ts';
import type { Database } from './database.ts';
import {
  listRequests,
  listTasks,
  requestOf,
  taskOf,
  type RequestPage,
  type RequestRow,
  type TaskPage,
  type TaskRow,
} from './queues.ts';
import { Sequencer } from './sequencer.ts';
import { workFigures, type Figures, type FiguresOf } from './work-figures.ts';

export interface LedgerOptions {
  /** Migrated already; closed with the ledger. */
  readonly db: Database;
  readonly program: Program;
  readonly keyRing: KeyRing;
  readonly references: ReferenceOf;
  /** SHA-256 (hex) of the code that decides, pinned on every entry. */
  readonly machinesDigest: string;
}

/** Pages have at most 100 rows; a larger `limit` throws a RangeError. */
export interface Ledger {
  /**
   * Keeps one entry; what is kept already is answered again.
   * @throws LedgerFailure for good (fork, divergence, malformed); anything else may be tried again
   */
  append(request: AppendRequest): Promise<Appended>;
  /** @throws RangeError for more than a refusal can hold */
  recordAttempt(attempt: Attempt): Promise<void>;
  /** Who saw what, one for each case; all are in the record before this answers. @throws RangeError for more than an access can hold */
  recordAccesses(accesses: readonly Access[]): Promise<void>;
  caseOf(caseId: string): Promise<CaseRecord | null>;
  /** The case's inputs in order, from the entry after `after` on. */
  entriesOf(caseId: string, page: { readonly after?: number; readonly limit: number }): Promise<EntryRow[]>;
  /** The case's entry that an update became; null where it became none. */
  entryOfUpdate(caseId: string, updateId: string): Promise<number | null>;
  /** The cases in which something happened last, first. */
  listCases(page: CasePage): Promise<CaseRow[]>;
  /** Open cases that wait for a role, what is due first, first. */
  listWaiting(page: WaitingPage): Promise<WaitingRow[]>;
  /** Open tasks, what is due first, first. */
  listTasks(page: TaskPage): Promise<TaskRow[]>;
  workFigures(of: FiguresOf): Promise<Figures>;
  taskOf(taskId: string): Promise<TaskRow | null>;
  /** Requests of cases that have not ended, what is due first, first. */
  listRequests(page: RequestPage): Promise<RequestRow[]>;
  requestOf(reference: string): Promise<RequestRow | null>;
  /** Row 29. What it answers adds protection to other cases, and is shown to nobody. */
  related(personReference: string): Promise<RelatedCase[]>;
  /** Whether some case of this person concerned knows a protected status, ended ones included. */
  protects(personReference: string): Promise<boolean>;
  /** Whether the case has this entry, at the latest after `timeoutMs`. */
  awaitEntry(caseId: string, entry: number, timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}

export function createLedger({ db, program, keyRing, references, machinesDigest }: LedgerOptions): Ledger {
  const wrapping = createKeyWrapping(keyRing);
  const sequencer = new Sequencer(db);
  const stands = new CaseStands();
  return {
    append: (request) => append({ db, sequencer, stands, program, wrapping, references, machinesDigest }, request),
    async recordAttempt(attempt) {
      await recordAttempt(db, attempt);
      await sequencer.integrate();
    },
    async recordAccesses(accesses) {
      for (const access of accesses) await recordAccess(db, access);
      await sequencer.integrate();
    },
    caseOf: async (caseId) => {
      const found = await caseOf(db, wrapping, caseId);
      return found === null ? null : { ...found, system: migrated(program, found.system) };
    },
    entriesOf: (caseId, page) => entriesOf(db, wrapping, caseId, page),
    entryOfUpdate: (caseId, updateId) => entryOfUpdate(db, caseId, updateId),
    listCases: (page) => listCases(db, page),
    listWaiting: (page) => listWaiting(db, page),
    listTasks: (page) => listTasks(db, page),
    workFigures: (of) => workFigures(db, of),
    taskOf: (taskId) => taskOf(db, taskId),
    listRequests: (page) => listRequests(db, page),
    requestOf: (reference) => requestOf(db, reference),
    related: (personReference) => relatedCases(db, wrapping, references, personReference),
    async protects(personReference) {
      const related = await relatedCases(db, wrapping, references, personReference);
      return related.length >= RELATED_MAX || related.some(({ protects }) => protects);
    },
    awaitEntry: (caseId, entry, timeoutMs) => awaitEntry(db, caseId, entry, timeoutMs),
    close: () => db.destroy(),
  };
}
