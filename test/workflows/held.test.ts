/** What stops an execution, how an operator sees it, and how it goes on once the cause is mended. */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTemporalCases } from '../../api/adapters/temporal-cases.ts';
import { startTestTemporal, type TestTemporal } from '../../dev/test-servers.ts';
import { TASK_QUEUE } from '../../schemas/task-queue.ts';
import { ringOf } from '../codec/rings.ts';
import { MemoryLedger, startStack, type Stack } from './stack.ts';
import { caseInput, personOf } from './synthetic-case.ts';

const RELEASES = [1, 2].map((release) => fileURLToPath(new URL(`./faulty-${release}.workflow.ts`, import.meta.url)));
const keyRing = ringOf('k-1', { 'k-1': 1 });

let temporal: TestTemporal;
let connection: Connection;
/** Operators have no key. */
let operator: Client;
const ledger = new MemoryLedger();

beforeAll(async () => {
  temporal = await startTestTemporal();
  connection = await Connection.connect({ address: temporal.address });
  operator = new Client({ connection });
});

afterAll(async () => {
  await connection?.close();
  await temporal?.stop();
});

const stackOf = (taskQueue: string, entry?: string) =>
  startStack({
    address: temporal.address,
    activities: ledger.activities,
    keyRing,
    taskQueue,
    ...(entry === undefined ? {} : { entry }),
  });

const send = ({ client }: Stack, workflowId: string, to: string, event: object, updateId: string = randomUUID()) =>
  client.workflow
    .getHandle(workflowId)
    .executeUpdate<{ entry: number }, [unknown]>('submit', { updateId, args: [{ updateId, to, event }] });

/** What the board lists: the server's visibility store follows some time after. */
async function untilListed(workflowId: string, state: string): Promise<void> {
  const query = `CasegateState = "${state}" AND WorkflowId = "${workflowId}" AND ExecutionStatus = "Running"`;
  for (;;) for await (const _ of operator.workflow.list({ query })) return;
}

/** What the execution itself says: after a resumption the board lists for a while what was so before it. */
async function untilHeld(stack: Stack, workflowId: string): Promise<void> {
  while ((await statusOf(stack, workflowId)).hold === null);
}

/** The update `resume` has no arguments and decides nothing, so that an operator can send it; the answer is in ciphertext. */
const resume = (workflowId: string) =>
  connection.workflowService
    .updateWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId },
      waitPolicy: { lifecycleStage: 3 },
      request: { meta: { updateId: randomUUID(), identity: 'operator' }, input: { name: 'resume' } },
    })
    .then(({ outcome }) => (outcome?.failure ? 'refused' : 'resumed'));

const statusOf = ({ client }: Stack, workflowId: string) =>
  client.workflow
    .getHandle(workflowId)
    .query<{ hold: { code: string } | null; system: { actors: Record<string, { value: unknown }> } }>('status');

describe('a case whose record has another input in its place', () => {
  it('is held on the board, takes nothing, and goes on when an operator resumes it', async () => {
    const stack = await stackOf(TASK_QUEUE);
    const caseId = `c_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
    await stack.client.workflow.start('gate', {
      workflowId: caseId,
      taskQueue: TASK_QUEUE,
      args: [{ input: caseInput([]), entriesBefore: 0, stepsPerRun: 100 }],
    });
    const answer = (partnerClass: string) =>
      send(stack, caseId, `root/${partnerClass}`, {
        type: 'request.answered',
        answer: 'noConflict',
        by: personOf(`partner-${partnerClass}`),
      });
    await answer('internal');
    expect(await resume(caseId)).toBe('refused');
    const cases = createTemporalCases({ client: stack.client, taskQueue: TASK_QUEUE });
    expect(await cases.resume(caseId, randomUUID())).toEqual({ is: 'notHeld' });
    ledger.forkNext(caseId);
    await expect(answer('local')).rejects.toMatchObject({ cause: { type: 'Held' } });
    await untilListed(caseId, 'held');
    await expect(answer('state')).rejects.toMatchObject({ cause: { type: 'Held', details: [{ code: 'fork' }] } });
    expect(await cases.resume(caseId, randomUUID())).toEqual({ is: 'resumed' });
    await expect(answer('local')).resolves.toMatchObject({ entry: 3 });
    await untilListed(caseId, 'waiting');
    await stack.stop();
  });
});

describe('a machine at fault', () => {
  let first: Stack;
  let workflowId: string;
  beforeEach(async () => {
    first = await stackOf('faulty', RELEASES[0]);
    workflowId = `faulty-${randomUUID()}`;
    await first.client.workflow.start('faulty', { workflowId, taskQueue: 'faulty', args: [] });
  });

  it('answers an update that brings the fault up with it, and is not held: it had no effect', async () => {
    await expect(send(first, workflowId, 'root', { type: 'checked' })).rejects.toMatchObject({
      cause: { type: 'MachineFault' },
    });
    await expect(send(first, workflowId, 'root', { type: 'unplugged' })).resolves.toMatchObject({ entry: 2 });
    await first.stop();
  });

  it.each([
    ['a timer', 'waited'],
    ['an answer from the outside', 'asked'],
  ])(
    'is held where %s brings the fault up, stays so while it is not mended, and goes on with the mended release',
    async (_name, type) => {
      await send(first, workflowId, 'root', { type });
      await untilListed(workflowId, 'held');
      expect((await statusOf(first, workflowId)).hold).toEqual({ code: 'machineFault' });
      expect(await resume(workflowId)).toBe('resumed');
      await untilHeld(first, workflowId);
      await expect(send(first, workflowId, 'root', { type: 'unplugged' })).rejects.toMatchObject({
        cause: { type: 'Held' },
      });
      await first.stop();

      const mended = await stackOf('faulty', RELEASES[1]);
      expect((await statusOf(mended, workflowId)).hold).toEqual({ code: 'machineFault' });
      expect(await resume(workflowId)).toBe('resumed');
      for (;;) {
        const { hold, system } = await statusOf(mended, workflowId);
        expect(hold).toBeNull();
        if (system.actors['root']?.value === 'passed') break;
      }
      await send(mended, workflowId, 'root', { type: 'unplugged' });
      await mended.client.workflow.getHandle(workflowId).result();
      expect(ledger.of(workflowId).map(({ entry }) => entry)).toEqual([1, 2, 3, 4]);
      await mended.stop();
    },
  );
});
