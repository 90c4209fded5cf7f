/**
 * Records histories of this release: `node test/histories/record.ts VERSION`. Once for each release; an old one is never written again,
 * since running cases have it. They are encrypted under the tests' own fixed key.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';
import { startTestTemporal } from '../../dev/test-servers.ts';
import { ringOf } from '../codec/rings.ts';
import { MemoryLedger, startStack } from '../workflows/stack.ts';
import { PROTECTED, runCaseToClosed } from '../workflows/synthetic-case.ts';

const version = process.argv[2];
if (version === undefined) throw new Error('usage: node test/histories/record.ts VERSION');
const folder = fileURLToPath(new URL(`./${version}`, import.meta.url));
await mkdir(folder);

const temporal = await startTestTemporal();
const stack = await startStack({
  address: temporal.address,
  activities: new MemoryLedger().activities,
  keyRing: ringOf('k-1', { 'k-1': 1 }),
  taskQueue: 'gate',
});
try {
  for (const [name, statuses] of [
    ['row-1', []],
    ['row-2', [PROTECTED]],
  ] as const) {
    const caseId = await runCaseToClosed(stack.client, 'gate', statuses);
    const history = await stack.client.workflow.getHandle(caseId).fetchHistory();
    // Named by row and case id: a replay needs the id.
    await writeFile(`${folder}/${name}.${caseId}.binpb`, proto.temporal.api.history.v1.History.encode(history).finish());
  }
} finally {
  await stack.stop();
  await temporal.stop();
}
