import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Activities, DueReport, TrainingReport } from '../../activities/contract.ts';
import { createDataConverter } from '../../codec/data-converter.ts';
import type { Notification } from '../../activities/ports.ts';
import { createRecordActivities } from '../../activities/record-activities.ts';
import { createStepActivities } from '../../activities/step-activities.ts';
import { startTestTemporal, type TestTemporal } from '../../dev/test-servers.ts';
import { createCheckpointFolder } from '../../ledger/checkpoint-folder.ts';
import { createCheckpoints } from '../../ledger/checkpoints.ts';
import { createCaseWorker } from '../../worker/create-worker.ts';
import { scheduleRecordKeeping } from '../../worker/schedules.ts';
import { dueByOffice } from '../../ledger/custody-reads.ts';
import { noteTold, untoldReports } from '../../ledger/incident-notices.ts';
import { createPrivacyRecord } from '../../ledger/privacy-record.ts';
import { datedIn } from '../../ledger/waiting-steps.ts';
import { staffTraining } from '../../worker/staff-training.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { BUILT_POLICIES, DrivenCase } from './cases.ts';
import { references, RING, startStack, type Stack } from './stack.ts';
import { TEST_BUNDLES } from '../workflows/test-bundles.ts';

let stack: Stack;
let temporal: TestTemporal;
let folder: string;
let staffFolder: string;
beforeAll(async () => {
  [stack, temporal, folder, staffFolder] = await Promise.all([
    startStack(),
    startTestTemporal(),
    mkdtemp(join(tmpdir(), 'casegate-checkpoints-')),
    mkdtemp(join(tmpdir(), 'casegate-staff-')),
  ]);
});
afterAll(async () => {
  await Promise.all([stack.stop(), temporal.stop()]);
  await Promise.all([folder, staffFolder].map((one) => rm(one, { recursive: true, force: true })));
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
/** Not one that a clock brought: those stand on whole five minutes. */
const isAtOnce = ({ scheduledAt }: { readonly scheduledAt: Date }): boolean => scheduledAt.getTime() % 300_000 !== 0;

/** ISO 8601 date: a training ends with the beginning of one. */
const dateAfter = (at: number, days: number): string => new Date(at + days * DAY_MS).toISOString().slice(0, 10);

/** One told at the second step, one at the first, and three who are not: it ended, it lasts, and a partner's. */
const staffAt = (at: number) =>
  (
    [
      ['SOON', 6, { mail: 'soon@agency.invalid' }],
      ['WITHIN', 29, {}],
      ['ENDED', -1, {}],
      ['LATER', 40, {}],
      ['PARTNER', 6, { roles: ['partner'], partnerClass: 'local' }],
    ] as const
  ).map(([name, days, more]) => ({
    subject: name,
    displayName: `${name} (synthetic)`,
    staffId: `STAFF-${name}`,
    roles: ['legal'],
    office: 'OFFICE-EAST',
    trainedUntil: dateAfter(at, days),
    ...more,
  }));

test('schedules have a worker write the first checkpoint and report what is due at once, however many workers ask for it', async () => {
  const [ended, open] = [new DrivenCase(), new DrivenCase()];
  for (const request of [ended.opening(), ended.withdraw(), open.opening()]) await stack.ledger.append(request);
  await createPrivacyRecord(stack.db, RING).reportIncident({ ...REPORT, caseId: open.caseId });
  const sent: Notification[] = [];
  const connection = await NativeConnection.connect({ address: temporal.address });
  await Promise.all([1, 2, 3].map(() => scheduleRecordKeeping(connection, temporal.namespace)));
  const copies = createCheckpointFolder(folder);
  const staffFile = join(staffFolder, 'staff.json');
  await writeFile(staffFile, JSON.stringify({ staff: staffAt(ended.at + DAY_MS) }));
  const worker = await createCaseWorker({
    connection,
    namespace: temporal.namespace,
    bundle: await workflowBundle(TEST_BUNDLES),
    keyRing: RING,
    activities: {
      ...createRecordActivities({
        checkpoints: createCheckpoints(stack.db, RING, copies),
        retention: { dueByOffice: (at) => dueByOffice(stack.db, DAY_MS, at) },
        reports: {
          untold: () => untoldReports(stack.db),
          noteTold: (incident, at) => noteTold(stack.db, incident, at),
        },
        training: staffTraining(staffFile),
        notifications: { send: async (notification) => void sent.push(notification) },
        clock: () => ended.at + DAY_MS,
      }),
      ...createStepActivities({
        dated: (page) => datedIn(stack.db, page),
        library: BUILT_POLICIES,
        references,
        clock: () => ended.at + DAY_MS,
      }),
      ...noCases,
    },
  });
  const client = new Client({ connection, namespace: temporal.namespace, dataConverter: createDataConverter(RING) });
  const { schedule, workflow } = client;
  await worker.runUntil(async () => {
    await vi.waitFor(async () => expect(await readdir(folder)).toEqual(['0000000000000004.note']), 30_000);
    const resultOf = async (scheduleId: string): Promise<unknown> => {
      const workflowId = await vi.waitFor(async () => {
        const [action] = (await schedule.getHandle(scheduleId).describe()).info.recentActions;
        expect(action).toBeDefined();
        return action!.action.workflow.workflowId;
      }, 30_000);
      return await workflow.getHandle(workflowId).result();
    };
    expect(await resultOf('retention')).toEqual({ due: 1 } satisfies DueReport);
    expect(await resultOf('reminders')).toEqual({ told: 0, left: 0 });
    expect(await resultOf('training')).toEqual({ ending: 2 } satisfies TrainingReport);
    await vi.waitFor(async () => expect(await untoldReports(stack.db)).toEqual([]), 30_000);
  });
  const at = (days: number): number => Date.parse(dateAfter(ended.at + DAY_MS, days));
  // Nothing of the report: not its category, its case or its words.
  expect(sent.toSorted((one, other) => one.key.localeCompare(other.key))).toEqual([
    { key: `report/${REPORT.incident}`, audience: 'privacy', office: 'OFFICE-WEST' },
    { key: 'retention/OFFICE-EAST/2026-11', audience: 'privacy', office: 'OFFICE-EAST' },
    { key: `training/STAFF-SOON/${at(6)}/7`, staffId: 'STAFF-SOON', mail: 'soon@agency.invalid' },
    { key: `training/STAFF-WITHIN/${at(29)}/30`, staffId: 'STAFF-WITHIN', mail: null },
  ]);
  const schedules = [];
  for await (const { scheduleId } of schedule.list()) schedules.push(scheduleId);
  expect(schedules.toSorted()).toEqual(['checkpoint', 'notices', 'reminders', 'retention', 'training']);
  for (const scheduleId of schedules)
    expect((await schedule.getHandle(scheduleId).describe()).info.recentActions.filter(isAtOnce)).toHaveLength(1);
  await connection.close();
});

test('a report is told again after a try that failed, and once it was told, no more', async () => {
  await createPrivacyRecord(stack.db, RING).reportIncident({ ...REPORT, incident: 'i_another', caseId: null });
  const sent: Notification[] = [];
  let isAway = true;
  const { sendNotices } = createRecordActivities({
    checkpoints: { write: async () => undefined },
    retention: { dueByOffice: async () => null },
    training: { endings: async () => null },
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
