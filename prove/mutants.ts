/**
 * Every guard and every row of `may()` in turn is taken out, through XState's own `provide` and the program's own `admit`, never by editing
 * text. The proof has to fail for it; or the guard is redundant as things stand (defence in depth), which is shown and not claimed: without
 * it the very same graph is walked, so that it never is the one that refuses.
 */
import type { AnyStateMachine } from 'xstate';
import { caseProgram } from '../machines/case-program.ts';
import { caseMachine } from '../machines/case.machine.ts';
import { consultationMachine } from '../machines/consultation.machine.ts';
import { RULES, type Denial } from '../machines/may.ts';
import type { BusinessEventType } from '../machines/case-events.ts';
import type { EventInput, Program, System } from '../machines/system.ts';
import type { PolicyTerms } from '../policy/policy-terms.ts';
import { LETTERS } from './alphabet.ts';
import { Explorer, violationName, type Exploration, type Violation } from './explore.ts';
import { coreScope, GATE_SCOPES, planOf, type Scope } from './scopes.ts';

export interface Mutant {
  readonly name: string;
  readonly program: Program;
  /** Runs in which it could show; the smallest first. */
  readonly scopes: readonly Scope[];
}

export interface Verdict {
  readonly mutant: string;
  readonly verdict: 'killed' | 'redundant' | 'survived';
  /** What failed, or where it is redundant. */
  readonly by: Violation | null;
}

/** A guard that is taken out lets pass what it held back; where a guard leads to a stricter branch, taking it out means never going there. */
type Removal = 'always' | 'never';

/** Total over the guards of each machine: a new guard without a line here fails the test that compares. */
export const CASE_GUARDS: { readonly [guard: string]: readonly Removal[] } = {
  adviceIsAgainst: ['never', 'always'],
  outputAsksForMore: ['never'],
  hasAdvice: ['always'],
  keepsStatuses: ['always'],
  changesFacts: ['always'],
  amendsCurrentFacts: ['always'],
  isUnresolvedAnswer: ['never'],
  someoneReportsConflict: ['never', 'always'],
  allPartnersSettled: ['always'],
  isReportedConflict: ['always'],
  isOpenCondition: ['always'],
  namesCurrentFacts: ['always'],
  consultationSettled: ['always'],
  consulted: ['always', 'never'],
  isExigent: ['always'],
  conditionsAcknowledged: ['always'],
  isCertified: ['always'],
  isUnheld: ['always'],
  neverReported: ['always'],
  isDisputable: ['always'],
  isDisputed: ['always'],
  isAnothersDispute: ['always'],
  canEndProtection: ['always'],
  isUnprotectedYet: ['always'],
  requiresConsultation: ['always'],
  canClaimExigency: ['always'],
  canApproveExigency: ['always'],
  isNewActivation: ['always'],
  continues: ['always'],
  reEvaluates: ['always'],
  isUnsuspended: ['always'],
  isHeldFor: ['always'],
  canRequestExpedite: ['always'],
  isExpediteRequested: ['always'],
  canCertify: ['always'],
  lacksStatement: ['always', 'never'],
  willLackStatement: ['never'],
  canAsk: ['always'],
  isOpenQuestion: ['always'],
  isAskedOf: ['always'],
  isAuthor: ['always'],
  canCorrect: ['always'],
  canComment: ['always'],
  canRefer: ['always'],
  isUnbegun: ['always'],
  isShortSuspension: ['always'],
  isWorkSuspended: ['always'],
  isStartDue: ['always'],
  isResumptionDue: ['always'],
  isWaiting: ['always'],
};

export const CONSULTATION_GUARDS: { readonly [guard: string]: readonly Removal[] } = {
  isReminderDue: ['always'],
  isDue: ['always'],
  isEscalationDue: ['always'],
  isAnother: ['always'],
  isNotUrgent: ['always'],
  isBeforeEscalation: ['always'],
  awaitsInformation: ['always'],
  isUnowned: ['always', 'never'],
  isHandedOn: ['always', 'never'],
  isOwnerRecused: ['always', 'never'],
  isOnCurrentFacts: ['always'],
  conditionsFitAdvice: ['always'],
};

const GUARD: { readonly [removal in Removal]: () => boolean } = { always: () => true, never: () => false };

/** Which runs have the events that a guard stands before; for one that is in none of these lines: the core. */
const WHERE: readonly (readonly [RegExp, readonly string[]])[] = [
  [/isDisput|isAnothersDispute/, ['mistakes']],
  [/Protection|Unprotected|requiresConsultation/, ['protection']],
  [/xigen|outputAsksForMore|consultationSettled/, ['exigency']],
  [/Activation|continues|reEvaluates|isUnsuspended|isHeldFor|isUnheld/, ['policy']],
  [/Expedite/, ['expedite']],
  [/ertif|Statement/, ['places']],
  [/neverReported/, ['reopening']],
  [/canAsk|Question|isAskedOf/, ['questions']],
  [/isAuthor|canCorrect/, ['corrections']],
  [/canComment/, ['comments']],
  [/canRefer/, ['referrals']],
  [/isOwnerRecused/, ['recusal from the core', 'recusal and the task']],
  [/isUnbegun|isShortSuspension|isWorkSuspended|isStartDue|isResumptionDue/, ['the work']],
  [
    /isAnother$|isUnowned|isHandedOn|isNotUrgent|isBeforeEscalation|awaitsInformation|isReminderDue|isDue|isEscalationDue/,
    ['the task'],
  ],
];

