import type { InstantMs, Person, PersonId } from '../schemas/words.ts';
import { aboutOf, caseContextOf, consultationOf, requestsOf } from './case-program.ts';
import { rootStateOf } from './case-state.ts';
import { may, type NeedToKnow } from './may.ts';
import { ROOT, type System } from './system.ts';

/**
 * Whether a person has a need to know this case: who is on it or answers for somebody who is, the legal group of its office, and offices
 * that it was referred to (R6, row 32); leadership what concerns it, and what one of them has decided; for policy staff what was asked of
 * ORAP (R12); for privacy what was reported (row 31).
 */
export function canReadCase(system: System, person: Person, at: InstantMs, needToKnow: NeedToKnow): boolean {
  if (may(person, 'case.read', aboutOf(system, ROOT, at, needToKnow)).length === 0) return true;
  const { roles, id } = person;
  const { reported, duties } = caseContextOf(system);
  if (roles.includes('privacy')) return reported;
  if (roles.includes('policyStaff')) return questionsTo(system, 'orap').length > 0;
  return roles.includes('leadership') && (concernsLeadership(system) || (duties.led ?? []).includes(id));
}

/** What was escalated to leadership or asked of it, silence included (rows 12, 15, 17, 27, R5, R12), also after it has answered. */
export function concernsLeadership(system: System): boolean {
  const { exigency, expedite } = caseContextOf(system);
  return isEscalated(system) || exigency !== null || expedite !== null || questionsTo(system, 'leadership').length > 0;
}

/** Of that, what leadership has not dealt with yet. */
export function awaitsLeadership(system: System): boolean {
  const { exigency, expedite } = caseContextOf(system);
  return (
    isEscalated(system) ||
    exigency?.approvedBy === null ||
    expedite === 'requested' ||
    questionsTo(system, 'leadership').some(({ answered }) => !answered)
  );
}

const isEscalated = (system: System): boolean => rootStateOf(system) === 'escalated' || isSilenceEscalated(system);

const questionsTo = (system: System, of: 'leadership' | 'orap') =>
  caseContextOf(system).questions.filter((question) => question.of === of);

/** Rows 15, 27: legal staff or a partner stayed silent past the last time limit, and leadership was told. */
const isSilenceEscalated = (system: System): boolean =>
  (consultationOf(system)?.context.escalated ?? false) ||
  requestsOf(system).some(([, { value }]) => JSON.stringify(value) === '{"asked":"escalated"}');

/** Whom the history of a case gives a duty: proposed, submitted, advised, resolved, decided, led. */
export const namedIn = (system: System): readonly PersonId[] =>
  [...new Set(Object.values(caseContextOf(system).duties).flat())].sort();
