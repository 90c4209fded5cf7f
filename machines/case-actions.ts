/**
 * What a person can do with a case now, and why not the rest: each act is tried on the system that decides. It never suggests changing
 * facts: amending is possible and documented, but stands in no list here.
 */
import type { ClaimingRole, HoldReason, InstantMs, Json, PartnerClass, Person } from '../schemas/words.ts';
import {
  canEndProtection,
  isUnresolved,
  lacksStatement,
  officeFor,
  requiresCertification,
  type CaseContext,
} from './case-context.ts';
import type { BusinessEventType } from './case-events.ts';
import type { GateView } from './case-gates.ts';
import { caseContextOf, caseProgram, CONSULTATION, consultationOf, requestsOf } from './case-program.ts';
import { ACTION_WORDS, denialWords } from './case-words.ts';
import { ORDINARY_PRIORITY } from './consultation-urgency.ts';
import { claimingRoleOf, type Denial } from './may.ts';
import { Refused, ROOT, step, type System } from './system.ts';

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

/** @param at the moment for which it is asked */
export const actionsOf = (system: System, person: Person, at: InstantMs, gates: readonly GateView[]): ActionView[] =>
  probesOf(system, person).map((probe) => actionOf(system, person, at, gates, probe));

/** Acts that somebody asked for: no requirement stands for them, and the one who asked waits. */
const ASKED: readonly BusinessEventType[] = [
  'question.answered',
  'expedite.determined',
  'exigency.approved',
  'leadership.returned',
  'leadership.referred',
  'leadership.declined',
  'mistake.confirmed',
  'mistake.rejected',
  'action.recorded',
  'statement.recorded',
  'report.closed',
];
export const isAsked = ({ action, whyNot }: Pick<ActionView, 'action' | 'whyNot'>): boolean =>
  whyNot.length === 0 && ASKED.includes(action);

/** What a person can do with the consultation alone. */
export const taskActionsOf = (system: System, person: Person, at: InstantMs): ActionView[] =>
  [...workProbes(system), ...handlingProbes(system), ...forwardingProbes(system)].map((probe) =>
    actionOf(system, person, at, [], probe),
  );

/** An event as the person would send it, to ask the engine whether it would take it; what a case has no occasion for is not asked. */
interface Probe {
  readonly action: BusinessEventType;
  readonly to: string;
  readonly fields: { readonly [field: string]: Json };
  /** Where what it is called says too little of what it does now. */
  readonly words?: string;
  readonly partnerClass?: PartnerClass;
  readonly condition?: string;
  readonly question?: number;
  readonly reason?: HoldReason;
}

const NOTE = { note: '' };
/** Until when is judged when it is said. */
const SOMETIME = Number.MAX_SAFE_INTEGER;

function probesOf(system: System, person: Person): Probe[] {
  const context = caseContextOf(system);
  const scheduled = { ...NOTE, schedule: context.schedule as unknown as Json };
  const toCase = (action: BusinessEventType, fields: Probe['fields'] = NOTE): Probe => ({ action, to: ROOT, fields });
  const reported = context.terms.partnerClasses.filter((partnerClass) =>
    isUnresolved(context.standings[partnerClass] ?? 'asked'),
  );
  const conditions = context.advice?.conditions.filter(({ acknowledgedBy }) => acknowledgedBy === null) ?? [];
  return [
    ...workProbes(system),
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
    ...claimProbes(context, person),
    toCase('work.referred', { ...NOTE, role: 'legal', office: '' }),
    toCase('action.reported'),
    ...(context.reported ? [toCase('report.closed')] : []),
    ...handlingProbes(system),
    toCase('case.withdrawn'),
  ];
}

