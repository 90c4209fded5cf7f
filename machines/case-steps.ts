/**
 * What a case waits for from people beside the consultation and the partners, which have time limits of their own: each step by a name that
 * stays while it waits. Since when it waits, the record notes; no machine has a timer for it (docs/adr/0014).
 */
import type { Consulted, Role } from '../schemas/words.ts';
import {
  isCertified,
  isUnresolved,
  lacksStatement,
  officeFor,
  requiresCertification,
  type CaseContext,
} from './case-context.ts';
import type { RootState } from './case-words.ts';

/** Whose turn it is: all of them can be told by a notification. */
export type StepRole = Extract<Role, 'supervisor' | 'legal' | 'leadership' | 'privacy' | 'policyStaff'>;

export interface Step {
  /** A kind, and where a case can wait for several of it `kind/which`. */
  readonly step: string;
  readonly role: StepRole;
  /** Whose people do it, and whose calendar counts. */
  readonly office: string;
}

/** R12: whoever is asked. */
export const ANSWERING_ROLE: { readonly [of in Consulted]: StepRole } = {
  leadership: 'leadership',
  opla: 'legal',
  orap: 'policyStaff',
};

const ROLE_OF: { readonly [kind: string]: StepRole } = {
  review: 'supervisor',
  certification: 'supervisor',
  conflict: 'supervisor',
  statement: 'supervisor',
  blocked: 'supervisor',
  renewal: 'supervisor',
  counsel: 'legal',
  dispute: 'legal',
  report: 'privacy',
  escalated: 'leadership',
  exigency: 'leadership',
  expedite: 'leadership',
};

/** Row 8. It is due when the case expires, which its schedule says; people are told as long after the lapse as of any other step. */
export const RENEWAL = 'renewal';

const missingGates = (context: CaseContext): string[] => [
  ...(requiresCertification(context) && !isCertified(context) ? ['certification'] : []),
  ...context.holds.map((reason) => `counsel/${reason}`),
  ...context.terms.partnerClasses
    .filter((partnerClass) => isUnresolved(context.standings[partnerClass] ?? 'asked'))
    .map((partnerClass) => `conflict/${partnerClass}`),
];

/** What renews a clearance that has lapsed has a date of its own, by which the case expires: see `RENEWAL`. */
const IN_STATE: { readonly [state in RootState]?: (context: CaseContext) => readonly string[] } = {
  gating: missingGates,
  awaitingReview: (context) => (isCertified(context) ? ['review'] : ['certification']),
  awaitingStatement: () => ['statement'],
  lapsed: () => [RENEWAL],
  blocked: () => ['blocked'],
  escalated: () => ['escalated'],
  reported: (context) => [...(lacksStatement(context) ? ['statement'] : []), 'report'],
};

/** Nothing that comes before an action applies any more. */
const AFTER_AN_ACTION: readonly RootState[] = ['awaitingStatement', 'reported'];

function asked(context: CaseContext, state: RootState): string[] {
  const { disputed, exigency, expedite, questions, consultationOpen } = context;
  const isBefore = !AFTER_AN_ACTION.includes(state);
  return [
    ...(isBefore && disputed !== null ? ['dispute'] : []),
    ...(isBefore && exigency?.approvedBy === null && consultationOpen ? ['exigency'] : []),
    ...(expedite === 'requested' ? ['expedite'] : []),
    ...questions.flatMap(({ answered }, index) => (answered ? [] : [`question/${index + 1}`])),
  ];
}

/** What a live case waits for in a state of its root. */
export const stepsIn = (context: CaseContext, state: RootState): Step[] =>
  [...(IN_STATE[state]?.(context) ?? []), ...asked(context, state)].map((step) => {
    const role = roleOf(context, step);
    const office = role === 'supervisor' || role === 'legal' ? officeFor(context, role) : context.office;
    return { step, role, office };
  });

/** Whose turn a step is. */
export function roleOf({ questions }: CaseContext, step: string): StepRole {
  const [kind, which] = step.split('/') as [string, string?];
  return kind === 'question' ? ANSWERING_ROLE[questions[Number(which) - 1]!.of] : ROLE_OF[kind]!;
}
