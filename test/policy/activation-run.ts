/** A superseding policy over many open cases on real servers, with the worker killed in the middle. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection, WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTemporalCases } from '../../api/adapters/temporal-cases.ts';
import { createDataConverter } from '../../codec/data-converter.ts';
import { createKeyFile, openKeyFile } from '../../codec/key-file.ts';
import { createReferences } from '../../codec/references.ts';
import { ephemeralDatabase } from '../../dev/ephemeral-postgres.ts';
import { startTestTemporal, type TestTemporal } from '../../dev/test-servers.ts';
import { openDatabase } from '../../ledger/database.ts';
import { createLedger, type Ledger } from '../../ledger/ledger.ts';
import { migrate } from '../../ledger/migrations.ts';
import { createPolicyLibrary, type PolicyLibrary } from '../../ledger/policy-library.ts';
import { createPolicyRegister, type OrderRow, type PolicyRegister } from '../../ledger/policy-register.ts';
import type { CaseInput } from '../../machines/case-events.ts';
import { caseContextOf, caseProgram, consultationOf } from '../../machines/case-program.ts';
import { newSigningKey, signPolicyFile, trustedKeysOf } from '../../schemas/policy-signing.ts';
import { REGISTER, TASK_QUEUE } from '../../schemas/task-queue.ts';
import type { StatusFact } from '../../schemas/words.ts';
import { caseInput, personOf, PROTECTED } from '../workflows/synthetic-case.ts';
import { bytesOf, narrowerPolicy } from './policy-files.ts';
import { TEST_BUNDLES } from '../workflows/test-bundles.ts';

const WORKER = fileURLToPath(new URL('../../worker/main.ts', import.meta.url));
const NEW_VERSION = 'synthetic-2027-01-01';
const BETWEEN_LOOKS_MS = 20;
/** More would wait in the worker, and the register's own tasks behind them. */
const OPENED_AT_ONCE = 20;

/** Called for by the version of the build, and not by the new one. */
const JUVENILE: StatusFact = { ...PROTECTED, benefit: 'specialImmigrantJuvenile' };
const KINDS: readonly (readonly StatusFact[])[] = [[], [PROTECTED], [JUVENILE], [PROTECTED, JUVENILE]];

let folder: string;
let temporal: TestTemporal;
let postgres: Awaited<ReturnType<typeof ephemeralDatabase>>;
let db: ReturnType<typeof openDatabase>;
let ledger: Ledger;
let register: PolicyRegister;
let library: PolicyLibrary;
let connection: Connection;
let client: Client;
let environment: NodeJS.ProcessEnv;
let worker: ChildProcess;

async function startWorker(): Promise<void> {
  worker = spawn(process.execPath, [WORKER], { env: environment, stdio: ['pipe', 'pipe', 'ignore'] });
  for await (const line of createInterface({ input: worker.stdout! })) if (line === 'ready') break;
  worker.stdout!.resume();
}

async function killWorker(): Promise<void> {
  worker.kill('SIGKILL');
  if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'exit');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casegate-activation-'));
  [temporal, postgres] = await Promise.all([
    startTestTemporal({ databaseFile: join(folder, 'temporal.sqlite') }),
    ephemeralDatabase(),
  ]);
  const keysFile = join(folder, 'keys.json');
  await createKeyFile(keysFile);
  const signer = await newSigningKey('synthetic-signer');
  const trustedFile = join(folder, 'policy-keys.json');
  await writeFile(trustedFile, JSON.stringify(trustedKeysOf(signer)));
  environment = {
    ...process.env,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    DATABASE_URL: postgres.databaseUrl,
    CASEGATE_KEYS_FILE: keysFile,
    CASEGATE_POLICY_KEYS_FILE: trustedFile,
    CASEGATE_CHECKPOINT_DIR: join(folder, 'checkpoints'),
    CASEGATE_OUTBOX_DIR: join(folder, 'outbox'),
    CASEGATE_BUNDLE_CACHE_DIR: TEST_BUNDLES,
  };
  await migrate(postgres.databaseUrl);
  const keyRing = await openKeyFile(keysFile);
  db = openDatabase(postgres.databaseUrl);
  ledger = createLedger({
    db,
    program: caseProgram,
    keyRing,
    references: createReferences(keyRing),
    machinesDigest: '',
  });
  register = createPolicyRegister(db);
  library = createPolicyLibrary({ register, trusted: trustedKeysOf(signer) });
  const file = bytesOf(narrowerPolicy(NEW_VERSION));
  await library.load(file, await signPolicyFile(file, signer), { person: personOf('policy-a').id, at: Date.now() });
  connection = await Connection.connect({ address: temporal.address });
  client = new Client({ connection, dataConverter: createDataConverter(keyRing) });
  await startWorker();
}, 180_000);

