import type { Deadlines, InstantMs, Schedule } from '../schemas/words.ts';
import { durationMs } from './duration.ts';
import type { PolicyVersion } from './policy-version.ts';

/** Every deadline that an event at this instant may start, under a version. Whole, so that all events look alike. */
export function scheduleFrom({ consultation, deconfliction, clearance }: PolicyVersion, at: InstantMs): Schedule {
  const clearanceExpiresAt = at + durationMs(clearance.validity.value);
  return {
    consultation: deadlinesFrom(consultation, at),
    deconfliction: deadlinesFrom(deconfliction, at),
    clearanceExpiresAt,
    lapseEndsAt: clearanceExpiresAt + durationMs(clearance.lapse.value),
  };
}

function deadlinesFrom({ reminder, due, escalation }: Pick<PolicyVersion['consultation'], 'reminder' | 'due' | 'escalation'>, at: InstantMs): Deadlines {
  return { remindAt: at + durationMs(reminder.value), dueAt: at + durationMs(due.value), escalateAt: at + durationMs(escalation.value) };
}
