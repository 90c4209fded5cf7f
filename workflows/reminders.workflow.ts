import * as wf from '@temporalio/workflow';
import type { LateStepsAnswer, StepActivities } from '../activities/contract.ts';

/** A batch takes some seconds; a worker that died is noticed by its silence, long before. */
const BATCH_TIMEOUT_MS = 120_000;
/** A batch reports every second. */
const SILENCE_MAX_MS = 5_000;
/** The schedule starts another soon; what fails this often is shown to the operators as failed. */
const TRIES_MAX = 5;
/** Some thousands of events of history, and a hundred thousand steps that wait at once: more than any office has people for. */
const BATCHES_MAX = 1_000;

const { tellLateSteps } = wf.proxyActivities<StepActivities>({
  startToCloseTimeout: BATCH_TIMEOUT_MS,
  heartbeatTimeout: SILENCE_MAX_MS,
  retry: { maximumAttempts: TRIES_MAX },
});

/** Started by a schedule. Looks at all that waits, oldest first. */
export async function reminders(): Promise<Omit<LateStepsAnswer, 'next'>> {
  let [told, left] = [0, 0];
  let after: LateStepsAnswer['next'] = null;
  for (let batches = 0; batches < BATCHES_MAX; batches += 1) {
    const batch: LateStepsAnswer = await tellLateSteps({ after });
    told += batch.told;
    left += batch.left;
    after = batch.next;
    if (after === null) break;
  }
  return { told, left };
}
