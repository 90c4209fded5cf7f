import { Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { TASK_QUEUE } from '../schemas/task-queue.ts';

/** A neutral name, as operators see it. */
const SCHEDULE_ID = 'checkpoint';
/** How long a change of the record may go unsigned. Each run is a closed workflow for the operators to page past, hence not every second. */
const EVERY = '5 minutes';

/** Has checkpoints written from time to time, whichever worker is there; the first at once. Does nothing where it is so already. */
export async function scheduleCheckpoints(connection: NativeConnection, namespace: string): Promise<void> {
  const { schedule } = new Client({ connection, namespace, identity: 'casegate-worker' });
  try {
    await schedule.create({
      scheduleId: SCHEDULE_ID,
      spec: { intervals: [{ every: EVERY }] },
      action: { type: 'startWorkflow', workflowType: 'checkpoint', taskQueue: TASK_QUEUE, args: [] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP },
      state: { triggerImmediately: true },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
