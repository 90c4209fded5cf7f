import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { timeSkippingServerPath } from '../../dev/temporal-binary.ts';
import { ringOf } from '../codec/rings.ts';
import { MemoryLedger, startStack, type Stack } from './stack.ts';
import { caseInput, PROTECTED } from './synthetic-case.ts';
import { registerSearchAttributes } from './time-skipping.ts';

let environment: TestWorkflowEnvironment;
let stack: Stack;
const ledger = new MemoryLedger();

beforeAll(async () => {
  const path = await timeSkippingServerPath();
  environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  await registerSearchAttributes(environment);
  stack = await startStack({
    address: environment.address,
    activities: ledger.activities,
    keyRing: ringOf('k-1', { 'k-1': 1 }),
    taskQueue: 'gate',
  });
});

afterAll(async () => {
  await stack?.stop();
  await environment?.teardown();
});

it('rows 15, 27: weeks of silence remind and escalate, and never become an answer or advice', async () => {
  const at = await environment.currentTimeMs();
  const caseId = 'c_time-skipping';
  await stack.client.workflow.start('gate', {
    workflowId: caseId,
    taskQueue: 'gate',
    args: [{ input: caseInput([PROTECTED], at), entriesBefore: 0, stepsPerRun: 100 }],
  });
  await environment.sleep('21 days');
  const kinds = ledger.of(caseId).map(({ input }) => (input as { kind: string }).kind);
  // The consultation and each of four partners: reminder, overdue, escalation.
  expect(kinds).toEqual(['start', ...Array.from({ length: 15 }, () => 'timer')]);
  const { system } = await stack.client.workflow
    .getHandle(caseId)
    .query<{ system: { actors: Record<string, { value: unknown }> } }>('status');
  expect(system.actors['root']?.value).toEqual({
    gating: {
      consultation: 'awaitingOplaConsultation',
      deconfliction: 'checkingDeconfliction',
      counsel: 'unheld',
    },
  });
  expect(system.actors['root/local']?.value).toEqual({ asked: 'escalated' });
});
