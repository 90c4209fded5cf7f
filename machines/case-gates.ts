/** What the policy requires of a case, what of it is missing, who may do that, and by when. */
import { requirementsOf, type Requirement } from '../policy/requirements.ts';
import type { Duty, HoldReason, InstantMs, Json, PartnerClass, Person, PersonId, Role } from '../schemas/words.ts';
import {
  adviceHolds,
  isAdviceCurrent,
  isCertified,
  isExigent,
  isSettled,
  isUnresolved,
  type CaseContext,
} from './case-context.ts';
import type { BusinessEventType } from './case-events.ts';
import { caseContextOf, consultationOf, requestsOf } from './case-program.ts';
import { isFromElsewhere, rootStateOf } from './case-state.ts';
import { GATING_WORDS, PARTNER_WORDS, STATE_WORDS } from './case-words.ts';
import { RULES } from './may.ts';
import type { System } from './system.ts';

/** One requirement of the policy for these facts. */
export interface GateView {
  readonly gate: Requirement['gate'];
  readonly partnerClass?: PartnerClass;
  readonly name: string;
  readonly met: boolean;
  /** What is missing, in words; null where it is met. */
  readonly missing: string | null;
  /** How a partner's was met, in words. */
  readonly how?: string;
  /** Who may do what is missing. */
  readonly roles: readonly Role[];
  /** Who may not, whatever their role: separation of duties (row 20). */
  readonly excludedPersons: readonly PersonId[];
  readonly dueAt: InstantMs | null;
  readonly overdue: boolean;
  readonly marks: readonly string[];
  /** Under which the record notes since when this waits (case-steps.ts), where no task with a time limit stands behind it. */
  readonly step?: string;
}

/** @param at for when it is asked what is overdue; without it that stays out which no timer has noted: whose turn it is, and by when, hold without */
export function gatesOf(system: System, person: Person, at: InstantMs | null = null): GateView[] {
  const context = caseContextOf(system);
  const others = [
    ...requirementsOf(context.terms, context.facts, context.inheritsProtection)
      .filter(({ gate }) => gate !== 'review')
      .map((requirement) => gateOf(system, person, at, requirement)),
    ...context.holds.map((reason) => counselGate(system, reason)),
  ];
  return [...others, reviewGate(system, others)].map((gate) => ({ ...gate, marks: marksFor(person, gate.marks) }));
}

const WAITS = 'waits for the other requirements';

/** Where the advice stands against the case, it says what is awaited by one of these. */
const ESCALATED =
  'senior leadership returns the case, refers it to OPLA again, or declines it; it stays blocked meanwhile';
const AGAINST: readonly (string | null)[] = [STATE_WORDS.blocked, ESCALATED];

/**
 * The review waits for every other requirement, so it is nobody's turn before; where it does not, nothing else is anybody's turn. While the
 * advice stands against the case, no hold is released and no conflict resolved: only partners answer, and the planned compliance is certified.
 */
export function inTurn<Gate extends Pick<GateView, 'met' | 'missing'> & { readonly gate: string }>(
  gates: readonly Gate[],
): Gate[] {
  const open = gates.filter(({ met }) => !met);
  const review = open.filter(({ gate, missing }) => gate === 'review' && missing !== WAITS);
  if (review.length > 0) return review;
  const isBlocked = open.some(({ gate, missing }) => gate === 'oplaConsultation' && AGAINST.includes(missing));
  return open.filter(({ gate, missing }) => gate !== 'review' && !(isBlocked && waitsForAdvice(gate, missing)));
}

const waitsForAdvice = (gate: string, missing: string | null): boolean =>
  gate === 'counsel' || (gate === 'deconfliction' && missing !== UNANSWERED);

function gateOf(system: System, person: Person, at: InstantMs | null, requirement: Requirement): GateView {
  switch (requirement.gate) {
    case 'oplaConsultation': {
      const gate = consultationGate(system, at, requirement);
      if (!isFromElsewhere(system, person)) return gate;
      return { ...gate, name: 'legal review', missing: gate.met ? null : GATING_WORDS['heldForCounsel']! };
    }
    case 'certification':
      return certificationGate(system, requirement);
    default:
      return deconflictionGate(system, requirement);
  }
}

/** What no task with a deadline stands behind: by when, says the record's note of since when it waits. */
const UNTIMED = { dueAt: null, overdue: false } as const;

function certificationGate(system: System, { gate, marks }: Requirement): GateView {
  const met = isCertified(caseContextOf(system));
  return {
    gate,
    name: 'planned compliance at a listed place',
    met,
    missing: met ? null : 'a supervisor certifies how § 1367 will be complied with there',
    ...whoFor(system, 'compliance.certified'),
    ...UNTIMED,
    step: 'certification',
    marks,
  };
}

