/** Process entry of the bare workflow's worker: configured, tuned and ended as `worker/main.ts`. */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { Pool } from 'pg';
import { createNotificationOutbox } from '../activities/outbox.ts';
import { setting } from '../schemas/setting.ts';
import { BARE_TABLE, BARE_TASK_QUEUE, bareNotificationKeyOf, type BareActivities } from './bare-contract.ts';

Runtime.install({ shutdownSignals: ['SIGTERM', 'SIGINT'] });

/** As many connections as the ledger's. */
const pool = new Pool({ connectionString: setting('DATABASE_URL'), max: 10 });
await pool.query(BARE_TABLE);
const outbox = createNotificationOutbox(setting('CASEGATE_OUTBOX_DIR'), 'http://127.0.0.1:8080/tasks');

const activities: BareActivities = {
  async record({ caseId, step, content }) {
    await pool.query('insert into bare_record (case_id, step, content) values ($1, $2, $3) on conflict do nothing', [
      caseId,
      step,
      JSON.stringify(content),
    ]);
  },
  notify: (caseId, office) => outbox.send({ key: bareNotificationKeyOf(caseId), audience: 'supervisor', office }),
};

const worker = await Worker.create({
  connection: await NativeConnection.connect({ address: setting('TEMPORAL_ADDRESS') }),
  namespace: setting('TEMPORAL_NAMESPACE'),
  taskQueue: BARE_TASK_QUEUE,
  workflowsPath: fileURLToPath(new URL('./bare.workflow.ts', import.meta.url)),
  activities,
});

process.stdin.on('end', () => worker.shutdown()).resume();
console.log('ready');
await worker.run();
await pool.end();
process.exit(0);
