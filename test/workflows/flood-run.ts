/** Somebody without the key sends as much as the server takes. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestTemporal, type TestTemporal } from '../../dev/test-servers.ts';
import { onceMoreIfCutOff } from '../../schemas/cut-off.ts';
import { ringOf } from '../codec/rings.ts';
import { MemoryLedger, startStack, TOY, type Stack } from './stack.ts';

const taskQueue = 'toy';
/** Below the 100 that the server lets wait for one execution (dev/temporal-server.ts); beyond it only says so sooner. */
const AT_A_TIME = 90;

let temporal: TestTemporal;
let stack: Stack;
let connection: Connection;
let keyless: Client;
const ledger = new MemoryLedger();
const newStack = () =>
  startStack({
    address: temporal.address,
    activities: ledger.activities,
    keyRing: ringOf('k-1', { 'k-1': 1 }),
    taskQueue,
    entry: TOY,
  });

async function begin(): Promise<string> {
  const workflowId = `toy-${randomUUID()}`;
  await stack.client.workflow.start('vending', { workflowId, taskQueue, args: [100] });
  await goOn(workflowId);
  return workflowId;
}

async function goOn(workflowId: string, updateId: string = randomUUID()): Promise<void> {
  const send = () =>
    stack.client.workflow
      .getHandle(workflowId)
      .executeUpdate('submit', { updateId, args: [{ updateId, to: 'root', event: { type: 'coin.inserted' } }] });
  // As the API does: a run that continues as new may cut off what it had taken, and the next one knows the id.
  await onceMoreIfCutOff(send);
}

const described = (workflowId: string) => keyless.workflow.getHandle(workflowId).describe();

/** An update whose payload is not encrypted; by gRPC, since a client without the key cannot decode what it is told. */
async function sendPlaintext(workflowId: string, updateId: string): Promise<string> {
  const payload = defaultPayloadConverter.toPayload({ updateId, to: 'root', event: { type: 'unplugged' } })!;
  const { outcome } = await connection.workflowService.updateWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId },
    waitPolicy: { lifecycleStage: 3 },
    request: { meta: { updateId, identity: 'attacker' }, input: { name: 'submit', args: { payloads: [payload] } } },
  });
  return outcome?.failure?.applicationFailureInfo?.type ?? 'none';
}

/** How often the case's own work goes on between them. */
const ACTS = 10;
/** Thousands of requests on two shared cores: a limit for what hangs. */
const TIMEOUT_MS = 300_000;

async function repeat(times: number, act: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < times; index = next++) await act(index);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}

/** @param updates how many are sent without the key, a multiple of the acts between them */
export function floodOf(updates: number): void {
  beforeAll(async () => {
    temporal = await startTestTemporal();
    stack = await newStack();
    connection = await Connection.connect({ address: temporal.address });
    keyless = new Client({ connection });
  });

  afterAll(async () => {
    await connection?.close();
    await stack?.stop();
    await temporal?.stop();
  });

  it(
    `${updates.toLocaleString('en-US')} updates are refused one and all, the work between them goes on, and they leave nothing in the history`,
    async () => {
      const workflowId = await begin();
      const before = await described(workflowId);
      const outcomes = new Map<string, number>();
      let acts = 0;
      await repeat(updates, async (index) => {
        const outcome = await sendPlaintext(workflowId, `poison-${index}`);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        if (index % (updates / ACTS) === 0) {
          await goOn(workflowId);
          acts += 1;
        }
      });
      expect([...outcomes]).toEqual([['Malformed', updates]]);
      expect(acts).toBe(ACTS);
      expect(ledger.of(workflowId)).toHaveLength(2 + acts);
      const after = await described(workflowId);
      expect(after.runId).toBe(before.runId);
      // An accepted one leaves about fifteen events; refused ones that left one each would show.
      expect(after.historyLength - before.historyLength).toBeLessThan(30 * acts);
    },
    TIMEOUT_MS,
  );

  it(
    'more at a time than the server lets wait are turned away, none takes effect, and afterwards the work goes on',
    async () => {
      const workflowId = await begin();
      const outcomes = await Promise.all(
        Array.from({ length: 400 }, (_, index) =>
          connection
            .withDeadline(Date.now() + 10_000, () => sendPlaintext(workflowId, `burst-${index}`))
            .catch((error: unknown) => (error as { code: number }).code),
        ),
      );
      // Refused by the case, or by the server: cancelled, deadline, overload, failed task, unavailable.
      for (const outcome of new Set(outcomes)) expect(outcome).toBeOneOf(['Malformed', 1, 4, 8, 9, 14]);
      const updateId = randomUUID();
      for (;;) {
        const outcome = await goOn(workflowId, updateId).catch((error: unknown) => error);
        if (outcome === undefined) break;
        // What waits at the server when the burst ends may still be in the way. Under its id it is taken once, also where the answer was late.
        expect((outcome as Error).cause).toMatchObject({ code: expect.toBeOneOf([1, 4, 8, 9, 14]) });
      }
      expect(ledger.of(workflowId)).toHaveLength(3);
    },
    TIMEOUT_MS,
  );

  it(
    'more signals than one run should hold do not stop it: nothing handles them, and it continues as new without them',
    async () => {
      const workflowId = await begin();
      const { runId } = await described(workflowId);
      // While no worker runs, so that they all come at once. The server suggests to continue as new from 4,096 events on.
      await stack.stop();
      await repeat(5_000, (index) => keyless.workflow.getHandle(workflowId).signal('submit', { index }));
      stack = await newStack();
      await goOn(workflowId);
      const after = await described(workflowId);
      expect(after.runId).not.toBe(runId);
      expect(after.historyLength).toBeLessThan(100);
      expect(ledger.of(workflowId)).toHaveLength(3);
      // Handling twice as many, which the server keeps for one run, took longer than a workflow task may: the execution stood still for ever.
      const { definition } = await stack.client.workflow
        .getHandle(workflowId)
        .query<{ definition: { signalDefinitions: unknown[] } }>('__temporal_workflow_metadata');
      expect(definition.signalDefinitions).toEqual([]);
    },
    TIMEOUT_MS,
  );
}
