import * as wf from '@temporalio/workflow';
import type { RecordActivities, TrainingReport } from '../activities/contract.ts';

/** A file and some messages; each that was sent is not sent again. */
const REMIND_TIMEOUT_MS = 120_000;
/** The schedule starts another tomorrow; what fails this often is shown to the operators as failed. */
const TRIES_MAX = 5;

const { remindTraining } = wf.proxyActivities<RecordActivities>({
  startToCloseTimeout: REMIND_TIMEOUT_MS,
  retry: { maximumAttempts: TRIES_MAX },
});

/** Started by a schedule. */
export async function training(): Promise<TrainingReport> {
  return remindTraining();
}
