/** Process entry of the API. Configured by the environment; prints `ready`; ends on SIGTERM, SIGINT, or when the pipe that is its standard input closes. */
import { fstatSync } from 'node:fs';
import { serve } from '@hono/node-server';
import { Client, Connection } from '@temporalio/client';
import { createDataConverter } from '../codec/data-converter.ts';
import { createDecoding } from '../codec/decoding.ts';
import { openKeyRing } from '../codec/open-key-ring.ts';
import { createReferences } from '../codec/references.ts';
import { SYNTHETIC_PEOPLE, syntheticAway, syntheticOnCall } from '../dev/people.ts';
import { openDatabase } from '../ledger/database.ts';
import { createLedger } from '../ledger/ledger.ts';
import { createKeptAnswers } from '../ledger/kept-answers.ts';
import { createPrivacyRecord } from '../ledger/privacy-record.ts';
import { decidingDigestOf, readDecidingFiles } from '../ledger/deciding-code.ts';
import { migrate } from '../ledger/migrations.ts';
import { createPolicyLibrary, retentionIn } from '../ledger/policy-library.ts';
import { createPolicyRegister } from '../ledger/policy-register.ts';
import { openTrustedPolicyKeys } from '../ledger/trusted-policy-keys.ts';
import { caseProgram } from '../machines/case-program.ts';
import { apiConfigurationFrom } from '../schemas/configuration.ts';
import { TASK_QUEUE } from '../schemas/task-queue.ts';
import { createApp } from './app.ts';
import { createAuditPort } from './adapters/audit-port.ts';
import { REFUSAL_BEAT_MS } from './http/even-refusals.ts';
import { logFault } from './http/fault-log.ts';
import { identityPorts } from './sign-in/identity-ports.ts';
import { createPolicyPort } from './adapters/policy-port.ts';
import { createLooks } from './access/looks.ts';
import { createLook } from './adapters/register-port.ts';
import { RATES } from './http/rate-limit.ts';
import { createTemporalCases, HELD_QUERY } from './adapters/temporal-cases.ts';

/** A probe that takes longer is a no. */
const READY_TIMEOUT_MS = 2_000;
/** Less than the 5 s after which whoever keeps this process would kill it. */
const STOP_GRACE_MS = 3_000;

const configuration = apiConfigurationFrom(process.env);
const keyRing = await openKeyRing(process.env);
const references = createReferences(keyRing);
const db = openDatabase(configuration.DATABASE_URL);
await migrate(configuration.DATABASE_URL);
const register = createPolicyRegister(db);
const library = createPolicyLibrary({
  register,
  trusted: await openTrustedPolicyKeys(configuration.CASEGATE_POLICY_KEYS_FILE),
});
await library.refresh();
// Entries are appended by workers, which know the digest of the machines they run; this process only reads, and records attempts.
const ledger = createLedger({ db, program: caseProgram, keyRing, references, machinesDigest: '' });
const connection = await Connection.connect({ address: configuration.TEMPORAL_ADDRESS });
const client = new Client({
  connection,
  namespace: configuration.TEMPORAL_NAMESPACE,
  dataConverter: createDataConverter(keyRing),
  // Not encrypted, so not the host's name, which is the default.
  identity: 'casegate-api',
});

const clock = () => Date.now();

const app = createApp({
  ledger,
  privacy: createPrivacyRecord(db, keyRing),
  answers: createKeptAnswers(db),
  noteLook: createLooks(ledger, clock),
  audit: createAuditPort({
    db,
    keyRing,
    references,
    program: caseProgram,
    client,
    clock,
    retention: () => retentionIn(library),
  }),
  cases: createTemporalCases({ client, taskQueue: TASK_QUEUE }),
  policy: createPolicyPort(library, configuration.CASEGATE_POLICY),
  register: {
    library,
    register,
    machinesDigest: decidingDigestOf(await readDecidingFiles()),
    look: createLook(client, logFault),
  },
  ...(await identityPorts(configuration, db, {
    list: () => SYNTHETIC_PEOPLE,
    onCall: syntheticOnCall,
    away: syntheticAway,
  })),
  ...(configuration.CASEGATE_TEMPORAL_UI_URL === undefined
    ? {}
    : {
        codec: { origin: configuration.CASEGATE_TEMPORAL_UI_URL.origin, decode: createDecoding(keyRing) },
        heldCasesUrl: heldCasesIn(configuration.CASEGATE_TEMPORAL_UI_URL, configuration.TEMPORAL_NAMESPACE),
      }),
  references,
  rates: RATES,
  refusalBeatMs: REFUSAL_BEAT_MS,
  clock: () => Date.now(),
  ready: isReady,
  onFault: logFault,
});

const server = serve(
  { fetch: app.fetch, hostname: configuration.CASEGATE_API_HOST, port: configuration.CASEGATE_API_PORT },
  () => console.log('ready'),
);
server.once('error', (fault) => {
  logFault(fault);
  process.exit(1);
});

let isStopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
// A keeper's end closes the pipe from it. A device such as /dev/null, as containers have it, is at its end from the start.
if (!fstatSync(0).isCharacterDevice()) process.stdin.on('end', () => void stop()).resume();

async function isReady(): Promise<boolean> {
  try {
    await Promise.all([
      // In a state, since that is read by an index: asked every few seconds, it must not look through all cases.
      ledger.listCases({ onThem: null, state: 'gating', limit: 1 }),
      connection.withDeadline(Date.now() + READY_TIMEOUT_MS, () => connection.workflowService.getSystemInfo({})),
    ]);
    return true;
  } catch {
    return false;
  }
}

/** What is under way is answered first; then nothing keeps the process. */
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), STOP_GRACE_MS).unref();
  await new Promise((resolve) => server.close(resolve));
  await connection.close();
  await ledger.close();
  process.exit(0);
}

function heldCasesIn(temporalUi: URL, namespace: string): string {
  const url = new URL(`/namespaces/${encodeURIComponent(namespace)}/workflows`, temporalUi);
  url.searchParams.set('query', HELD_QUERY);
  return url.href;
}
