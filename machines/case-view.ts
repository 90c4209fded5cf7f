/**
 * A case as one person sees it: what is required and missing, and what this person can do now and why not. Pure, from the same machines
 * and the same `may()` that decide. It never suggests changing facts: amending is possible and documented, but stands in no list here.
 */
import { requirementsOf, type Requirement } from '../policy/requirements.ts';
import type {
  Advice,
  Duty,
  HoldReason,
  InstantMs,
  Json,
  PartnerClass,
  Person,
  PersonId,
  Role,
} from '../schemas/words.ts';
import type { BusinessEventType } from './case-events.ts';
import { caseContextOf, caseProgram, CONSULTATION, consultationOf, requestsOf } from './case-program.ts';
import { ACTION_WORDS, denialWords, GATING_WORDS, PARTNER_WORDS, STATE_WORDS, type RootState } from './case-words.ts';
import {
  adviceHolds,
  canEndProtection,
  isAdviceCurrent,
  isCertified,
  isExigent,
  isSettled,
  isUnresolved,
  lacksStatement,
  requiresCertification,
  type CaseContext,
} from './case-context.ts';
import { RULES, type Denial } from './may.ts';
import { Refused, ROOT, step, type System } from './system.ts';

/** One requirement of the policy for these facts. */
export interface GateView {
  readonly gate: Requirement['gate'];
  readonly partnerClass?: PartnerClass;
  readonly name: string;
  readonly met: boolean;
  /** What is missing, in words; null where it is met. */
  readonly missing: string | null;
  /** Who may do what is missing. */
  readonly roles: readonly Role[];
  /** Who may not, whatever their role: separation of duties (row 20). */
  readonly excludedPersons: readonly PersonId[];
  readonly dueAt: InstantMs | null;
  readonly overdue: boolean;
  readonly marks: readonly string[];
}

export interface ActionView {
  readonly action: BusinessEventType;
  readonly words: string;
  readonly partnerClass?: PartnerClass;
  readonly condition?: string;
  readonly question?: number;
  readonly reason?: HoldReason;
  /** Empty: this person can do it now. */
  readonly whyNot: readonly string[];
}

export interface CaseView {
  readonly state: RootState;
  /** The state in the user's words; two sentences where two things are awaited at once. */
  readonly statements: readonly string[];
  readonly ended: boolean;
  readonly factsDigest: string;
  readonly revision: number;
  readonly advice: null | {
    readonly advice: Advice;
    readonly conditions: readonly { readonly id: string; readonly acknowledged: boolean }[];
  };
  readonly clearance: null | { readonly at: InstantMs; readonly expiresAt: InstantMs };
  readonly gates: readonly GateView[];
  readonly actions: readonly ActionView[];
}

/** @param at the moment for which it is asked what the person can do */
export function caseViewOf(system: System, person: Person, at: InstantMs): CaseView {
  const context = caseContextOf(system);
  const gates = gatesOf(system, person);
  const { advice, clearance } = context;
  return {
    state: rootStateOf(system),
    statements: statementsOf(system, person),
    ended: hasEnded(system),
    factsDigest: context.factsDigest,
    revision: context.revision,
    advice: advice && {
      advice: advice.advice,
      conditions: advice.conditions.map(({ id, acknowledgedBy }) => ({ id, acknowledged: acknowledgedBy !== null })),
    },
    clearance: clearance && { at: clearance.at, expiresAt: clearance.expiresAt },
    gates,
    actions: probesOf(system).map((probe) => actionOf(system, person, at, gates, probe)),
  };
}

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
function isFromElsewhere(system: System, { roles }: Person): boolean {
  const { inheritsProtection, facts } = caseContextOf(system);
  return inheritsProtection && facts.statuses.length === 0 && !roles.includes('legal');
}

// — gates ————————————————————————————————————————————————————————————————————————————————————————————————————————

function gatesOf(system: System, person: Person): GateView[] {
  const context = caseContextOf(system);
  const others = [
    ...requirementsOf(context.terms, context.facts, context.inheritsProtection)
      .filter(({ gate }) => gate !== 'review')
      .map((requirement) => gateOf(system, person, requirement)),
    ...context.holds.map((reason) => counselGate(system, reason)),
  ];
  return [...others, reviewGate(system, others)].map((gate) => ({ ...gate, marks: marksFor(person, gate.marks) }));
}

function gateOf(system: System, person: Person, requirement: Requirement): GateView {
  switch (requirement.gate) {
    case 'oplaConsultation': {
      const gate = consultationGate(system, requirement);
      if (!isFromElsewhere(system, person)) return gate;
      return { ...gate, name: 'legal review', missing: gate.met ? null : GATING_WORDS['heldForCounsel']! };
    }
    case 'certification':
      return certificationGate(system, requirement);
    default:
      return deconflictionGate(system, requirement);
  }
}

/** What no task with a deadline stands behind. */
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
    marks,
  };
}

