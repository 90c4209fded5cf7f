/** Where a case stands, in the words of its users. */
import type { Json, Person } from '../schemas/words.ts';
import { caseContextOf } from './case-program.ts';
import { GATING_WORDS, STATE_WORDS, type RootState } from './case-words.ts';
import { ROOT, type System } from './system.ts';

export const hasEnded = (system: System): boolean => system.actors[ROOT]!.status !== 'active';

export function rootStateOf(system: System): RootState {
  const { value } = system.actors[ROOT]!;
  return (typeof value === 'string' ? value : 'gating') as RootState;
}

export function statementsOf(system: System, person: Person): string[] {
  const { value } = system.actors[ROOT]!;
  if (typeof value === 'string') return [STATE_WORDS[value as RootState]];
  const regions = Object.values((value as { gating: { [region: string]: Json } }).gating);
  const words = regions.flatMap((state) => (typeof state === 'string' ? (GATING_WORDS[state] ?? []) : []));
  return isFromElsewhere(system, person)
    ? words.map((one) => (one === GATING_WORDS['awaitingOplaConsultation'] ? GATING_WORDS['heldForCounsel']! : one))
    : words;
}

/** Row 29: what is known from another case only, its starter learns no more of than that the case is held for legal review. */
export function isFromElsewhere(system: System, { roles }: Person): boolean {
  const { inheritsProtection, facts } = caseContextOf(system);
  return inheritsProtection && facts.statuses.length === 0 && !roles.includes('legal');
}