const HOLD_WORDS: { readonly [reason in HoldReason]: readonly [words: string, ...marks: string[]] } = {
  policySuspended: ['the policy is suspended; counsel decides whether the case may go on', 'row 19'],
  policySuperseded: ['the policy was superseded; counsel releases the case to the new version', 'row 18'],
  soleSource: ['a determination would rest on prohibited sources alone; counsel decides', 'R9'],
};

function counselGate(system: System, reason: HoldReason): GateView {
  const [missing, ...marks] = HOLD_WORDS[reason];
  return {
    gate: 'counsel',
    name: 'counsel',
    met: false,
    missing,
    ...whoFor(system, 'hold.released'),
    ...UNTIMED,
    step: `counsel/${reason}`,
    marks,
  };
}

/** Row 29: who starts a case learns no more than that it is held for legal review. */
const marksFor = (person: Person, marks: readonly string[]): readonly string[] =>
  person.roles.includes('legal') ? marks : marks.filter((mark) => mark !== 'row 29');

function consultationGate(system: System, at: InstantMs | null, { gate, marks }: Requirement): GateView {
  const context = caseContextOf(system);
  const current = isAdviceCurrent(context);
  const exigent = isExigent(context);
  const met = adviceHolds(context) || exigent;
  const consultation = consultationOf(system);
  const isOpen = consultation?.status === 'active';
  const isAgainst = current && !met;
  const isEscalated = isAgainst && rootStateOf(system) === 'escalated';
  const isAsked = isOpen && isWaitingForSupervisor(consultation.value);
  // While the supervisor is asked, the time limits of legal staff stand still, and the supervisor has some of their own, whose passing no mark notes.
  const isLate = isOpen && !isAsked && consultation.context.overdue;
  const deadlines = isAsked ? consultation.context.awaiting?.deadlines : consultation?.context.deadlines;
  const overdue = isAsked ? at !== null && deadlines !== undefined && at >= deadlines.dueAt : isLate;
  return {
    gate,
    name: 'OPLA consultation',
    met,
    missing: met
      ? null
      : isAgainst
        ? isEscalated
          ? ESCALATED
          : STATE_WORDS.blocked
        : `awaiting OPLA consultation: ${consultationWords(consultation?.value ?? null)}`,
    ...withoutExcluded(
      whoFor(system, nextInConsultation({ isEscalated, isAgainst, isAsked })),
      isOpen && !isAsked ? consultation.context.excludedOwners : [],
    ),
    dueAt: isOpen ? (deadlines?.dueAt ?? null) : null,
    overdue,
    ...(isAgainst ? { step: rootStateOf(system) } : {}),
    marks: [
      ...marks,
      ...(exigent ? ['row 17'] : []),
      ...(isAgainst ? ['row 10', 'row 12'] : []),
      ...(isAsked ? ['row 11'] : []),
      ...(isLate ? ['row 27'] : []),
    ],
  };
}

function nextInConsultation(stands: {
  readonly isEscalated: boolean;
  readonly isAgainst: boolean;
  readonly isAsked: boolean;
}): BusinessEventType {
  if (stands.isEscalated) return 'leadership.returned';
  if (stands.isAgainst) return 'case.escalated';
  return stands.isAsked ? 'information.provided' : 'task.completed';
}

/** Who has given the task up does not take it again. */
const withoutExcluded = (
  { roles, excludedPersons }: Pick<GateView, 'roles' | 'excludedPersons'>,
  excludedOwners: readonly PersonId[],
): Pick<GateView, 'roles' | 'excludedPersons'> => ({
  roles,
  excludedPersons: [...new Set([...excludedPersons, ...excludedOwners])].sort(),
});

const isWaitingForSupervisor = (value: Json): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && value['open'] === 'suspended';

function consultationWords(value: Json): string {
  const state = typeof value === 'object' && value !== null && !Array.isArray(value) ? value['open'] : value;
  switch (state) {
    case 'ready':
      return 'nobody has claimed it';
    case 'reserved':
      return 'it is claimed';
    case 'inProgress':
      return 'it is in progress';
    case 'suspended':
      return 'legal staff waits for information from the supervisor';
    case 'suspendedUntil':
      return 'it is suspended until a time';
    default:
      return 'it is not open';
  }
}

