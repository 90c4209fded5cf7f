import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
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
import { caseProgram } from '../../machines/case-program.ts';
import { factsDigestOf } from '../../machines/case-context.ts';
import type { SystemEvent } from '../../machines/system.ts';
import { caseInput, personOf, PROTECTED } from './synthetic-case.ts';
import { TEST_BUNDLES } from './test-bundles.ts';

const WORKER = fileURLToPath(new URL('../../worker/main.ts', import.meta.url));

let folder: string;
let temporal: TestTemporal;
let postgres: Awaited<ReturnType<typeof ephemeralDatabase>>;
let ledger: Ledger;
let connection: Connection;
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

/** As a power cut would: the server and its worker at once. The server comes back at the same address with what it had written. */
async function killServerAndWorker(): Promise<void> {
  process.kill(temporal.pid, 'SIGKILL');
  await killWorker();
  const port = Number(temporal.address.split(':').at(-1));
  await temporal.stop();
  temporal = await startTestTemporal({ databaseFile: join(folder, 'temporal.sqlite'), port });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casegate-kill-'));
  [temporal, postgres] = await Promise.all([
    startTestTemporal({ databaseFile: join(folder, 'temporal.sqlite') }),
    ephemeralDatabase(),
  ]);
  const keysFile = join(folder, 'keys.json');
  await createKeyFile(keysFile);
  environment = {
    ...process.env,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    DATABASE_URL: postgres.databaseUrl,
    CASEGATE_KEYS_FILE: keysFile,
    CASEGATE_OUTBOX_DIR: join(folder, 'outbox'),
    CASEGATE_CHECKPOINT_DIR: join(folder, 'checkpoints'),
    CASEGATE_BUNDLE_CACHE_DIR: TEST_BUNDLES,
  };
  await migrate(postgres.databaseUrl);
  const keyRing = await openKeyFile(keysFile);
  ledger = createLedger({
    db: openDatabase(postgres.databaseUrl),
    program: caseProgram,
    keyRing,
    references: createReferences(keyRing),
    machinesDigest: 'machines-digest',
  });
  connection = await Connection.connect({ address: temporal.address });
  await startWorker();
}, 120_000);

afterAll(async () => {
  await killWorker();
  await ledger?.close();
  await connection?.close();
  await Promise.all([temporal?.stop(), postgres?.stop()]);
  await rm(folder, { recursive: true, force: true });
}, 60_000);

it('a worker killed at every step, and the server with it at every other, loses nothing, answers every sequence once and sends nothing twice', async () => {
  const keyRing = await openKeyFile(environment['CASEGATE_KEYS_FILE']!);
  const client = new Client({ connection, dataConverter: createDataConverter(keyRing) });
  const cases = createTemporalCases({ client, taskQueue: 'gate' });
  const caseId = `c_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
  const input = caseInput([PROTECTED]);
  const factsDigest = factsDigestOf(input.facts);
  const submit = async (to: string, by: string, event: Record<string, unknown>): Promise<number> => {
    const updateId = `u_${randomUUID()}`;
    for (;;) {
      const answer = await cases.submit({
        caseId,
        updateId,
        to,
        event: { ...event, by: personOf(by) } as unknown as SystemEvent,
      });
      if (answer.is === 'accepted') return answer.entry;
      // The worker is away, before or after it took it in: the same update again, under the same id.
      expect(answer.is).toBeOneOf(['unavailable', 'awaitingRecord']);
    }
  };

  // The second of four requests cannot be sent: the first is tried again with it, by this worker and by the next.
  const requests = join(folder, 'outbox', 'partner-requests');
  const obstacle = join(requests, 'local');
  await mkdir(requests, { recursive: true });
  await writeFile(obstacle, '');
  await cases.start(caseId, input);
  while (!(await readdir(requests, { recursive: true })).some((name) => name.endsWith('.txt'))) await delay(20);
  await killWorker();
  await rm(obstacle);
  await startWorker();
  const steps: [to: string, by: string, event: Record<string, unknown>][] = [
    ...['internal', 'local', 'state', 'federal'].map((partnerClass): [string, string, Record<string, unknown>] => [
      `root/${partnerClass}`,
      `partner-${partnerClass}`,
      { type: 'request.answered', answer: 'noConflict' },
    ]),
    ['root/consultation', 'legal-a', { type: 'task.claimed' }],
    ['root/consultation', 'legal-a', { type: 'task.started' }],
    [
      'root/consultation',
      'legal-a',
      { type: 'task.completed', advice: 'consistent', factsDigest, conditions: [], text: '' },
    ],
    ['root', 'supervisor-a', { type: 'decision.cleared', factsDigest, schedule: input.schedule, note: '' }],
  ];
  const answers: number[] = [];
  for (const [index, [to, by, event]] of steps.entries()) {
    expect(await ledger.awaitEntry(caseId, index + 1, 60_000)).toBe(true);
    const answered = submit(to, by, event);
    // A little later at each step, so that the kill falls before, inside and after the append.
    await new Promise((resolve) => setTimeout(resolve, index * 15));
    await (index % 2 === 0 ? killWorker() : killServerAndWorker());
    await startWorker();
    answers.push(await answered);
  }
  expect(answers).toEqual(steps.map((_, index) => index + 2));
  expect(await ledger.caseOf(caseId)).toMatchObject({ state: 'cleared', entry: steps.length + 1 });
  // A delivery whose worker was killed comes again when its time is over, which is longer than everything after it took.
  const underWay = async (): Promise<number> => {
    const { raw } = await client.workflow.getHandle(caseId).describe();
    return (raw.pendingActivities?.length ?? 0) + (raw.pendingWorkflowTask ? 1 : 0);
  };
  await expect.poll(underWay, { timeout: 120_000, interval: 200 }).toBe(0);
  // One request for each class, and for staff: the consultation, and the case that awaits its supervisor.
  const sent = await readdir(join(folder, 'outbox'), { recursive: true });
  expect(sent.filter((name) => name.includes('partner-requests') && name.endsWith('.txt'))).toHaveLength(4);
  expect(sent.filter((name) => name.includes('notifications') && name.endsWith('.txt'))).toHaveLength(2);
}, 360_000);
