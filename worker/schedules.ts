import { Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { TASK_QUEUE } from '../schemas/task-queue.ts';

/**
 * By workflow, which is the schedule's id too: neutral names, as operators see them. Each run is a closed workflow for the operators to
 * page past, hence nothing every second.
 */
const EVERY = {
  /** How long a change of the record may go unsigned. */
  checkpoint: '5 minutes',
  /** A report is acknowledged within a day: privacy staff hears of it within minutes. */
  notices: '5 minutes',
  /** Time limits of people are hours and days of an office. */
  reminders: '5 minutes',
  /** What falls due is years old. */
  retention: '1 day',
  /** Steps before an end are days. */
  training: '1 day',
} as const;

/** Has the record kept from time to time, whichever worker is there; the first run of each at once. Does nothing where it is so already. */
export async function scheduleRecordKeeping(connection: NativeConnection, namespace: string): Promise<void> {
  const { schedule } = new Client({ connection, namespace, identity: 'casegate-worker' });
  for (const [workflowType, every] of Object.entries(EVERY)) {
    try {
      await schedule.create({
        scheduleId: workflowType,
        spec: { intervals: [{ every }] },
        action: { type: 'startWorkflow', workflowType, taskQueue: TASK_QUEUE, args: [] },
        policies: { overlap: ScheduleOverlapPolicy.SKIP },
        state: { triggerImmediately: true },
      });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
  }
}
