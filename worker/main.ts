/** Process entry of the worker. Configured by the environment; prints `ready`; ends on SIGTERM, SIGINT, or when its standard input closes. */
import { NativeConnection, Runtime } from '@temporalio/worker';
import { createActivities } from '../activities/create-activities.ts';
import { createNotificationOutbox, createPartnerOutbox } from '../activities/outbox.ts';
import { openKeyFile } from '../codec/key-file.ts';
import { createReferences } from '../codec/references.ts';
import { createLedger } from '../ledger/ledger.ts';
import { openDatabase } from '../ledger/database.ts';
import { migrate } from '../ledger/migrations.ts';
import { caseProgram, requestKeyOf } from '../machines/case-program.ts';
import { createCaseWorker } from './create-worker.ts';
import { setting } from '../schemas/setting.ts';
import { machinesDigest, workflowBundle } from './workflow-bundle.ts';

// The keeper ends the worker; signals are handled by the runtime so that what is under way ends first.
Runtime.install({ shutdownSignals: ['SIGTERM', 'SIGINT'] });

const keyRing = await openKeyFile(setting('CASEGATE_KEYS_FILE'));
const references = createReferences(keyRing);
const db = openDatabase(setting('DATABASE_URL'));
await migrate(setting('DATABASE_URL'));
const ledger = createLedger({ db, program: caseProgram, keyRing, references, machinesDigest: await machinesDigest() });
const outboxFolder = setting('CASEGATE_OUTBOX_DIR');

const worker = await createCaseWorker({
  connection: await NativeConnection.connect({ address: setting('TEMPORAL_ADDRESS') }),
  namespace: setting('TEMPORAL_NAMESPACE'),
  bundle: await workflowBundle(setting('CASEGATE_BUNDLE_CACHE_DIR')),
  keyRing,
  activities: createActivities({
    ledger,
    notifications: createNotificationOutbox(
      outboxFolder,
      `http://127.0.0.1:${process.env['CASEGATE_API_PORT'] ?? '8080'}/tasks`,
    ),
    partners: createPartnerOutbox(outboxFolder),
    requestReferenceOf: (caseId, partnerClass) => references('r', caseId, requestKeyOf(partnerClass)),
  }),
});

process.stdin.on('end', () => worker.shutdown()).resume();
console.log('ready');
await worker.run();
await ledger.close();
// Node would wait for the standard input of a keeper that lives on.
process.exit(0);
