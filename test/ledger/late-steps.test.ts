/** A review that nobody makes, from its reminder to leadership, on real servers: the workflow that the schedule starts, the case, the record. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { TASK_QUEUE } from '../../schemas/task-queue.ts';
import { scheduleAt } from './cases.ts';
import { PlayedCase, startTemporalStack, type TemporalStack } from './temporal-stack.ts';

let stack: TemporalStack;
beforeAll(async () => {
  stack = await startTemporalStack();
}, 120_000);
afterAll(() => stack?.stop());

let looks = 0;
const look = (): Promise<unknown> =>
  stack.client.workflow.execute('reminders', {
    workflowId: `reminders-${(looks += 1)}`,
    taskQueue: TASK_QUEUE,
    args: [],
  });

async function inReview(): Promise<PlayedCase> {
  const played = new PlayedCase(stack);
  await played.start();
  for (const partnerClass of ['local', 'state']) await played.answer(partnerClass);
  return played;
}

test('its people are told once, then leadership, which has the case in its lists from then on; a case that is gone holds up no other', async () => {
  const [gone, played] = [await inReview(), await inReview()];
  // Its record still has it waiting.
  await stack.client.workflow.getHandle(gone.caseId).terminate('synthetic');
  const recordOf = async () => (await stack.ledger.caseOf(played.caseId))!;
  const { since, office } = (await recordOf()).steps[0]!;
  const { remindAt, escalateAt } = scheduleAt(since).consultation;
  expect(office).toBe('OFFICE-EAST');
  const told = () => stack.notified.map(({ key: _key, ...one }) => one);
  const listed = async () =>
    (await stack.ledger.listCases({ onThem: null, forRole: 'leadership', limit: 100 })).map(({ caseId }) => caseId);

  stack.notified.length = 0;
  // After both began to wait, whichever did so first.
  stack.clock = () => remindAt + 60_000;
  expect(await look()).toEqual({ told: 1, left: 0 });
  await vi.waitFor(() => expect(told()).toEqual([{ audience: 'supervisor', office }]), 10_000);
  expect(await look()).toEqual({ told: 0, left: 0 });
  expect(await listed()).toEqual([]);

  stack.clock = () => escalateAt + 60_000;
  expect(await look()).toEqual({ told: 1, left: 0 });
  await vi.waitFor(
    () =>
      expect(told().slice(1)).toEqual([
        { audience: 'supervisor', office },
        { audience: 'leadership', office },
      ]),
    10_000,
  );
  expect(await look()).toEqual({ told: 0, left: 0 });
  expect(await listed()).toEqual([played.caseId]);
  const { entry, state, steps } = await recordOf();
  expect({ entry, state }).toEqual({ entry: 5, state: 'awaitingReview' });
  expect(steps).toMatchObject([
    { step: 'review', since, remindedAt: expect.any(Number), escalatedAt: expect.any(Number) },
  ]);

  await played.clear();
  expect(await recordOf()).toMatchObject({ state: 'cleared', steps: [] });
}, 120_000);
