import { createReferences } from '../../codec/references.ts';
import type { KeyRing } from '../../codec/key-ring.ts';
import { ephemeralDatabase } from '../../dev/ephemeral-postgres.ts';
import { openDatabase, type Database } from '../../ledger/database.ts';
import { createLedger, type Ledger } from '../../ledger/ledger.ts';
import { migrate } from '../../ledger/migrations.ts';
import { caseProgram } from '../../machines/case-program.ts';
import { ringOf } from '../codec/rings.ts';

export const RING = ringOf('one', { one: 1 });
export const references = createReferences(RING);

export interface Stack {
  readonly ledger: Ledger;
  readonly db: Database;
  readonly databaseUrl: string;
  /** Another ledger over the same database, as another process would have it. */
  ledgerWith(keyRing: KeyRing): Ledger;
  stop(): Promise<void>;
}

/** A ledger over a database of its own. */
export async function startStack(): Promise<Stack> {
  const postgres = await ephemeralDatabase();
  try {
    const stack = await stackIn(postgres.databaseUrl);
    return {
      ...stack,
      async stop() {
        await stack.stop();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** A ledger over an empty database. */
export async function stackIn(databaseUrl: string): Promise<Stack> {
  await migrate(databaseUrl);
  const ledgers: Ledger[] = [];
  const ledgerOver = (db: Database, keyRing: KeyRing): Ledger => {
    const ledger = createLedger({ db, program: caseProgram, keyRing, references, machinesDigest: 'machines-digest' });
    ledgers.push(ledger);
    return ledger;
  };
  const db = openDatabase(databaseUrl);
  return {
    db,
    databaseUrl,
    ledger: ledgerOver(db, RING),
    ledgerWith: (keyRing) => ledgerOver(openDatabase(databaseUrl), keyRing),
    async stop() {
      await Promise.all(ledgers.map((ledger) => ledger.close()));
    },
  };
}