/** WS-HumanTask: what is done with what the case asks of a person's role beside the consultation. */
function claimProbes(context: CaseContext, person: Person): Probe[] {
  const role = claimingRoleOf(person) ?? 'supervisor';
  const ofRole = { ...NOTE, role };
  const scheduled = { ...ofRole, schedule: context.schedule as unknown as Json };
  const toCase = (action: BusinessEventType, fields: Probe['fields'] = ofRole): Probe => ({ action, to: ROOT, fields });
  const office = role === 'leadership' ? context.office : officeFor(context, role);
  const given = { ...scheduled, to: colleagueIn(office, role) };
  const isClaimed = context.claims?.[role] !== undefined;
  const isSuspended = context.work?.[role]?.suspendedUntil !== undefined;
  return [
    toCase('work.claimed', scheduled),
    ...(isClaimed ? [toCase('work.started')] : []),
    ...(isSuspended ? [toCase('work.resumed')] : []),
    // Said before it is claimed, too: whoever looks for them reads that claiming comes first.
    toCase('work.suspended', { ...ofRole, until: SOMETIME, schedule: { consultation: { escalateAt: SOMETIME } } }),
    toCase('work.delegated', given),
    ...(isClaimed ? [toCase('work.released')] : []),
    toCase('work.assigned', given),
    toCase('work.failed', { ...ofRole, cause: 'unable' }),
  ];
}

/** What is done in the consultation. */
function workProbes(system: System): Probe[] {
  const consultation = consultationOf(system);
  if (consultation?.status !== 'active') return [];
  const { factsDigest, awaiting } = consultation.context;
  const resumed = toTask('task.resumed');
  return [
    toTask('task.claimed'),
    toTask('task.started'),
    toTask('task.completed', { advice: 'consistent', factsDigest, conditions: [], text: '' }),
    toTask('information.requested', { text: '' }),
    toTask('information.provided', { text: '' }),
    awaiting === null ? resumed : { ...resumed, words: 'go on without the information that was asked for' },
  ];
}

/** What is done with it: whose it is, and when. */
function handlingProbes(system: System): Probe[] {
  const consultation = consultationOf(system);
  if (consultation?.status !== 'active') return [];
  const { office, deadlines } = consultation.context;
  const given = { ...NOTE, to: colleagueIn(office, 'legal') };
  return [
    toTask('task.assigned', given),
    toTask('task.released'),
    toTask('task.delegated', given),
    toTask('task.suspended', { ...NOTE, until: deadlines.escalateAt }),
    toTask('task.failed', { ...NOTE, cause: 'unable' }),
    toTask('task.prioritised', NOTE),
    toTask('task.ranked', { ...NOTE, priority: ORDINARY_PRIORITY }),
  ];
}

/** WS-HumanTask: forward. Among what can be done with a case it stands for all its work. */
const forwardingProbes = (system: System): Probe[] =>
  consultationOf(system)?.status === 'active'
    ? [
        {
          action: 'work.referred',
          to: ROOT,
          fields: { ...NOTE, role: 'legal', office: '' },
          words: 'forward the consultation to another office',
        },
      ]
    : [];

const toTask = (action: BusinessEventType, fields: Probe['fields'] = {}): Probe => ({
  action,
  to: CONSULTATION,
  fields,
});

/** Somebody of the group who could take it: whether a certain person may is judged when they are named. */
const colleagueIn = (office: string, role: ClaimingRole): Json => ({
  id: '',
  staffId: '',
  roles: [role],
  office,
  trainedUntil: SOMETIME,
});

function actionOf(system: System, person: Person, at: InstantMs, gates: readonly GateView[], probe: Probe): ActionView {
  const { action, to, fields, words = ACTION_WORDS[action].words, partnerClass, condition, question, reason } = probe;
  const refusal = refusalOf(system, { to, at, event: { ...fields, type: action, by: person as unknown as Json } });
  const open = gates.filter(({ gate, met }) => gate !== 'review' && !met).map(({ name }) => name);
  const missing = action === 'decision.cleared' && open.length > 0 ? [`missing: ${open.join(', ')}`] : [];
  return {
    action,
    words,
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