const gateScopes = (names: readonly string[]): Scope[] =>
  GATE_SCOPES.filter(({ name }) => names.some((one) => name.includes(one)));

function scopesOfGuard(guard: string): Scope[] {
  const found = WHERE.filter(([pattern]) => pattern.test(guard)).flatMap(([, names]) => names);
  return found.length === 0 ? [coreScope(1)] : gateScopes(found);
}

function scopesOfEvent(type: BusinessEventType): Scope[] {
  const groups = ([] as string[]).concat(LETTERS[type].in);
  if (groups.includes('core')) return [coreScope(1)];
  return GATE_SCOPES.filter((scope) => scope.groups.some((group) => groups.includes(group)));
}

/** Whoever is excluded has recused themselves from the case, or given the consultation up. */
function scopesOfExclusion(type: BusinessEventType): Scope[] {
  const groups = ([] as string[]).concat(LETTERS[type].in);
  return GATE_SCOPES.filter(
    (scope) => scope.groups.includes('recusal') && scope.groups.some((group) => groups.includes(group)),
  );
}

export function guardMutants(): Mutant[] {
  const ofCase = Object.entries(CASE_GUARDS).flatMap(([guard, removals]) =>
    removals.map((removal): Mutant => ({
      name: `case guard ${guard}: ${removal}`,
      program: withRoot(caseMachine.provide({ guards: { [guard]: GUARD[removal] } as never })),
      scopes: scopesOfGuard(guard),
    })),
  );
  const ofConsultation = Object.entries(CONSULTATION_GUARDS).flatMap(([guard, removals]) =>
    removals.map((removal): Mutant => ({
      name: `consultation guard ${guard}: ${removal}`,
      program: withRoot(
        caseMachine.provide({
          actors: { consultation: consultationMachine.provide({ guards: { [guard]: GUARD[removal] } as never }) },
        }),
      ),
      scopes: scopesOfGuard(guard),
    })),
  );
  return [...ofCase, ...ofConsultation];
}

const withRoot = (root: unknown): Program => ({ ...caseProgram, root: root as AnyStateMachine });

/** What a row of `may()` asks for, one by one; a need to know is judged before the engine (docs/adr/0011). */
const REASONS = ['role', 'office', 'training', 'owner', 'excluded', 'partnerClass', 'separationOfDuties'] as const;
const ASKS: { readonly [why in (typeof REASONS)[number]]: (rule: (typeof RULES)[BusinessEventType]) => boolean } = {
  role: () => true,
  office: ({ ownOffice }) => ownOffice === true,
  training: ({ trained }) => trained === true,
  owner: ({ owner }) => owner === true,
  excluded: ({ notRecused, claimable }) => notRecused === true || claimable === true,
  partnerClass: ({ ownPartnerClass }) => ownPartnerClass === true,
  separationOfDuties: ({ duty }) => duty !== undefined,
};

/** One thing that one row of `may()` asks for is asked for no longer. */
export function authorisationMutants(): Mutant[] {
  return (Object.keys(LETTERS) as BusinessEventType[]).flatMap((type) =>
    REASONS.filter((why) => ASKS[why](RULES[type])).map((why): Mutant => ({
      name: `may(${type}) without ${why}`,
      program: { ...caseProgram, admit: (system, input) => without(system, input, type, why) },
      scopes: why === 'excluded' ? scopesOfExclusion(type) : scopesOfEvent(type),
    })),
  );
}

function without(
  system: System,
  input: EventInput,
  type: string,
  why: string,
): ReturnType<NonNullable<Program['admit']>> {
  const reasons = caseProgram.admit!(system, input);
  if (reasons === null || input.event.type !== type) return reasons;
  const left = reasons.filter((reason) => (reason as unknown as Denial).why !== why);
  return left.length === 0 ? null : left;
}

/** Graphs of the program as it is, walked once each. */
export class Originals {
  readonly #terms: PolicyTerms;
  readonly #explorations = new Map<string, Exploration>();

  constructor(terms: PolicyTerms) {
    this.#terms = terms;
  }

  of(scope: Scope): Exploration {
    let known = this.#explorations.get(scope.name);
    if (known === undefined)
      this.#explorations.set(scope.name, (known = new Explorer(planOf(scope, this.#terms)).run()));
    return known;
  }
}

export function judge(mutant: Mutant, terms: PolicyTerms, originals: Originals): Verdict {
  if (mutant.scopes.length === 0) throw new Error(`${mutant.name}: no run could show it`);
  let isSame = true;
  for (const scope of mutant.scopes) {
    const original = originals.of(scope);
    // What the program itself does not keep kills nothing.
    const ignored = new Set(original.violations.map(violationName));
    const { violations, fingerprint } = new Explorer({
      ...planOf(scope, terms, mutant.program),
      stopAtFirst: true,
      ignored,
    }).run();
    if (violations.length > 0) return { mutant: mutant.name, verdict: 'killed', by: violations[0]! };
    isSame &&= fingerprint === original.fingerprint;
  }
  return { mutant: mutant.name, verdict: isSame ? 'redundant' : 'survived', by: null };
}
