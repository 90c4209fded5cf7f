/** R7: when staff are told that their training for protected information ends. */
import type { InstantMs } from './words.ts';

const DAY_MS = 86_400_000;

/** Days before its end, first to last: as long as a course can still be found and taken, then as one is reminded. A product default. */
export const TRAINING_WARNING_DAYS = [30, 7, 1] as const;

/** From when on every page says it, in milliseconds before the end. */
export const TRAINING_WARNING_MS = TRAINING_WARNING_DAYS[0] * DAY_MS;

/** The step before its end that has been reached; null before the first, and once it has ended: every page says that. */
export function trainingStepOf(trainedUntil: InstantMs, at: InstantMs): number | null {
  const leftMs = trainedUntil - at;
  if (leftMs <= 0) return null;
  return TRAINING_WARNING_DAYS.findLast((days) => leftMs <= days * DAY_MS) ?? null;
}
