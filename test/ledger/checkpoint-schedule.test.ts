import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Activities } from '../../activities/contract.ts';
import { createRecordActivities } from '../../activities/record-activities.ts';
import { startTestTemporal, type TestTemporal } from '../../dev/test-servers.ts';
import { createCheckpointFolder } from '../../ledger/checkpoint-folder.ts';
import { createCheckpoints } from '../../ledger/checkpoints.ts';
import { createCaseWorker } from '../../worker/create-worker.ts';
import { scheduleCheckpoints } from '../../worker/schedules.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { DrivenCase } from './cases.ts';
import { RING, startStack, type Stack } from './stack.ts';

let stack: Stack;
let temporal: TestTemporal;
let folder: string;
beforeAll(async () => {
  [stack, temporal, folder] = await Promise.all([
    startStack(),
    startTestTemporal(),
    mkdtemp(join(tmpdir(), 'casegate-checkpoints-')),
  ]);
});
afterAll(async () => {
  await Promise.all([stack.stop(), temporal.stop()]);
  await rm(folder, { recursive: true, force: true });
});

/** None of these is called here. */
const noCases: Activities = {
  appendEntry: vi.fn<Activities['appendEntry']>(),
  deliver: vi.fn<Activities['deliver']>(),
  call: vi.fn<Activities['call']>(),
};

test('a schedule has a worker write the first checkpoint at once, however many workers ask for it', async () => {
  await stack.ledger.append(new DrivenCase().opening());
  const connection = await NativeConnection.connect({ address: temporal.address });
  await Promise.all([1, 2, 3].map(() => scheduleCheckpoints(connection, temporal.namespace)));
  const copies = createCheckpointFolder(folder);
  const worker = await createCaseWorker({
    connection,
    namespace: temporal.namespace,
    bundle: await workflowBundle(join(tmpdir(), 'casegate-test-bundles')),
    keyRing: RING,
    activities: { ...createRecordActivities(createCheckpoints(stack.db, RING, copies)), ...noCases },
  });
  await worker.runUntil(async () => {
    await vi.waitFor(async () => expect(await readdir(folder)).toEqual(['0000000000000001.note']), 30_000);
  });
  const { schedule } = new Client({ connection, namespace: temporal.namespace });
  const schedules = [];
  for await (const { scheduleId } of schedule.list()) schedules.push(scheduleId);
  expect(schedules).toEqual(['checkpoint']);
  const { recentActions } = (await schedule.getHandle('checkpoint').describe()).info;
  expect(recentActions).toHaveLength(1);
  await connection.close();
});
