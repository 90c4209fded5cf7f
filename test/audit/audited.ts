/** A record with some cases in it, which tests copy, tamper with, export and verify. */
import { generateKeyPairSync } from 'node:crypto';
import { Client } from 'pg';
import { exportBundle } from '../../audit/export.ts';
import { envelopeKeyFrom, recipientFrom } from '../../audit/envelope.ts';
import { executorOf } from '../../audit/re-execution.ts';
import { verifyBundle, type Report, type VerifyOptions } from '../../audit/verify.ts';
import { ephemeralDatabase } from '../../dev/ephemeral-postgres.ts';
import { createKeyWrapping } from '../../ledger/case-keys.ts';
import { createCheckpoints } from '../../ledger/checkpoints.ts';
import { openDatabase, type Database } from '../../ledger/database.ts';
import { decidingDigestOf, keepDecidingCode, readDecidingFiles } from '../../ledger/deciding-code.ts';
import { createLedger, type Ledger } from '../../ledger/ledger.ts';
import { logSignerOf } from '../../ledger/log-signer.ts';
import { migrate } from '../../ledger/migrations.ts';
import { caseProgram } from '../../machines/case-program.ts';
import { DrivenCase, OPENED_AT } from '../ledger/cases.ts';
import { RING, references } from '../ledger/stack.ts';

export const SIGNER = logSignerOf(RING);
export const WRAPPING = createKeyWrapping(RING);

const pair = generateKeyPairSync('x25519', {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
export const PUBLIC_PEM = pair.publicKey;
export const PRIVATE_PEM = pair.privateKey;

export interface Audited {
  /** Two consulted and cleared, one claimed, one only opened. */
  readonly cases: readonly [DrivenCase, DrivenCase, DrivenCase, DrivenCase];
  /** Checkpoints as the second place has them. */
  readonly copies: readonly string[];
  readonly machinesDigest: string;
  /** A copy of the record of its own. */
  copy(): Promise<RecordCopy>;
  stop(): Promise<void>;
}

export interface RecordCopy {
  readonly db: Database;
  readonly ledger: Ledger;
  /** As somebody who may do everything in the database. */
  tamper(...statements: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const UNLOCKED = ['entries', 'acts', 'log_leaves', 'log_tiles', 'log_checkpoints', 'machines'].map(
  (table) => `alter table ${table} disable trigger all`,
);

export async function startAudited(): Promise<Audited> {
  const postgres = await ephemeralDatabase();
  await migrate(postgres.databaseUrl);
  const files = await readDecidingFiles();
  const machinesDigest = decidingDigestOf(files);
  const db = openDatabase(postgres.databaseUrl);
  const ledger = createLedger({ db, program: caseProgram, keyRing: RING, references, machinesDigest });
  const copies: string[] = [];
  const checkpoints = createCheckpoints(db, RING, {
    write: async (_size, note) => void copies.push(note),
    latest: async () => copies.at(-1) ?? null,
  });
  await keepDecidingCode(db, files);
  const [one, two, claimed, opened] = [new DrivenCase(), new DrivenCase(), new DrivenCase(), new DrivenCase()];
  for (const driven of [one, two]) {
    const requests = [driven.opening(), ...driven.consult()];
    for (const partner of ['internal', 'local', 'state', 'federal'] as const) requests.push(driven.answer(partner));
    requests.push(driven.clear());
    for (const request of requests) await ledger.append(request);
  }
  await checkpoints.write();
  await ledger.recordAttempt({
    person: 'urn:synthetic#a',
    action: 'case.read',
    caseId: one.caseId,
    reasons: ['noNeedToKnow'],
    at: OPENED_AT,
  });
  for (const request of [claimed.opening(), claimed.claim()]) await ledger.append(request);
  await ledger.append(opened.opening());
  await checkpoints.write();
  await ledger.close();

  const open: Ledger[] = [];
  return {
    cases: [one, two, claimed, opened],
    copies,
    machinesDigest,
    async copy() {
      const url = await postgres.createDatabase(postgres.databaseUrl);
      const copied = openDatabase(url);
      const itsLedger = createLedger({ db: copied, program: caseProgram, keyRing: RING, references, machinesDigest });
      open.push(itsLedger);
      return {
        db: copied,
        ledger: itsLedger,
        tamper: (...statements) => run(url, [...UNLOCKED, ...statements]),
        close: () => itsLedger.close(),
      };
    },
    async stop() {
      await Promise.all(open.map((one_) => one_.close().catch(() => undefined)));
      await postgres.stop();
    },
  };
}

async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The lines of a bundle; opened for the synthetic recipient, or sealed. */
export async function bundleOf(
  { db }: RecordCopy,
  { caseId = null, isOpened = true }: { readonly caseId?: string | null; readonly isOpened?: boolean } = {},
): Promise<string[]> {
  const recipient = isOpened ? await recipientFrom(PUBLIC_PEM) : null;
  const exporting = { db, wrapping: WRAPPING, signer: SIGNER, clock: () => OPENED_AT };
  const lines: string[] = [];
  for await (const line of exportBundle(exporting, { caseId, recipient })) lines.push(line);
  return lines;
}

export async function verified(
  lines: readonly string[],
  machinesDigest: string,
  over: Partial<VerifyOptions> = {},
): Promise<Report> {
  return verifyBundle(lines, {
    verifierKey: SIGNER.verifier.verifierKey,
    copies: [],
    key: await envelopeKeyFrom(PRIVATE_PEM),
    executorFor: async (digest) => (digest === machinesDigest ? executorOf(caseProgram) : null),
    ...over,
  });
}
