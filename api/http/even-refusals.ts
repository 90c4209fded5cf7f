import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { MiddlewareHandler } from 'hono';
import type { AppPorts } from '../ports.ts';

/**
 * What a person has no need to know takes longer to find out than what does not exist: it is read and decrypted first. Both answers leave on
 * the same beat, in which that difference disappears. Longer than either takes where nothing waits; shorter than anybody notices.
 */
export const REFUSAL_BEAT_MS = 25;
/** Timers count whole milliseconds from the turn they were set in: what is left of one would tell of how long the answer took. */
const TIMER_COARSENESS_MS = 2;

/** Before anything is looked up, so that it spans all of it: of the API, and of pages, which look in several places. */
export const evenOf = ({ refusalBeatMs }: AppPorts): MiddlewareHandler[] =>
  refusalBeatMs === undefined ? [] : [evenRefusals(refusalBeatMs)];

/** Lets "not found" leave at a whole number of beats after its request came. */
function evenRefusals(beatMs: number): MiddlewareHandler {
  return async (context, next) => {
    const cameAt = performance.now();
    await next();
    if (context.res.status !== 404) return;
    const leavesAt = cameAt + Math.ceil((performance.now() - cameAt) / beatMs) * beatMs;
    const waitMs = leavesAt - performance.now() - TIMER_COARSENESS_MS;
    if (waitMs > 0) await delay(waitMs);
    while (performance.now() < leavesAt) await nextTurn();
  };
}
