/** Claimed work that has a date: by when it is begun, or until when it is set aside. The record has the service tell it (docs/adr/0015). */
import { CLAIMING_ROLES, type ClaimingRole, type InstantMs, type WorkDate } from '../schemas/words.ts';
import { caseContextOf } from './case-program.ts';
import { hasEnded } from './case-state.ts';
import type { System } from './system.ts';

export interface DatedWork {
  readonly role: ClaimingRole;
  readonly what: WorkDate;
  readonly date: InstantMs;
}

/** One for each role at most: what is set aside is begun. */
export function datedWorkOf(system: System): DatedWork[] {
  if (hasEnded(system)) return [];
  const { work = {} } = caseContextOf(system);
  return CLAIMING_ROLES.flatMap((role): DatedWork[] => {
    const { startBy, suspendedUntil } = work[role] ?? {};
    if (suspendedUntil !== undefined) return [{ role, what: 'resumption', date: suspendedUntil }];
    return startBy === undefined ? [] : [{ role, what: 'start', date: startBy }];
  });
}
