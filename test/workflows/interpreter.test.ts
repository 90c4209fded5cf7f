import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestTemporal, type TestTemporal } from '../../dev/test-servers.ts';
import { ringOf } from '../codec/rings.ts';
import { MemoryLedger, startStack, TOY, type Stack } from './stack.ts';

describe.each([
  { name: 'with workflows cached', maxCachedWorkflows: 100, rounds: 3, updates: 60 },
  // Each task replays all before it, so that twice as many take four times as long.
  { name: 'replaying at every workflow task', maxCachedWorkflows: 0, rounds: 1, updates: 30 },
])('the interpreter runs a statechart that is no case, $name', ({ maxCachedWorkflows, rounds, updates }) => {
  let temporal: TestTemporal;
  let stack: Stack;
  const ledger = new MemoryLedger();
  const taskQueue = `toy-${maxCachedWorkflows}`;

  beforeAll(async () => {
    temporal = await startTestTemporal();
    stack = await startStack({
      address: temporal.address,
      activities: ledger.activities,
      keyRing: ringOf('k-1', { 'k-1': 1 }),
      taskQueue,
      entry: TOY,
      maxCachedWorkflows,
    });
  }, 90_000);

  afterAll(async () => {
    await stack?.stop();
    await temporal?.stop();
  }, 30_000);

  const begin = async (stepsPerRun: number) => {
    const workflowId = `toy-${randomUUID()}`;
    await stack.client.workflow.start('vending', { workflowId, taskQueue, args: [stepsPerRun] });
    return stack.client.workflow.getHandle(workflowId);
  };
  type Handle = Awaited<ReturnType<typeof begin>>;
  const send = (handle: Handle, type: string, updateId: string = randomUUID()) =>
    handle.executeUpdate<{ entry: number; at: number }, [unknown]>('submit', {
      updateId,
      args: [{ updateId, to: 'root', event: { type } }],
    });

  it(`takes each of ${updates} concurrent updates exactly once across continue-as-new, and answers a retry as before`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const handle = await begin(5);
      const ids = Array.from({ length: updates }, () => randomUUID());
      const answers = await Promise.all(ids.map((id) => send(handle, 'coin.inserted', id)));
      expect(new Set(answers.map(({ entry }) => entry)).size).toBe(updates);
      const again = await send(handle, 'coin.inserted', ids[0]);
      expect(again).toEqual(answers[0]);
      const entries = ledger.of(handle.workflowId);
      const taken = entries.flatMap(({ updateId }) => updateId ?? []);
      expect([...taken].sort()).toEqual([...ids].sort());
      expect(entries.map(({ entry }) => entry)).toEqual(Array.from({ length: updates + 1 }, (_, index) => index + 1));
      await send(handle, 'unplugged');
      await handle.result();
    }
    expect(ledger.forks).toBe(0);
  }, 120_000);

  it('refuses what the machine does not take, and keeps nothing of it', async () => {
    const handle = await begin(100);
    const refused = await send(handle, 'button.pressed').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(WorkflowUpdateFailedError);
    expect(refused).toMatchObject({ cause: { type: 'Refused', details: [{ code: 'notInThisState' }] } });
    await expect(send(handle, 'xstate.done.actor.brew')).rejects.toMatchObject({
      cause: { details: [{ code: 'reservedEvent' }] },
    });
    await send(handle, 'unplugged');
    await handle.result();
    expect(ledger.of(handle.workflowId)).toHaveLength(2);
  }, 30_000);

  it('takes what is sent on a condition right after the entry that it names, or not at all, and answers a retry as before', async () => {
    const handle = await begin(100);
    const after = (entry: number, updateId: string = randomUUID()) =>
      handle.executeUpdate<{ entry: number }, [unknown]>('submit', {
        updateId,
        args: [{ updateId, to: 'root', event: { type: 'coin.inserted' }, after: entry }],
      });
    const changed = { cause: { type: 'Changed' } };
    await expect(after(0)).rejects.toMatchObject(changed);
    const first = randomUUID();
    await expect(after(1, first)).resolves.toMatchObject({ entry: 2 });
    await expect(after(1)).rejects.toMatchObject(changed);
    await expect(after(1, first)).resolves.toMatchObject({ entry: 2 });
    // Both are validated after the same entry: the lane decides.
    const outcomes = await Promise.allSettled([after(2), after(2), after(2)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(changed);
    await expect(after(1.5)).rejects.toMatchObject({ cause: { type: 'Malformed' } });
    await send(handle, 'unplugged');
    await handle.result();
    expect(ledger.of(handle.workflowId).map(({ entry }) => entry)).toEqual([1, 2, 3, 4]);
  }, 30_000);

  it('refuses an update whose payload belongs to another update id', async () => {
    const handle = await begin(100);
    const copied = handle.executeUpdate('submit', {
      updateId: randomUUID(),
      args: [{ updateId: randomUUID(), to: 'root', event: { type: 'coin.inserted' } }],
    });
    await expect(copied).rejects.toMatchObject({ cause: { type: 'Malformed' } });
    await send(handle, 'unplugged');
    await handle.result();
  }, 30_000);

  it('ignores a request to cancel, which needs no key', async () => {
    const handle = await begin(100);
    await handle.cancel();
    await send(handle, 'coin.inserted');
    await send(handle, 'unplugged');
    await expect(handle.result()).resolves.toBeNull();
  }, 30_000);
});
