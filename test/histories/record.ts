/**
 * Records histories of this release: `npm run record-histories -- VERSION`. Once for each release; an old one is never written again,
 * since running cases have it. They are encrypted under the tests' own fixed key. A scenario that an older folder of the same version
 * has already is not played again.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { startTestTemporal } from '../../dev/test-servers.ts';
import { TASK_QUEUE } from '../../schemas/task-queue.ts';
import { ringOf } from '../codec/rings.ts';
import { MemoryLedger, startStack } from '../workflows/stack.ts';
import { SCENARIOS } from './scenarios.ts';

const History = proto.temporal.api.history.v1.History;
type History = ReturnType<typeof History.fromObject>;

const version = process.argv[2];
if (version === undefined) throw new Error('usage: npm run record-histories -- VERSION');
const folder = fileURLToPath(new URL(`./${version}`, import.meta.url));
await mkdir(folder, { recursive: true });
const recorded = new Set((await readdir(folder)).map((name) => name.split('.')[0]));

const temporal = await startTestTemporal();
const ledger = new MemoryLedger();
const stack = await startStack({
  address: temporal.address,
  activities: ledger.activities,
  keyRing: ringOf('k-1', { 'k-1': 1 }),
  taskQueue: TASK_QUEUE,
});
const connection = await Connection.connect({ address: temporal.address });
try {
  for (const [name, play] of Object.entries(SCENARIOS)) {
    if (recorded.has(name)) continue;
    const caseId = await play({ client: stack.client, keyless: new Client({ connection }), ledger });
    for (const [index, history] of (await historiesOf(caseId)).entries()) {
      // A replay needs the case's id.
      await writeFile(`${folder}/${name}.${caseId}.${index + 1}.binpb`, History.encode(history).finish());
    }
    console.log(name);
  }
} finally {
  await connection.close();
  await stack.stop();
  await temporal.stop();
}

/** Of each run of the case, the first first. */
async function historiesOf(caseId: string): Promise<History[]> {
  const histories: History[] = [];
  let runId: string | undefined;
  do {
    const history = await stack.client.workflow.getHandle(caseId, runId).fetchHistory();
    histories.unshift(History.fromObject(history));
    runId = history.events![0]!.workflowExecutionStartedEventAttributes!.continuedExecutionRunId || undefined;
  } while (runId !== undefined);
  return histories;
}
