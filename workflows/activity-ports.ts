import * as wf from '@temporalio/workflow';
import type { Activities } from '../activities/contract.ts';
import type { Ports } from './patience.ts';

/** The record answers in milliseconds; a worker that died in the middle is noticed after this. */
const APPEND_TIMEOUT_MS = 10_000;
/** An outside system may be slow; each delivery is idempotent, so that trying again does no harm. */
const OUTSIDE_TIMEOUT_MS = 30_000;
/**
 * A local activity holds its workflow task, which the server gives up after 10 s, and with it every update: what the outside does not
 * take in this time, a regular activity tells it.
 */
const LOCAL_DELIVERY_TIMEOUT_MS = 2_000;
/** Tries before the operators' board says `retrying`. */
const QUICK_TRIES = 3;

const backOff = { initialInterval: 200, backoffCoefficient: 2, maximumInterval: 30_000 };
const tries = (maximumAttempts: number) => ({
  retry: { ...backOff, ...(maximumAttempts === 0 ? {} : { maximumAttempts }) },
});

const activitiesWith = (maximumAttempts: number): Activities => {
  const { appendEntry } = wf.proxyActivities<Activities>({
    startToCloseTimeout: APPEND_TIMEOUT_MS,
    ...tries(maximumAttempts),
  });
  const { deliver, call } = wf.proxyActivities<Activities>({
    startToCloseTimeout: OUTSIDE_TIMEOUT_MS,
    ...tries(maximumAttempts),
  });
  return { appendEntry, deliver, call };
};

const { appendEntry } = wf.proxyLocalActivities<Activities>({
  startToCloseTimeout: APPEND_TIMEOUT_MS,
  ...tries(QUICK_TRIES),
});
const { deliver } = wf.proxyLocalActivities<Activities>({
  startToCloseTimeout: LOCAL_DELIVERY_TIMEOUT_MS,
  ...tries(1),
});

/** The activities as every workflow here uses them. */
export const ports: Ports = {
  quick: activitiesWith(QUICK_TRIES),
  patient: activitiesWith(0),
  local: { appendEntry, deliver },
};