/** Row 29: who starts a case learns no more than that it is held for legal review. */
const marksFor = (person: Person, marks: readonly string[]): readonly string[] =>
  person.roles.includes('legal') ? marks : marks.filter((mark) => mark !== 'row 29');

function consultationGate(system: System, { gate, marks }: Requirement): GateView {
  const context = caseContextOf(system);
  const current = isAdviceCurrent(context);
  const exigent = isExigent(context);
  const met = adviceHolds(context) || exigent;
  const consultation = consultationOf(system);
  const isOpen = consultation?.status === 'active';
  const overdue = isOpen && consultation.context.overdue;
  const isAgainst = current && !met;
  const isAsked = isOpen && isWaitingForSupervisor(consultation.value);
  return {
    gate,
    name: 'OPLA consultation',
    met,
    missing: met
      ? null
      : isAgainst
        ? STATE_WORDS.blocked
        : `awaiting OPLA consultation: ${consultationWords(consultation?.value ?? null)}`,
    ...whoFor(system, isAgainst ? 'case.escalated' : isAsked ? 'information.provided' : 'task.completed'),
    dueAt: isOpen ? consultation.context.deadlines.dueAt : null,
    overdue,
    marks: [
      ...marks,
      ...(exigent ? ['row 17'] : []),
      ...(isAgainst ? ['row 10', 'row 12'] : []),
      ...(isAsked ? ['row 11'] : []),
      ...(overdue ? ['row 27'] : []),
    ],
  };
}

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
  const missing = REPORTED_WORDS[standing as keyof typeof REPORTED_WORDS] ?? 'no answer yet; silence is no answer';
  return {
    gate,
    partnerClass: partnerClass!,
    name: `deconfliction: ${PARTNER_WORDS[partnerClass!]}`,
    met,
    missing: met ? null : missing,
    ...whoFor(system, isUnresolved(standing) ? 'conflict.resolved' : 'request.answered'),
    dueAt: isAwaited ? request.context.deadlines.dueAt : null,
    overdue,
    marks: [...marks, ...(isUnresolved(standing) ? ['row 13', 'row 14'] : []), ...(overdue ? ['row 15'] : [])],
  };
}

const REPORTED_WORDS = {
  conflict: 'a conflict is reported; a person has to resolve it',
  cannotTell: 'the partner cannot tell; a person has to resolve it',
  takenBack: 'the partner has taken its report back; a person has to resolve it',
} as const;

function reviewGate(system: System, others: readonly GateView[]): GateView {
  const { advice, clearance, schedule } = caseContextOf(system);
  if (rootStateOf(system) === 'lapsed')
    return {
      gate: 'review',
      name: "supervisor's review",
      met: false,
      missing: 'a supervisor renews, or the case ends as expired',
      ...whoFor(system, 'clearance.renewed'),
      dueAt: schedule.lapseEndsAt,
      overdue: false,
      marks: ['R6', 'row 8'],
    };
  const open = advice?.conditions.filter(({ acknowledgedBy }) => acknowledgedBy === null) ?? [];
  const missing = others.some(({ met }) => !met)
    ? 'waits for the other requirements'
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
    marks: open.length > 0 ? ['R6', 'row 26'] : ['R6'],
  };
}

function whoFor(system: System, action: BusinessEventType): Pick<GateView, 'roles' | 'excludedPersons'> {
  const { duty, roles } = { duty: undefined as Duty | undefined, ...RULES[action] };
  return { roles, excludedPersons: duty === undefined ? [] : separatedFrom(caseContextOf(system), duty) };
}

function separatedFrom({ terms, duties }: CaseContext, duty: Duty): PersonId[] {
  const separated = terms.separatedDuties.flatMap(([one, other]) =>
    one === duty ? [other] : other === duty ? [one] : [],
  );
  return [...new Set(separated.flatMap((had) => duties[had] ?? []))].sort();
}

// — actions ——————————————————————————————————————————————————————————————————————————————————————————————————————

/** An event as the person would send it, to ask the engine whether it would take it; what a case has no occasion for is not asked. */
interface Probe {
  readonly action: BusinessEventType;
  readonly to: string;
  readonly fields: { readonly [field: string]: Json };
  readonly partnerClass?: PartnerClass;
  readonly condition?: string;
  readonly question?: number;
  readonly reason?: HoldReason;
}

const NOTE = { note: '' };

