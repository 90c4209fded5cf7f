import { randomUUID } from 'node:crypto';
import { activityInfo, cancelled } from '@temporalio/activity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestTemporal, type TestTemporal } from '../../dev/test-servers.ts';
import { ringOf } from '../codec/rings.ts';
import { MemoryLedger, startStack, type Stack } from './stack.ts';
import { caseInput, submitTo } from './synthetic-case.ts';

describe('what an opening tells the outside', () => {
  let temporal: TestTemporal;
  let stack: Stack;
  const taskQueue = 'opening';
  const ledger = new MemoryLedger();
  /** Cases whose first delivery the outside takes and does not answer, until the activity's time is over. */
  const unanswered = new Set<string>();
  const { deliver } = ledger.activities;

  beforeAll(async () => {
    temporal = await startTestTemporal();
    stack = await startStack({
      address: temporal.address,
      activities: {
        ...ledger.activities,
        async deliver(request) {
          await deliver(request);
          if (activityInfo().isLocal && unanswered.has(request.caseId)) await cancelled();
        },
      },
      keyRing: ringOf('k-1', { 'k-1': 1 }),
      taskQueue,
    });
  });

  afterAll(async () => {
    await stack?.stop();
    await temporal?.stop();
  });

  async function begin({ isAnswered = true, deliversOpeningLocally = true } = {}): Promise<string> {
    const workflowId = `c_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
    if (!isAnswered) unanswered.add(workflowId);
    const input = caseInput([]);
    await stack.client.workflow.start('gate', {
      workflowId,
      taskQueue,
      args: [
        { input, entriesBefore: 0, stepsPerRun: 100, ...(deliversOpeningLocally ? { deliversOpeningLocally } : {}) },
      ],
    });
    return workflowId;
  }

  async function scheduledIn(caseId: string): Promise<string[]> {
    const { events } = await stack.client.workflow.getHandle(caseId).fetchHistory();
    return (events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? []);
  }

  const withdraw = (caseId: string) =>
    submitTo(stack.client, caseId, 'root', 'supervisor-a', { type: 'case.withdrawn', note: '' });
  /** How often each key was delivered. */
  const countsOf = (caseId: string) =>
    new Set([...ledger.delivered].filter(([key]) => key.startsWith(`${caseId}:`)).map(([, count]) => count));

  it('goes out in its first workflow task, once', async () => {
    const caseId = await begin();
    await withdraw(caseId);
    expect(await scheduledIn(caseId)).toEqual(['appendEntry']);
    expect(countsOf(caseId)).toEqual(new Set([1]));
  });

  it('goes out by a regular activity where the outside does not answer at once, under the same keys', async () => {
    const caseId = await begin({ isAnswered: false });
    await withdraw(caseId);
    await stack.client.workflow.getHandle(caseId).result();
    expect((await scheduledIn(caseId)).sort()).toEqual(['appendEntry', 'deliver']);
    expect(countsOf(caseId)).toEqual(new Set([2]));
  });

  it('goes out by a regular activity in cases that an older version started', async () => {
    const caseId = await begin({ deliversOpeningLocally: false });
    await withdraw(caseId);
    await stack.client.workflow.getHandle(caseId).result();
    expect((await scheduledIn(caseId)).sort()).toEqual(['appendEntry', 'deliver']);
  });
});
