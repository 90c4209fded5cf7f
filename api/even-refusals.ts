import { setTimeout as delay } from 'node:timers/promises';
import type { MiddlewareHandler } from 'hono';

/**
 * What a person has no need to know takes longer to find out than what does not exist: it is read and decrypted first. Both answers leave on
 * the same beat, in which that difference disappears. Longer than either takes where nothing waits; shorter than anybody notices.
 */
export const REFUSAL_BEAT_MS = 25;

/** Lets "not found" leave at a whole number of beats after its request came. */
export function evenRefusals(beatMs: number): MiddlewareHandler {
  return async (context, next) => {
    const cameAt = performance.now();
    await next();
    if (context.res.status !== 404) return;
    const tookMs = performance.now() - cameAt;
    await delay(Math.ceil(tookMs / beatMs) * beatMs - tookMs);
  };
}
