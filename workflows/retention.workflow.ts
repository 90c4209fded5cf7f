import * as wf from '@temporalio/workflow';
import type { DueReport, RecordActivities } from '../activities/contract.ts';

/** One query and a message for each office. */
const REPORT_TIMEOUT_MS = 60_000;
/** The schedule starts another tomorrow; what fails this often is shown to the operators as failed. */
const TRIES_MAX = 5;

const { reportDue } = wf.proxyActivities<RecordActivities>({
  startToCloseTimeout: REPORT_TIMEOUT_MS,
  retry: { maximumAttempts: TRIES_MAX },
});

/** Started by a schedule. Says what is due, and destroys nothing. */
export async function retention(): Promise<DueReport> {
  return reportDue();
}
