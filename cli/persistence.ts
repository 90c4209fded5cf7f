/** Goes on with what a lost connection cut off, or a service that asks to try again later: what only looks may be asked any number of times. */
import { ServiceProblem, Unreachable } from './client.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import type { Io } from './io.ts';

const FIRST_WAIT_MS = 1_000;
const WAIT_MS_MAX = 30_000;
/** In a row, some four minutes: a service that is away for longer, somebody has to look at. */
const TRIES_MAX = 12;

/**
 * Does something until it comes to its end, however often it is cut off. Each wait is twice as long as the one before, and is said on
 * standard error; whatever is heard of the service makes it short again.
 * @param attempt goes on where the one before it was cut off; says `heard` when something came of it
 * @throws what the attempt throws: at once where it may not be tried again, or where nothing was heard of the service yet, as under a wrong address
 */
export async function persist<Done>(io: Io, attempt: (heard: () => void) => Promise<Done>): Promise<Done> {
  let failed = 0;
  let isKnown = false;
  const heard = (): void => {
    failed = 0;
    isKnown = true;
  };
  for (;;) {
    try {
      return await attempt(heard);
    } catch (error) {
      if (!isPassing(error) || (error instanceof Unreachable && !isKnown)) throw error;
      isKnown = true;
      failed += 1;
      if (failed > TRIES_MAX) throw error;
      const waitMs = Math.max(Math.min(FIRST_WAIT_MS * 2 ** (failed - 1), WAIT_MS_MAX), askedMs(error));
      io.stderr(`${error.message}: trying again in ${Math.ceil(waitMs / 1_000)} s`);
      await pause(io, waitMs);
    }
  }
}

/** @returns after so many ms */
export const pause = (io: Io, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const stop = io.every(ms, () => {
      stop();
      resolve();
    });
  });

const isPassing = (error: unknown): error is Unreachable | ServiceProblem =>
  error instanceof Unreachable ||
  (error instanceof ServiceProblem && exitCodeOf(error.problem.status) === EXIT.unreachable);

/** What the service asked for, which is never long: a minute's requests are counted. */
const askedMs = (error: Unreachable | ServiceProblem): number =>
  error instanceof ServiceProblem ? Math.min((error.retryAfterSeconds ?? 0) * 1_000, 60_000) : 0;
