import type { Deadlines, InstantMs, Schedule } from '../schemas/words.ts';
import { later } from './business-time.ts';
import type { DeadlineRules, PolicyVersion } from './policy-version.ts';

/**
 * Every time limit that a case of this office may start at this moment under this version, on the office's calendar.
 * Called where an event is made, never in a machine, so that a replay reads what was recorded.
 */
export function scheduleFrom(policy: PolicyVersion, atMs: InstantMs, office: string): Schedule {
  const { calendar, clearance, consultation, deconfliction } = policy;
  const counting = clearance.counting.value;
  const clearanceExpiresAt = later(calendar, office, atMs, clearance.validFor.value, counting);
  return {
    consultation: deadlinesFrom(policy, consultation, atMs, office),
    deconfliction: deadlinesFrom(policy, deconfliction, atMs, office),
    clearanceExpiresAt,
    lapseEndsAt: later(calendar, office, clearanceExpiresAt, clearance.lapsesFor.value, counting),
  };
}

function deadlinesFrom(
  { calendar }: PolicyVersion,
  { remindAfter, dueAfter, escalateAfter, counting }: DeadlineRules,
  atMs: InstantMs,
  office: string,
): Deadlines {
  const after = (duration: typeof dueAfter): InstantMs => later(calendar, office, atMs, duration.value, counting.value);
  return { remindAt: after(remindAfter), dueAt: after(dueAfter), escalateAt: after(escalateAfter) };
}
