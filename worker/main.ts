/** Process entry of the worker. Configured by the environment; prints `ready`; ends on SIGTERM, SIGINT, or when the pipe that is its standard input closes. */
import { fstatSync } from 'node:fs';
import { NativeConnection, Runtime } from '@temporalio/worker';
import { createActivities } from '../activities/create-activities.ts';
import { createRecordActivities } from '../activities/record-activities.ts';
import { createNotificationOutbox, createPartnerOutbox } from '../activities/outbox.ts';
import { createPolicyActivities } from '../activities/policy-activities.ts';
import { smtpFrom, smtpSettings } from '../activities/smtp-settings.ts';
import { createStepActivities } from '../activities/step-activities.ts';
import { createRelatedCases } from '../activities/related-cases.ts';
import { openKeyRing } from '../codec/open-key-ring.ts';
import { createReferences } from '../codec/references.ts';
import { createCheckpointFolder } from '../ledger/checkpoint-folder.ts';
import { createCheckpoints } from '../ledger/checkpoints.ts';
import { dueByOffice } from '../ledger/custody-reads.ts';
import { decidingDigestOf, keepDecidingCode, readDecidingFiles } from '../ledger/deciding-code.ts';
import { noteTold, untoldReports } from '../ledger/incident-notices.ts';
import { createLedger } from '../ledger/ledger.ts';
import { openDatabase } from '../ledger/database.ts';
import { migrate } from '../ledger/migrations.ts';
import { createPolicyLibrary, retentionIn } from '../ledger/policy-library.ts';
import { createPolicyRegister } from '../ledger/policy-register.ts';
import { openTrustedPolicyKeys } from '../ledger/trusted-policy-keys.ts';
import { datedIn } from '../ledger/waiting-steps.ts';
import { caseProgram, requestKeyOf } from '../machines/case-program.ts';
import { onCallRoster } from './on-call-roster.ts';
import { createCaseWorker } from './create-worker.ts';
import { scheduleRecordKeeping } from './schedules.ts';
import { staffTraining } from './staff-training.ts';
import { startRegister } from './start-register.ts';
import { setting } from '../schemas/setting.ts';
import { workflowBundle } from './workflow-bundle.ts';

// The keeper ends the worker; signals are handled by the runtime so that what is under way ends first.
Runtime.install({ shutdownSignals: ['SIGTERM', 'SIGINT'] });

const keyRing = await openKeyRing(process.env);
const references = createReferences(keyRing);
const db = openDatabase(setting('DATABASE_URL'));
await migrate(setting('DATABASE_URL'));
const decidingFiles = await readDecidingFiles();
await keepDecidingCode(db, decidingFiles);
const ledger = createLedger({
  db,
  program: caseProgram,
  keyRing,
  references,
  machinesDigest: decidingDigestOf(decidingFiles),
});
const outboxFolder = setting('CASEGATE_OUTBOX_DIR');
const mail = await smtpSettings(process.env);
const notifications =
  mail === null
    ? createNotificationOutbox(outboxFolder, `http://127.0.0.1:${process.env['CASEGATE_API_PORT'] ?? '8080'}/tasks`)
    : smtpFrom(mail, outboxFolder, (key) => references('n', key));

const staffFile = process.env['CASEGATE_STAFF_FILE'] || undefined;

// Should be on another disk than the database: see docs/ledger.md.
const copies = createCheckpointFolder(setting('CASEGATE_CHECKPOINT_DIR'));
const connection = await NativeConnection.connect({ address: setting('TEMPORAL_ADDRESS') });
const namespace = setting('TEMPORAL_NAMESPACE');
await scheduleRecordKeeping(connection, namespace);
await startRegister(connection, namespace, keyRing);
const register = createPolicyRegister(db);
const library = createPolicyLibrary({
  register,
  trusted: await openTrustedPolicyKeys(process.env['CASEGATE_POLICY_KEYS_FILE']),
});

const bundle = await workflowBundle(setting('CASEGATE_BUNDLE_CACHE_DIR'));
// Set where releases run side by side: docs/versioning.md.
const deploymentName = process.env['CASEGATE_WORKER_DEPLOYMENT'] ?? '';

const worker = await createCaseWorker({
  connection,
  namespace,
  bundle,
  ...(deploymentName === '' ? {} : { release: { deploymentName, buildId: bundle.digest } }),
  keyRing,
  activities: {
    ...createRecordActivities({
      checkpoints: createCheckpoints(db, keyRing, copies),
      retention: { dueByOffice: async (at) => dueByOffice(db, await retentionIn(library), at) },
      reports: {
        untold: () => untoldReports(db),
        noteTold: (incident, at) => noteTold(db, incident, at),
      },
      training: staffTraining(staffFile),
      notifications,
      clock: () => Date.now(),
    }),
    ...createPolicyActivities({
      register,
      library,
      references,
      clock: () => Date.now(),
    }),
    ...createStepActivities({
      dated: (page) => datedIn(db, page),
      library,
      references,
      clock: () => Date.now(),
    }),
    ...createActivities({
      ledger,
      notifications,
      onCall: onCallRoster({
        path: staffFile,
        clock: () => Date.now(),
        onFault: () => console.error('CASEGATE_STAFF_FILE is not right: who is on call is not told'),
      }),
      partners: createPartnerOutbox(outboxFolder),
      related: createRelatedCases(ledger),
      requestReferenceOf: (caseId, partnerClass) => references('r', caseId, requestKeyOf(partnerClass)),
    }),
  },
});

// A keeper's end closes the pipe from it. A device such as /dev/null, as containers have it, is at its end from the start.
if (!fstatSync(0).isCharacterDevice()) process.stdin.on('end', () => worker.shutdown()).resume();
if (deploymentName !== '') console.log(`release ${deploymentName} ${bundle.digest}`);
console.log('ready');
await worker.run();
await ledger.close();
// Node would wait for the standard input of a keeper that lives on.
process.exit(0);
