/** What the routes of the record as a whole need, over the database and Temporal. */
import type { Client } from '@temporalio/client';
import { exportBundle, type ExportRequest } from '../../audit/export.ts';
import { compareCase, type Discrepancy } from '../../audit/reconcile.ts';
import type { KeyRing } from '../../codec/key-ring.ts';
import type { ReferenceOf } from '../../codec/references.ts';
import { recordAct, type Act } from '../../ledger/acts.ts';
import { createKeyWrapping } from '../../ledger/case-keys.ts';
import { takeMeasure, type CustodyOutcome, type CustodyRequest } from '../../ledger/custody.ts';
import {
  dueForShredding,
  openProposals,
  standingHolds,
  type DueCase,
  type DuePage,
  type HoldPage,
  type OpenProposal,
  type ProposalPage,
  type StandingHold,
} from '../../ledger/custody-reads.ts';
import type { Database } from '../../ledger/database.ts';
import { entryFactsOf } from '../../ledger/entry-facts.ts';
import { logSignerOf } from '../../ledger/log-signer.ts';
import { rebuildProjections, type Rebuilt } from '../../ledger/rebuild.ts';
import { rewrapKeys } from '../../ledger/rewrap.ts';
import { Sequencer } from '../../ledger/sequencer.ts';
import type { Program } from '../../machines/system.ts';
import type { InstantMs } from '../../schemas/words.ts';
import { caseHistories } from './temporal-histories.ts';

export interface Reconciled {
  /** Cases that Temporal still has. */
  readonly cases: number;
  readonly entries: number;
  readonly discrepancies: readonly Discrepancy[];
}

export interface AuditPort {
  /** The log's key, as `name+id+key`. */
  readonly verifierKey: string;
  /** Lines of a bundle. */
  exportBundle(request: ExportRequest): AsyncIterable<string>;
  /** In the record before it answers. */
  recordAct(act: Act): Promise<void>;
  /**
   * @param caseId null: every case that Temporal still has
   * @param signal ends it after the case that is being compared
   */
  reconcile(caseId: string | null, signal?: AbortSignal): Promise<Reconciled>;
  takeMeasure(request: CustodyRequest): Promise<CustodyOutcome>;
  dueForShredding(at: InstantMs, page: DuePage): Promise<readonly DueCase[]>;
  standingHolds(page: HoldPage): Promise<readonly StandingHold[]>;
  openProposals(at: InstantMs, page: ProposalPage): Promise<readonly OpenProposal[]>;
  rebuild(): Promise<Rebuilt>;
  rewrap(): Promise<number>;
}

export interface AuditOptions {
  readonly db: Database;
  readonly keyRing: KeyRing;
  readonly references: ReferenceOf;
  readonly program: Program;
  readonly client: Client;
  readonly clock: () => InstantMs;
  /** How long the texts of ended cases are kept at least, by now; null: nobody has said, so that none may be destroyed. */
  readonly retention: () => Promise<number | null>;
}

/** More discrepancies than this are one, and a large one. */
const DISCREPANCIES_MAX = 1_000;

export function createAuditPort(options: AuditOptions): AuditPort {
  const { db, keyRing, references, program, clock, retention } = options;
  const wrapping = createKeyWrapping(keyRing);
  const signer = logSignerOf(keyRing);
  const sequencer = new Sequencer(db);
  return {
    verifierKey: signer.verifier.verifierKey,
    exportBundle: (request) => exportBundle({ db, wrapping, signer, clock }, request),
    async recordAct(act) {
      await recordAct(db, act);
      await sequencer.integrate();
    },
    async reconcile(only, signal) {
      let [cases, entries] = [0, 0];
      const discrepancies: Discrepancy[] = [];
      for await (const { caseId, entries: history, isWhole } of caseHistories(options, only)) {
        const recorded = await entryFactsOf(db, wrapping, caseId);
        cases += 1;
        entries += history.length;
        if (discrepancies.length < DISCREPANCIES_MAX)
          discrepancies.push(...compareCase(caseId, history, recorded, isWhole));
        if (signal?.aborted === true) break;
      }
      return { cases, entries, discrepancies };
    },
    takeMeasure: async (request) => takeMeasure({ db, sequencer, retentionMs: await retention() }, request),
    dueForShredding: async (at, page) => dueForShredding(db, await retention(), at, page),
    standingHolds: (page) => standingHolds(db, page),
    openProposals: (at, page) => openProposals(db, at, page),
    rebuild: () => rebuildProjections({ db, program, wrapping, references }),
    rewrap: () => rewrapKeys(db, wrapping),
  };
}
