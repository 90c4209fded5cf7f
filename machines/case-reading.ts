import type { InstantMs, Person, PersonId } from '../schemas/words.ts';
import { aboutOf, caseContextOf, consultationOf, requestsOf } from './case-program.ts';
import { rootStateOf } from './case-view.ts';
import { may, type NeedToKnow } from './may.ts';
import { ROOT, type System } from './system.ts';

/**
 * Whether a person has a need to know this case: who is on it or answers for somebody who is, the legal group of its office, and offices
 * that it was referred to (R6, row 32); for leadership what was
 * escalated or asked of it, silence included (rows 12, 15, 17, 27, R5, R12); for policy staff what was asked of ORAP (R12); for privacy what was reported (row 31).
 */
export function canReadCase(system: System, person: Person, at: InstantMs, needToKnow: NeedToKnow): boolean {
  if (may(person, 'case.read', aboutOf(system, ROOT, at, needToKnow)).length === 0) return true;
  const { roles, id } = person;
  const context = caseContextOf(system);
  const isAskedOf = (of: 'leadership' | 'orap'): boolean => context.questions.some((question) => question.of === of);
  if (roles.includes('privacy')) return context.reported;
  if (roles.includes('policyStaff')) return isAskedOf('orap');
  if (!roles.includes('leadership')) return false;
  return (
    rootStateOf(system) === 'escalated' ||
    isSilenceEscalated(system) ||
    context.exigency !== null ||
    context.expedite !== null ||
    isAskedOf('leadership') ||
    (context.duties.led ?? []).includes(id)
  );
}

/** Rows 15, 27: legal staff or a partner stayed silent past the last time limit, and leadership was told. */
const isSilenceEscalated = (system: System): boolean =>
  (consultationOf(system)?.context.escalated ?? false) ||
  requestsOf(system).some(([, { value }]) => JSON.stringify(value) === '{"asked":"escalated"}');

/** Whom the history of a case gives a duty: proposed, submitted, advised, resolved, decided, led. */
export const namedIn = (system: System): readonly PersonId[] =>
  [...new Set(Object.values(caseContextOf(system).duties).flat())].sort();
