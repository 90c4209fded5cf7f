/** What each event changes in a case's memory: one pure function for each, from context and event to the fields that change. */
import type { InstantMs, PersonId } from '../schemas/words.ts';
import type { CaseEvent } from './case-events.ts';
import {
  factsDigestOf,
  holdsFor,
  isUnresolved,
  keepsStatuses,
  withDuty,
  type CaseContext,
  type PartnerStanding,
} from './case-context.ts';
import type { ConsultationOutput } from './consultation.machine.ts';

type Patch = Partial<CaseContext>;
type Of<Type extends CaseEvent['type']> = Extract<CaseEvent, { type: Type }>;

const asked = ({ terms }: CaseContext): CaseContext['standings'] =>
  Object.fromEntries(terms.partnerClasses.map((partnerClass) => [partnerClass, 'asked'] as const));

/** Other facts: every answer, certificate and exception was given on the facts before. */
function withFacts(context: CaseContext, facts: CaseContext['facts']): Patch {
  return {
    facts,
    factsDigest: factsDigestOf(facts),
    revision: context.revision + 1,
    standings: asked(context),
    holds: holdsFor({ ...context, facts }),
    exigency: null,
  };
}

export function amendment(context: CaseContext, { facts, schedule }: Of<'facts.amended'>): Patch {
  // A status that the legal decision was not about, or one that is alive again, is protected again (row 6).
  const isAnother =
    !keepsStatuses(facts, context.facts) || facts.statuses.some(({ stage }) => stage !== 'finallyDenied');
  return { ...withFacts(context, facts), schedule, ...(isAnother ? { protectionEndedBy: null } : {}) };
}

/** Row 7: legal and supervisor both confirmed. What was recorded stays in the entries. */
export function mistake(context: CaseContext, { schedule }: Of<'mistake.confirmed'>): Patch {
  const { disputed, facts } = context;
  const statuses = facts.statuses.filter(
    ({ benefit, role }) => benefit !== disputed?.benefit || role !== disputed.role,
  );
  return { ...withFacts(context, { ...facts, statuses }), schedule, disputed: null };
}

export function advice(context: CaseContext, { conditions, ...given }: ConsultationOutput): Patch {
  return {
    consultationOpen: false,
    advice: { ...given, conditions: conditions.map((id) => ({ id, acknowledgedBy: null })) },
    duties: [given.by, given.givenBy ?? given.by].reduce(
      (duties, person) => withDuty(duties, 'advised', person),
      context.duties,
    ),
  };
}

/** Row 13: what a partner reported stays unresolved until a person resolves it, even if the partner itself takes it back. */
export function standing(
  { standings }: CaseContext,
  { partnerClass, answer }: { readonly partnerClass: keyof CaseContext['standings']; readonly answer: PartnerStanding },
): Patch {
  const isTakenBack = isUnresolved(standings[partnerClass] ?? 'asked') && !isUnresolved(answer);
  return { standings: { ...standings, [partnerClass]: isTakenBack ? 'takenBack' : answer } };
}

export function acknowledgement({ advice }: CaseContext, { condition, by }: Of<'condition.acknowledged'>): Patch {
  return {
    advice: advice && {
      ...advice,
      conditions: advice.conditions.map((one) => (one.id === condition ? { ...one, acknowledgedBy: by.id } : one)),
    },
  };
}

export function clearance(
  { factsDigest }: CaseContext,
  { by, at, schedule }: Of<'decision.cleared'> & { readonly at: InstantMs },
): Patch {
  return { schedule, clearance: { by: by.id, at, expiresAt: schedule.clearanceExpiresAt, factsDigest } };
}

/** Without advice there is nothing that an exception could stand in for. */
export const noAdvice: Patch = { advice: null, exigency: null };

/** Past the time limit everybody is asked again. */
export const renewal = (context: CaseContext): Patch => ({ ...noAdvice, standings: asked(context) });

/** Row 18: judged under the other version from now on. Advice was given under the old one; answers of partners stand. */
export function supersession(context: CaseContext, terms: CaseContext['terms'], activation: string | null): Patch {
  const missing = terms.partnerClasses.filter((partnerClass) => context.standings[partnerClass] === undefined);
  const standings = { ...context.standings, ...Object.fromEntries(missing.map((one) => [one, 'asked'] as const)) };
  const holds = holdsFor({ ...context, terms });
  return { ...noAdvice, terms, standings, activation, pendingTerms: null, holds };
}

export function release(context: CaseContext, { reason, schedule }: Of<'hold.released'>): Patch {
  const holds = context.holds.filter((one) => one !== reason);
  if (reason !== 'policySuperseded' || context.pendingTerms === null) return { holds, schedule };
  return { ...supersession({ ...context, holds }, context.pendingTerms, context.activation), schedule };
}

export const certificate = ({ factsDigest }: CaseContext, by: PersonId): Patch => ({ compliance: { by, factsDigest } });

/** Told of twice, it is noted once. */
export const escalation = ({ escalatedSteps = [] }: CaseContext, { step }: Of<'step.late'>): Patch => ({
  escalatedSteps: [...new Set([...escalatedSteps, step])].sort(),
});