afterAll(async () => {
  await killWorker();
  await ledger?.close();
  await connection?.close();
  await Promise.all([temporal?.stop(), postgres?.stop()]);
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function openCase(index: number, input: Partial<CaseInput> = {}): Promise<string> {
  const caseId = `c_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
  const begun = caseInput(KINDS[index % KINDS.length]!);
  // Each about somebody else: known status follows a person into all of their cases.
  const facts = { ...begun.facts, personReference: `p_${index}` };
  await createTemporalCases({ client, taskQueue: TASK_QUEUE }).start(caseId, { ...begun, facts, ...input });
  return caseId;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(BETWEEN_LOOKS_MS);
}

const isRecorded = (caseId: string) => (): Promise<boolean> => ledger.awaitEntry(caseId, 1, 1_000);
/** A worker that has too much to do lets tasks of the register time out, and Temporal takes no update for a while. */
const lookNow = (): Promise<void> =>
  until(() =>
    client.workflow
      .getHandle(REGISTER)
      .executeUpdate('look', { args: [] })
      .then(
        () => true,
        (error: unknown) => error instanceof WorkflowUpdateFailedError,
      ),
  );
const isReached = (order: OrderRow) => async (): Promise<boolean> => (await register.progressOf(order)).remaining === 0;

async function changesIn(caseId: string): Promise<{ readonly entry: number; readonly activation: unknown }[]> {
  const entries = await ledger.entriesOf(caseId, { limit: 100 });
  return entries.flatMap(({ entry, input }) => {
    const { event } = input as { readonly event?: { readonly type: string; readonly activation?: unknown } };
    return event?.type === 'policy.changed' ? [{ entry, activation: event.activation }] : [];
  });
}

/** @param timeoutMs for what hangs, on a machine that does much else */
export function activationOver(openCases: number, timeoutMs: number): void {
  it(
    `an activation reaches each of ${openCases} open cases once, though the worker is killed, and those that begin meanwhile`,
    async () => {
      const caseIds: string[] = [];
      for (let first = 0; first < openCases; first += OPENED_AT_ONCE) {
        const some = Array.from({ length: Math.min(OPENED_AT_ONCE, openCases - first) }, (_, offset) =>
          openCase(first + offset),
        );
        const opened = await Promise.all(some);
        for (const caseId of opened) await until(isRecorded(caseId));
        caseIds.push(...opened);
      }

      const { policy, digest } = library.byName(NEW_VERSION);
      const decision = { version: NEW_VERSION, digest, note: 'synthetic', at: Date.now() };
      await register.propose({ ...decision, proofDigest: '0'.repeat(64), person: personOf('policy-a').id });
      const order = await register.activate({
        ...decision,
        rule: policy.transition.value,
        person: personOf('auditor-a').id,
      });
      await lookNow();

      await until(async () => (await register.progressOf(order)).changed >= openCases / 4);
      await killWorker();
      const atKill = await register.progressOf(order);
      expect(atKill.remaining).toBeGreaterThan(0);
      // Begun by a service that had read the register before the activation.
      caseIds.push(await openCase(openCases), await openCase(openCases + 1));
      await startWorker();
      for (const caseId of caseIds.slice(-2)) await until(isRecorded(caseId));
      await until(isReached(order));

      // Begun still later, when the look is over.
      caseIds.push(await openCase(openCases + 2));
      await until(isRecorded(caseIds.at(-1)!));
      expect(await register.progressOf(order)).toMatchObject({ remaining: 1 });
      await lookNow();
      await until(isReached(order));

      expect(await register.progressOf(order)).toEqual({ changed: caseIds.length, unchanged: 0, remaining: 0 });
      for (const [index, caseId] of caseIds.entries()) {
        expect(await changesIn(caseId)).toEqual([
          { entry: expect.any(Number), activation: `order-${order.policyOrder}` },
        ]);
        const { system, policyVersion } = (await ledger.caseOf(caseId))!;
        expect(policyVersion).toBe(NEW_VERSION);
        const { terms, facts } = caseContextOf(system);
        expect(terms.digest).toBe(digest);
        // Judged anew: a consultation is open where the new version calls for one, and was taken back where it does not.
        const isConsulted = facts.statuses.some(({ benefit }) => benefit === 'uNonimmigrant');
        expect(JSON.stringify(system.actors['root']!.value).includes('awaitingOplaConsultation'), `${index}`).toBe(
          isConsulted,
        );
        expect(consultationOf(system) !== null, `${index}`).toBe(isConsulted);
      }
      const held = client.workflow.list({ query: 'CasegateState = "held"' });
      for await (const { workflowId } of held) expect(workflowId).toBe('none is held');
    },
    timeoutMs,
  );

  it('does nothing more when it looks again, and a case that begins under the version in force needs no telling', async () => {
    const { activation } = await register.standing();
    const before = await register.progressOf(activation!);
    const caseId = await openCase(openCases + 10, { terms: library.byName(NEW_VERSION).terms });
    await until(isRecorded(caseId));
    await lookNow();
    await until(isReached(activation!));
    expect(await register.progressOf(activation!)).toEqual({ ...before, unchanged: before.unchanged + 1 });
    expect(await changesIn(caseId)).toEqual([]);
  });
}