function probesOf(system: System): Probe[] {
  const context = caseContextOf(system);
  const scheduled = { ...NOTE, schedule: context.schedule as unknown as Json };
  const toCase = (action: BusinessEventType, fields: Probe['fields'] = NOTE): Probe => ({ action, to: ROOT, fields });
  const reported = context.terms.partnerClasses.filter((partnerClass) =>
    isUnresolved(context.standings[partnerClass] ?? 'asked'),
  );
  const conditions = context.advice?.conditions.filter(({ acknowledgedBy }) => acknowledgedBy === null) ?? [];
  return [
    ...consultationProbes(system),
    ...requestsOf(system)
      .filter(([, { context: request }]) => context.standings[request.partnerClass] === 'asked')
      .map(([to, { context: request }]): Probe => ({
        action: 'request.excused',
        to,
        fields: NOTE,
        partnerClass: request.partnerClass,
      })),
    ...reported.map((partnerClass): Probe => ({
      ...toCase('conflict.resolved', { ...NOTE, partnerClass }),
      partnerClass,
    })),
    ...conditions.map(({ id }): Probe => ({ ...toCase('condition.acknowledged', { condition: id }), condition: id })),
    toCase('decision.cleared', { ...scheduled, factsDigest: context.factsDigest }),
    toCase('decision.declined'),
    toCase('case.escalated'),
    toCase('leadership.returned'),
    toCase('leadership.referred', scheduled),
    toCase('leadership.declined'),
    toCase('advice.withdrawn', scheduled),
    toCase('clearance.renewed', scheduled),
    toCase('action.recorded', { ...NOTE, outcome: 'actionNotTaken' }),
    ...(context.disputed === null ? [] : [toCase('mistake.confirmed', scheduled), toCase('mistake.rejected')]),
    ...(canEndProtection(context) ? [toCase('protection.ended')] : []),
    ...context.holds.map((reason): Probe => ({ ...toCase('hold.released', { ...scheduled, reason }), reason })),
    ...(context.terms.allowsExigency === true && context.exigency === null ? [toCase('exigency.claimed')] : []),
    ...(context.exigency === null ? [] : [toCase('exigency.approved')]),
    ...(requiresCertification(context) ? [toCase('compliance.certified')] : []),
    ...(lacksStatement(context) ? [toCase('statement.recorded')] : []),
    toCase('expedite.requested'),
    ...(context.expedite === 'requested' ? [toCase('expedite.determined', { ...NOTE, inBestInterests: false })] : []),
    toCase('question.asked', { ...NOTE, of: 'opla' }),
    ...context.questions.flatMap(({ answered }, index): Probe[] =>
      answered ? [] : [{ ...toCase('question.answered', { ...NOTE, question: index + 1 }), question: index + 1 }],
    ),
    toCase('work.referred', { ...NOTE, role: 'legal', office: '' }),
    toCase('action.reported'),
    ...(context.reported ? [toCase('report.closed')] : []),
    toCase('case.withdrawn'),
  ];
}

function consultationProbes(system: System): Probe[] {
  const consultation = consultationOf(system);
  if (consultation?.status !== 'active') return [];
  const advised = { advice: 'consistent', factsDigest: consultation.context.factsDigest, conditions: [], text: '' };
  const toTask = (action: BusinessEventType, fields: Probe['fields'] = {}): Probe => ({
    action,
    to: CONSULTATION,
    fields,
  });
  return [
    toTask('task.claimed'),
    toTask('task.released'),
    toTask('task.started'),
    toTask('task.completed', advised),
    toTask('information.requested', { text: '' }),
    toTask('information.provided', { text: '' }),
  ];
}

function actionOf(system: System, person: Person, at: InstantMs, gates: readonly GateView[], probe: Probe): ActionView {
  const { action, to, fields, partnerClass, condition, question, reason } = probe;
  const refusal = refusalOf(system, { to, at, event: { ...fields, type: action, by: person as unknown as Json } });
  const open = gates.filter(({ gate, met }) => gate !== 'review' && !met).map(({ name }) => name);
  const missing = action === 'decision.cleared' && open.length > 0 ? [`missing: ${open.join(', ')}`] : [];
  return {
    action,
    words: ACTION_WORDS[action].words,
    ...(partnerClass === undefined ? {} : { partnerClass }),
    ...(condition === undefined ? {} : { condition }),
    ...(question === undefined ? {} : { question }),
    ...(reason === undefined ? {} : { reason }),
    whyNot:
      refusal === null ? [] : [...refusalWords(refusal, action), ...(refusal.code === 'notAdmitted' ? [] : missing)],
  };
}

function refusalOf(
  system: System,
  { to, at, event }: { to: string; at: InstantMs; event: { type: string; [field: string]: Json } },
): Refused | null {
  try {
    step(caseProgram, system, { kind: 'event', at, to, event });
    return null;
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}

/** A refusal of the engine in words; the API says the same when it happens. */
export function refusalWords(
  { code, reasons }: Pick<Refused, 'code' | 'reasons'>,
  action: BusinessEventType,
): string[] {
  switch (code) {
    case 'notAdmitted':
      return reasons.map((reason) => denialWords(reason as unknown as Denial));
    case 'actorEnded':
      return ['it has ended'];
    default:
      return [ACTION_WORDS[action].onlyWhile];
  }
}

/** What a person can do with the consultation alone. */
export function taskActionsOf(system: System, person: Person, at: InstantMs): ActionView[] {
  return consultationProbes(system).map((probe) => actionOf(system, person, at, [], probe));
}
