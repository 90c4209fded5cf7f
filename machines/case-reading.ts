import type { InstantMs, Person, PersonId, Role } from '../schemas/words.ts';
import { aboutOf, caseContextOf, CONSULTATION, consultationOf, requestsOf } from './case-program.ts';
import { hasEnded, rootStateOf } from './case-state.ts';
import { urgencyOf, type Urgency } from './consultation-urgency.ts';
import { may, type NeedToKnow } from './may.ts';
import { ROOT, type System } from './system.ts';
import { stepsOf } from './waiting-steps.ts';

/**
 * Whether a person has a need to know this case: who is on it or answers for somebody who is, the legal group of its office, and offices
 * that it was referred to (R6, row 32); who was asked something in it, by their role; and who has decided it for leadership.
 */
export function canReadCase(system: System, person: Person, at: InstantMs, needToKnow: NeedToKnow): boolean {
  if (may(person, 'case.read', aboutOf(system, ROOT, at, needToKnow)).length === 0) return true;
  const { roles, id } = person;
  return (
    ASKED_ROLES.some((role) => roles.includes(role) && concerns(system, role)) ||
    (roles.includes('leadership') && (caseContextOf(system).duties.led ?? []).includes(id))
  );
}

/** Roles that work for no office of a case, and read those cases in which something was asked of them. */
export const ASKED_ROLES = ['leadership', 'policyStaff', 'privacy'] as const satisfies readonly Role[];
export type AskedRole = (typeof ASKED_ROLES)[number];

/** For leadership what was escalated to it or asked of it, silence and steps that nobody does included (rows 12, 15, 17, 27, R5, R12); for policy staff what was asked of ORAP (R12); for privacy what was reported (row 31). Also after it has been dealt with. */
export const concerns = (system: System, role: AskedRole): boolean => CONCERNS[role](system);

const CONCERNS: { readonly [role in AskedRole]: (system: System) => boolean } = {
  leadership: concernsLeadership,
  policyStaff: (system) => questionsTo(system, 'orap').length > 0,
  privacy: (system) => caseContextOf(system).reported,
};

function concernsLeadership(system: System): boolean {
  const { exigency, expedite, escalatedSteps = [] } = caseContextOf(system);
  return (
    isEscalated(system) ||
    exigency !== null ||
    expedite !== null ||
    escalatedSteps.length > 0 ||
    questionsTo(system, 'leadership').length > 0
  );
}

/** What leadership has not dealt with yet. */
export function awaitsLeadership(system: System): boolean {
  const { exigency, expedite } = caseContextOf(system);
  return (
    isEscalated(system) ||
    exigency?.approvedBy === null ||
    expedite === 'requested' ||
    isStepEscalated(system) ||
    questionsTo(system, 'leadership').some(({ answered }) => !answered)
  );
}

const isEscalated = (system: System): boolean => rootStateOf(system) === 'escalated' || isSilenceEscalated(system);

/** A step that others have not done past the last time limit, and that still waits. */
function isStepEscalated(system: System): boolean {
  const { escalatedSteps = [] } = caseContextOf(system);
  return stepsOf(system).some(({ step }) => escalatedSteps.includes(step));
}

/** Why a case is among leadership's work for who can do none of what it waits for. */
export interface Told {
  /** Legal staff, who was asked for information, or a partner stayed silent past the last time limit. */
  readonly silence: boolean;
  /** Names of what others have not done past it, and of what somebody else of leadership does. */
  readonly steps: readonly string[];
}

export function leadershipToldIn(system: System): Told {
  const { escalatedSteps = [] } = caseContextOf(system);
  const steps = stepsOf(system).filter(({ step, role }) => role === 'leadership' || escalatedSteps.includes(step));
  return { silence: isSilenceEscalated(system), steps: steps.map(({ step }) => step) };
}

const questionsTo = (system: System, of: 'leadership' | 'orap') =>
  caseContextOf(system).questions.filter((question) => question.of === of);

/** Rows 11, 15, 27: legal staff, who was asked for information, or a partner stayed silent past the last time limit, and leadership was told. */
const isSilenceEscalated = (system: System): boolean =>
  (consultationOf(system)?.context.escalated ?? false) ||
  isInformationEscalated(system) ||
  requestsOf(system).some(([, { value }]) => JSON.stringify(value) === '{"asked":"escalated"}');

const UNTIL_INFORMATION_ESCALATION = `${CONSULTATION}#xstate.after.untilInformationEscalation.`;

/**
 * Row 11: the information was not given past the last time limit. Read from the timer, which is pending until then: a mark in the context
 * would lead cases in which it has fired already to another state than their record has.
 */
function isInformationEscalated(system: System): boolean {
  const consultation = consultationOf(system);
  if (consultation?.status !== 'active' || JSON.stringify(consultation.value) !== '{"open":"suspended"}') return false;
  return !Object.keys(system.timers).some((key) => key.startsWith(UNTIL_INFORMATION_ESCALATION));
}

/** How pressing the consultation is; null where there is none. Who was asked for information and stays silent makes it so as well. */
export function consultationUrgencyOf(system: System): Urgency | null {
  const consultation = consultationOf(system);
  if (consultation === null) return null;
  return isInformationEscalated(system) ? 'escalated' : urgencyOf(consultation.context);
}

/**
 * Whom the history of a case gives a duty: proposed, submitted, advised, resolved, decided, led; and who has work of it in hand, which nobody
 * has after its end.
 */
export function namedIn(system: System): readonly PersonId[] {
  const { duties, claims = {} } = caseContextOf(system);
  const inHand = hasEnded(system) ? [] : Object.values(claims);
  return [...new Set([...Object.values(duties).flat(), ...inHand])].sort();
}
