/** Looks, again and again, which open cases a decision about a policy version has still to reach, and has them told. Its name is neutral. */
import * as wf from '@temporalio/workflow';
import type { PolicyActivities, ReachAnswer } from '../activities/contract.ts';
import { continueWithCurrentRelease, isNextRunDue } from './next-run.ts';

export interface RegisterStart {
  /** A case that was started while another version was being activated is told after this at the latest. */
  readonly lookEveryMs: number;
}

/** A batch takes some seconds; a worker that died is noticed by its silence, long before. */
const BATCH_TIMEOUT_MS = 120_000;
/** A batch reports every second. */
const SILENCE_MAX_MS = 5_000;
/** A case that did not answer is asked again soon: it waits for its record, or its worker has just died. */
const LOOK_AGAIN_MS = 5_000;
/** Looks of one run: each leaves about ten events of history where there is nothing to do. */
const LOOKS_PER_RUN = 200;

const { reachCases } = wf.proxyActivities<PolicyActivities>({
  startToCloseTimeout: BATCH_TIMEOUT_MS,
  heartbeatTimeout: SILENCE_MAX_MS,
  retry: { initialInterval: 500, backoffCoefficient: 2, maximumInterval: 30_000 },
});

/** Something was decided: look now. Refused where a look is due anyway, so that many of these cost no history. */
const lookUpdate = wf.defineUpdate<null, []>('look');

/**
 * There is one for all, and it never ends. What it has reached is in the record and not here, so that it goes on where it stopped, whatever
 * stopped it; the decision itself is in the record before it looks, and each look asks the open cases anew: none that began in between is missed.
 */
export function register(start: RegisterStart): Promise<never> {
  // A request to cancel comes from whoever can reach the server: it changes nothing.
  return wf.CancellationScope.nonCancellable(() => look(start));
}

async function look(start: RegisterStart): Promise<never> {
  let isDue = true;
  wf.setHandler(
    lookUpdate,
    () => {
      isDue = true;
      return null;
    },
    {
      validator: () => {
        if (isDue) throw wf.ApplicationFailure.nonRetryable('it is about to look', 'LookDue');
      },
    },
  );
  const lookEveryMs = lookEveryMsOf(start);
  let left = 0;
  for (let looks = 0; looks < LOOKS_PER_RUN && !isNextRunDue(); looks += 1) {
    await wf.condition(() => isDue, left === 0 ? lookEveryMs : Math.min(lookEveryMs, LOOK_AGAIN_MS));
    isDue = false;
    left = await reachAll();
  }
  await wf.condition(wf.allHandlersFinished);
  return continueWithCurrentRelease<typeof register>(start);
}

/** @returns how many cases could not be told */
async function reachAll(): Promise<number> {
  let after: string | null = null;
  let left = 0;
  do {
    const batch: ReachAnswer = await reachCases({ after });
    after = batch.next;
    left += batch.left;
  } while (after !== null);
  return left;
}

/** By hand, and never at fault: whatever it was started with, it has to look. */
function lookEveryMsOf(start: unknown): number {
  const { lookEveryMs } = (typeof start === 'object' && start !== null ? start : {}) as Partial<RegisterStart>;
  return Number.isSafeInteger(lookEveryMs) && lookEveryMs! > 0 ? lookEveryMs! : 60_000;
}
