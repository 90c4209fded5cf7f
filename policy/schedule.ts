import type { Deadlines, InstantMs, Schedule } from '../schemas/words.ts';
import { durationMs } from './duration.ts';
import type { DeadlineRules, PolicyVersion } from './policy-version.ts';

/**
 * Every time limit that a case under this version may start at this moment, as elapsed time: without office hours or holidays.
 * Called where an event is made, never in a machine, so that a replay reads what was recorded.
 */
export function scheduleFrom({ consultation, deconfliction, clearance }: PolicyVersion, atMs: InstantMs): Schedule {
  const clearanceExpiresAt = atMs + durationMs(clearance.validFor.value);
  return {
    consultation: deadlinesFrom(consultation, atMs),
    deconfliction: deadlinesFrom(deconfliction, atMs),
    clearanceExpiresAt,
    lapseEndsAt: clearanceExpiresAt + durationMs(clearance.lapsesFor.value),
  };
}

function deadlinesFrom({ remindAfter, dueAfter, escalateAfter }: DeadlineRules, atMs: InstantMs): Deadlines {
  return {
    remindAt: atMs + durationMs(remindAfter.value),
    dueAt: atMs + durationMs(dueAfter.value),
    escalateAt: atMs + durationMs(escalateAfter.value),
  };
}
