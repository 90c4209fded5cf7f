import * as wf from '@temporalio/workflow';
import type { RecordActivities } from '../activities/contract.ts';

/** Hashes what has come since the last one: some hundred thousand leaves at most. */
const CHECKPOINT_TIMEOUT_MS = 120_000;
/** The schedule starts another soon; what fails this often is shown to the operators as failed. */
const TRIES_MAX = 5;

const { writeCheckpoint } = wf.proxyActivities<RecordActivities>({
  startToCloseTimeout: CHECKPOINT_TIMEOUT_MS,
  retry: { maximumAttempts: TRIES_MAX },
});

/** Started by a schedule. Fails where the record does not continue what was signed before. */
export async function checkpoint(): Promise<null> {
  await writeCheckpoint();
  return null;
}
