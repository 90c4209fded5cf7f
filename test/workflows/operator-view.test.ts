import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataConverter } from '../../codec/data-converter.ts';
import { startTestTemporal, type TestTemporal } from '../../dev/test-servers.ts';
import type { StatusFact } from '../../schemas/words.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { ringOf } from '../codec/rings.ts';
import { MemoryLedger, startStack, type Stack } from './stack.ts';
import { CANARY, caseInput, personOf, PROTECTED, runCaseToClosed, submitTo } from './synthetic-case.ts';
import { TEST_BUNDLES } from './test-bundles.ts';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

const keyRing = ringOf('k-1', { 'k-1': 1 });
const taskQueue = 'gate';

describe('what an operator without the key sees', () => {
  let temporal: TestTemporal;
  let stack: Stack;
  let folder: string;
  let keyless: Client;
  let keylessConnection: Connection;
  const ledger = new MemoryLedger();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'casegate-operator-'));
    temporal = await startTestTemporal({ databaseFile: join(folder, 'temporal.sqlite') });
    stack = await startStack({ address: temporal.address, activities: ledger.activities, keyRing, taskQueue });
    keylessConnection = await Connection.connect({ address: temporal.address });
    keyless = new Client({ connection: keylessConnection });
  }, 90_000);

  afterAll(async () => {
    await keylessConnection?.close();
    await stack?.stop();
    await temporal?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 30_000);

  const submit = (caseId: string, to: string, by: string, event: Record<string, unknown>) =>
    submitTo(stack.client, caseId, to, by, event);

  async function runToClosed(statuses: readonly StatusFact[]): Promise<{ caseId: string; history: History }> {
    const caseId = await runCaseToClosed(stack.client, taskQueue, statuses);
    return { caseId, history: await keyless.workflow.getHandle(caseId).fetchHistory() };
  }

  /** Every name that stands in a history in the clear, as a set: kinds of event, activities, updates, timers, attributes. */
  function namesIn(history: History): string[] {
    const names = (history.events ?? []).flatMap((event) => [
      `event ${event.eventType}`,
      event.activityTaskScheduledEventAttributes?.activityType?.name ?? '',
      event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name ?? '',
      event.workflowExecutionStartedEventAttributes?.workflowType?.name ?? '',
      ...Object.keys(event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes?.indexedFields ?? {}),
    ]);
    return [...new Set(names)].sort();
  }

  it('is the same for a protected case (row 2) and one without known status (row 1), holds no case word and no text, and replays', async () => {
    const open = await runToClosed([]);
    const shielded = await runToClosed([PROTECTED]);
    expect(namesIn(shielded.history)).toEqual(namesIn(open.history));
    expect(namesIn(shielded.history).join(' ')).not.toMatch(/consult|opla|benefit|victim|conflict/i);
    expect(ledger.of(shielded.caseId).at(-1)?.input).toMatchObject({ event: { type: 'action.recorded' } });
    expect([...ledger.delivered.values()].every((times) => times === 1)).toBe(true);

    const raw = (await temporal.keptBytes()).toString('latin1');
    const contains = (text: string) => raw.includes(text);
    expect(contains(CANARY)).toBe(false);
    expect(contains(shielded.caseId)).toBe(true);

    for (const { caseId, history } of [open, shielded]) {
      await Worker.runReplayHistory(
        {
          workflowBundle: await workflowBundle(TEST_BUNDLES),
          dataConverter: createDataConverter(keyRing),
        },
        history,
        caseId,
      );
    }
  }, 60_000);

  it('a plaintext update, signal and query by somebody without the key change nothing, and the case goes on', async () => {
    const caseId = `c_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
    await stack.client.workflow.start('gate', {
      workflowId: caseId,
      taskQueue,
      args: [{ input: caseInput([PROTECTED]), entriesBefore: 0, stepsPerRun: 100 }],
    });
    const forged = keyless.workflow.getHandle(caseId);
    const updateId = 'forged';
    const event = { type: 'case.withdrawn', by: personOf('supervisor-a'), note: '' };
    await expect(forged.executeUpdate('submit', { updateId, args: [{ updateId, to: 'root', event }] })).rejects.toThrow(
      /.+/,
    );
    await forged.signal('submit', { to: 'root', event });
    await submit(caseId, 'root/local', 'partner-local', { type: 'request.answered', answer: 'noConflict' });
    const entries = ledger.of(caseId).map(({ input }) => (input as { kind: string }).kind);
    expect(entries).toEqual(['start', 'event']);
    await submit(caseId, 'root', 'supervisor-a', { type: 'case.withdrawn', note: '' });
  }, 60_000);

  it('a start with what is not a case of ours ends at once', async () => {
    const handle = await keyless.workflow.start('gate', {
      workflowId: `c_${randomUUID()}`,
      taskQueue,
      args: [{ input: {}, entriesBefore: 0, stepsPerRun: 1 }],
    });
    await expect(handle.result()).rejects.toThrow(/.+/);
    expect(ledger.of(handle.workflowId)).toEqual([]);
  }, 30_000);
});
