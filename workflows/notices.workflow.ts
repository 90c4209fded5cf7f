import * as wf from '@temporalio/workflow';
import type { RecordActivities } from '../activities/contract.ts';

/** A message for each report that came in since; a mail server that is slow is tried again. */
const NOTICES_TIMEOUT_MS = 60_000;
/** The schedule starts another soon; what fails this often is shown to the operators as failed. */
const TRIES_MAX = 5;

const { sendNotices } = wf.proxyActivities<RecordActivities>({
  startToCloseTimeout: NOTICES_TIMEOUT_MS,
  retry: { maximumAttempts: TRIES_MAX },
});

/** Started by a schedule. Says that there is something to read, and nothing of it. */
export async function notices(): Promise<null> {
  await sendNotices();
  return null;
}