function deconflictionGate(system: System, { gate, partnerClass, marks }: Requirement): GateView {
  const { standings } = caseContextOf(system);
  const standing = standings[partnerClass!] ?? 'asked';
  const request = requestsOf(system).find(([, { context }]) => context.partnerClass === partnerClass)?.[1];
  const isAwaited = standing === 'asked' && request?.status === 'active';
  const overdue = isAwaited && request.context.overdue;
  const met = isSettled(standing);
  const missing = REPORTED_WORDS[standing as keyof typeof REPORTED_WORDS] ?? UNANSWERED;
  return {
    gate,
    partnerClass: partnerClass!,
    name: `deconfliction: ${PARTNER_WORDS[partnerClass!]}`,
    met,
    missing: met ? null : missing,
    ...(met ? { how: SETTLED_WORDS[standing as keyof typeof SETTLED_WORDS] } : {}),
    ...whoFor(system, isUnresolved(standing) ? 'conflict.resolved' : 'request.answered'),
    dueAt: isAwaited ? request.context.deadlines.dueAt : null,
    overdue,
    ...(isUnresolved(standing) ? { step: `conflict/${partnerClass!}` } : {}),
    marks: [...marks, ...(isUnresolved(standing) ? ['row 13', 'row 14'] : []), ...(overdue ? ['row 15'] : [])],
  };
}

const UNANSWERED = 'no answer yet; silence is no answer';

/** What has to be said in resolving it then is more than elsewhere. */
const CANNOT_TELL = 'the partner cannot tell: a supervisor has to reach it, and says when and how in resolving it';

/** Whether a partner has to be reached before anybody says that it is resolved (R2). */
export const hasToBeReached = ({ missing }: Pick<GateView, 'missing'>): boolean => missing === CANNOT_TELL;

const SETTLED_WORDS = {
  noConflict: 'it was asked, and reports no conflict',
  notOurs: 'it was asked, and has no part in it',
  excused: 'a supervisor found asking it not appropriate, with a reason',
  resolved: 'a person has resolved what it reported',
} as const;

const REPORTED_WORDS = {
  conflict: 'a conflict is reported; a person has to resolve it',
  cannotTell: CANNOT_TELL,
  takenBack: 'the partner has taken its report back; a person has to resolve it',
} as const;

/** States in which something else than a decision is awaited, whatever else is still open. */
const BEYOND_REVIEW: {
  readonly [state: string]: {
    readonly missing: string;
    readonly action: BusinessEventType;
    readonly step?: string;
    readonly marks: string[];
  };
} = {
  lapsed: {
    missing: 'a supervisor renews, or the case ends as expired',
    action: 'clearance.renewed',
    marks: ['R6', 'row 8'],
  },
  reported: {
    missing: 'privacy staff closes the case of an action that was taken without a live clearance',
    action: 'report.closed',
    step: 'report',
    marks: ['row 31'],
  },
  awaitingStatement: {
    missing: 'a supervisor records the statement in the Notice to Appear',
    action: 'statement.recorded',
    step: 'statement',
    marks: ['R8'],
  },
};

function reviewGate(system: System, others: readonly GateView[]): GateView {
  const { advice, clearance, schedule } = caseContextOf(system);
  const state = rootStateOf(system);
  const beyond = BEYOND_REVIEW[state];
  if (beyond !== undefined)
    return {
      gate: 'review',
      name: "supervisor's review",
      met: false,
      missing: beyond.missing,
      ...whoFor(system, beyond.action),
      dueAt: state === 'lapsed' ? schedule.lapseEndsAt : null,
      overdue: false,
      ...(beyond.step === undefined ? {} : { step: beyond.step }),
      marks: beyond.marks,
    };
  const open = advice?.conditions.filter(({ acknowledgedBy }) => acknowledgedBy === null) ?? [];
  const missing = others.some(({ met }) => !met)
    ? WAITS
    : open.length > 0
      ? `a supervisor acknowledges ${open.map(({ id }) => id).join(', ')}, then decides`
      : 'a supervisor decides';
  return {
    gate: 'review',
    name: "supervisor's review",
    met: clearance !== null,
    missing: clearance === null ? missing : null,
    ...whoFor(system, 'decision.cleared'),
    ...UNTIMED,
    ...(clearance === null ? { step: 'review' } : {}),
    marks: open.length > 0 ? ['R6', 'row 26'] : ['R6'],
  };
}

function whoFor(system: System, action: BusinessEventType): Pick<GateView, 'roles' | 'excludedPersons'> {
  const { duty, roles, claimable, notRecused } = RULES[action];
  const { recused = [] } = claimable || notRecused ? caseContextOf(system) : {};
  const separated = duty === undefined ? [] : separatedFrom(caseContextOf(system), duty);
  return { roles, excludedPersons: [...new Set([...separated, ...recused])].sort() };
}

/** Who may not have a duty, since they have one that the policy keeps apart from it (row 20). */
export function separatedFrom({ terms, duties }: CaseContext, duty: Duty): PersonId[] {
  const separated = terms.separatedDuties.flatMap(([one, other]) =>
    one === duty ? [other] : other === duty ? [one] : [],
  );
  return [...new Set(separated.flatMap((had) => duties[had] ?? []))].sort();
}
