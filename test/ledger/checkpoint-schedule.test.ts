import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Activities, DueReport } from '../../activities/contract.ts';
import { createDataConverter } from '../../codec/data-converter.ts';
import type { Notification } from '../../activities/ports.ts';
import { createRecordActivities } from '../../activities/record-activities.ts';
import { startTestTemporal, type TestTemporal } from '../../dev/test-servers.ts';
import { createCheckpointFolder } from '../../ledger/checkpoint-folder.ts';
import { createCheckpoints } from '../../ledger/checkpoints.ts';
import { createCaseWorker } from '../../worker/create-worker.ts';
import { scheduleRecordKeeping } from '../../worker/schedules.ts';
import { dueByOffice } from '../../ledger/custody.ts';
import { noteTold, untoldReports } from '../../ledger/incident-notices.ts';
import { createPrivacyRecord } from '../../ledger/privacy-record.ts';
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

const DAY_MS = 86_400_000;

const REPORT = {
  incident: 'i_synthetic',
  category: 'improperAccess',
  occurredAt: 1,
  note: 'a synthetic note',
  person: 'urn:synthetic#somebody',
  office: 'OFFICE-WEST',
  at: 1,
} as const;

test('schedules have a worker write the first checkpoint and report what is due at once, however many workers ask for it', async () => {
  const [ended, open] = [new DrivenCase(), new DrivenCase()];
  for (const request of [ended.opening(), ended.withdraw(), open.opening()]) await stack.ledger.append(request);
  await createPrivacyRecord(stack.db, RING).reportIncident({ ...REPORT, caseId: open.caseId });
  const sent: Notification[] = [];
  const connection = await NativeConnection.connect({ address: temporal.address });
  await Promise.all([1, 2, 3].map(() => scheduleRecordKeeping(connection, temporal.namespace)));
  const copies = createCheckpointFolder(folder);
  const worker = await createCaseWorker({
    connection,
    namespace: temporal.namespace,
    bundle: await workflowBundle(join(tmpdir(), 'casegate-test-bundles')),
    keyRing: RING,
    activities: {
      ...createRecordActivities({
        checkpoints: createCheckpoints(stack.db, RING, copies),
        retention: { dueByOffice: (at) => dueByOffice(stack.db, DAY_MS, at) },
        reports: {
          untold: () => untoldReports(stack.db),
          noteTold: (incident, at) => noteTold(stack.db, incident, at),
        },
        notifications: { send: async (notification) => void sent.push(notification) },
        clock: () => ended.at + DAY_MS,
      }),
      ...noCases,
    },
  });
  const client = new Client({ connection, namespace: temporal.namespace, dataConverter: createDataConverter(RING) });
  const { schedule, workflow } = client;
  await worker.runUntil(async () => {
    await vi.waitFor(async () => expect(await readdir(folder)).toEqual(['0000000000000004.note']), 30_000);
    const workflowId = await vi.waitFor(async () => {
      const [action] = (await schedule.getHandle('retention').describe()).info.recentActions;
      expect(action).toBeDefined();
      return action!.action.workflow.workflowId;
    }, 30_000);
    expect(await workflow.getHandle(workflowId).result()).toEqual({ due: 1 } satisfies DueReport);
    await vi.waitFor(async () => expect(await untoldReports(stack.db)).toEqual([]), 30_000);
  });
  // Nothing of the report: not its category, its case or its words.
  expect(sent.toSorted((one, other) => one.key.localeCompare(other.key))).toEqual([
    { key: `report/${REPORT.incident}`, audience: 'privacy', office: 'OFFICE-WEST' },
    { key: 'retention/OFFICE-EAST/2026-11', audience: 'privacy', office: 'OFFICE-EAST' },
  ]);
  const schedules = [];
  for await (const { scheduleId } of schedule.list()) schedules.push(scheduleId);
  expect(schedules.toSorted()).toEqual(['checkpoint', 'notices', 'retention']);
  for (const scheduleId of schedules)
    expect((await schedule.getHandle(scheduleId).describe()).info.recentActions).toHaveLength(1);
  await connection.close();
});

test('a report is told again after a try that failed, and once it was told, no more', async () => {
  await createPrivacyRecord(stack.db, RING).reportIncident({ ...REPORT, incident: 'i_another', caseId: null });
  const sent: Notification[] = [];
  let isAway = true;
  const { sendNotices } = createRecordActivities({
    checkpoints: { write: async () => undefined },
    retention: { dueByOffice: async () => null },
    reports: { untold: () => untoldReports(stack.db), noteTold: (incident, at) => noteTold(stack.db, incident, at) },
    notifications: {
      async send(notification) {
        if (isAway) throw new Error('the mail server is away');
        sent.push(notification);
      },
    },
    clock: () => 2,
  });
  await expect(sendNotices()).rejects.toThrow('the outside did not take it');
  expect(await untoldReports(stack.db)).toEqual([{ incident: 'i_another', office: 'OFFICE-WEST' }]);
  isAway = false;
  await sendNotices();
  await sendNotices();
  expect(sent).toEqual([{ key: 'report/i_another', audience: 'privacy', office: 'OFFICE-WEST' }]);
});
