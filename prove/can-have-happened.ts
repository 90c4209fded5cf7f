/** I12: for each event, what must have been so before it. */
import { isUnresolved, type CaseContext } from '../machines/case-context.ts';
import type { BusinessEventType, WorkStanding } from '../machines/case-events.ts';
import type { ClaimingRole, Json, PartnerClass, Person, Schedule } from '../schemas/words.ts';
import { contextOf, hasEnded, isProtected, rootOf, type Move, type Node } from './node.ts';
import {
  isCleared,
  field,
  actorOf,
  standingOf,
  consultationOf,
  consultationState,
  isListedPlace,
  same,
} from './readings.ts';

const isOwner = ({ system }: Node, move: Move): boolean => {
  const owner = consultationOf(system)?.context.owner ?? null;
  const person = actorOf(move);
  return owner !== null && (owner === person?.id || (person?.substitutesFor ?? []).includes(owner));
};
const isHandedOn = ({ system }: Node, move: Move): boolean =>
  consultationOf(system)?.context.owner !== (field(move, 'to') as unknown as Person).id;
const workOf = (node: Node, move: Move): WorkStanding | undefined =>
  contextOf(node).work?.[field(move, 'role') as ClaimingRole];
const always = (): boolean => true;
const inRoot =
  (...states: readonly string[]) =>
  (node: Node): boolean =>
    states.includes(rootOf(node));
const hasStatus = ({ facts }: CaseContext, status: { readonly benefit: string; readonly role: string }): boolean =>
  facts.statuses.some(({ benefit, role }) => benefit === status.benefit && role === status.role);

/** Whether a person is awaited for it: the proof's own reading. */
function waits(before: Node, step: string): boolean {
  const context = contextOf(before);
  const { holds, questions, exigency, expedite, disputed, removalProceedings, statementBy } = context;
  const [kind, which] = step.split('/') as [string, string?];
  const isIn = (...states: readonly string[]): boolean => states.includes(rootOf(before));
  const isAfterAction = isIn('awaitingStatement', 'reported');
  const isUncertified = isListedPlace(context) && context.compliance?.factsDigest !== context.factsDigest;
  switch (hasEnded(before) ? 'ended' : kind) {
    case 'review':
      return isIn('awaitingReview') && !isUncertified;
    case 'certification':
      return isIn('gating', 'awaitingReview') && isUncertified;
    case 'conflict':
      return isIn('gating') && isUnresolved(standingOf(context, which as PartnerClass));
    case 'counsel':
      return isIn('gating') && holds.includes(which as never);
    case 'blocked':
    case 'escalated':
      return isIn(kind);
    case 'renewal':
      return isIn('lapsed');
    case 'statement':
      return isAfterAction && removalProceedings && isListedPlace(context) && statementBy === null;
    case 'report':
      return isIn('reported');
    case 'dispute':
      return !isAfterAction && disputed !== null;
    case 'exigency':
      return !isAfterAction && exigency?.approvedBy === null && consultationOf(before.system) !== null;
    case 'expedite':
      return expedite === 'requested';
    case 'question':
      return questions[Number(which) - 1]?.answered === false;
    default:
      return false;
  }
}

/** For each event, what must be so before it for it to be a past fact and not a slip: total over the event types. */
export const CAN_HAVE_HAPPENED: { readonly [type in BusinessEventType]: (before: Node, move: Move) => boolean } = {
  'facts.amended': (before, move) => {
    const { factsDigest, facts } = contextOf(before);
    const named = field(move, 'factsDigest');
    return (named === undefined || named === factsDigest) && !same(facts, field(move, 'facts'));
  },
  'conflict.resolved': (before, move) =>
    isUnresolved(standingOf(contextOf(before), field(move, 'partnerClass') as PartnerClass)),
  'condition.acknowledged': (before, move) =>
    contextOf(before).advice?.conditions.some(
      ({ id, acknowledgedBy }) => id === field(move, 'condition') && acknowledgedBy === null,
    ) ?? false,
  'decision.cleared': inRoot('awaitingReview'),
  'decision.declined': inRoot('awaitingReview', 'blocked'),
  'case.escalated': inRoot('blocked'),
  'leadership.returned': inRoot('escalated'),
  'leadership.referred': inRoot('escalated'),
  'leadership.declined': inRoot('escalated'),
  'advice.withdrawn': (before) => contextOf(before).advice !== null,
  'clearance.renewed': inRoot('lapsed'),
  'action.recorded': inRoot('cleared'),
  'case.withdrawn': always,
  'status.disputed': (before, move) =>
    contextOf(before).disputed === null && hasStatus(contextOf(before), field(move, 'status') as never),
  'mistake.confirmed': (before, move) => {
    const { disputed } = contextOf(before);
    return disputed !== null && disputed.by !== actorOf(move)?.id && hasStatus(contextOf(before), disputed);
  },
  'mistake.rejected': (before) => contextOf(before).disputed !== null,
  'protection.ended': (before) => isProtected(contextOf(before)),
  'protection.inherited': (before) => !contextOf(before).inheritsProtection,
  'exigency.claimed': (before) => contextOf(before).exigency === null && consultationOf(before.system) !== null,
  'exigency.approved': (before, move) => {
    const { exigency } = contextOf(before);
    return (
      exigency !== null &&
      exigency.approvedBy === null &&
      exigency.claimedBy !== actorOf(move)?.id &&
      consultationOf(before.system) !== null
    );
  },
  'policy.changed': (before, move) => contextOf(before).activation !== field(move, 'activation'),
  'policy.suspended': (before) => !contextOf(before).holds.includes('policySuspended'),
  'hold.released': (before, move) => contextOf(before).holds.includes(field(move, 'reason') as never),
  'expedite.requested': (before) => contextOf(before).expedite !== 'requested',
  'expedite.determined': (before) => contextOf(before).expedite === 'requested',
  'compliance.certified': (before) =>
    isListedPlace(contextOf(before)) && contextOf(before).compliance?.factsDigest !== contextOf(before).factsDigest,
  'statement.recorded': (before) =>
    contextOf(before).removalProceedings && isListedPlace(contextOf(before)) && contextOf(before).statementBy === null,
  'question.asked': always,
  'question.answered': (before, move) => {
    const question = contextOf(before).questions[(field(move, 'question') as number) - 1];
    const role = { leadership: 'leadership', opla: 'legal', orap: 'policyStaff' } as const;
    return question?.answered === false && (actorOf(move)?.roles.includes(role[question.of]) ?? false);
  },
  'comment.added': always,
  'entry.corrected': (_before, move) => field(move, 'author') === actorOf(move)?.id,
  // Of another epoch's action there may be a report already.
  'action.reported': (before) => !isCleared(before) && rootOf(before) !== 'reported',
  'report.closed': inRoot('reported'),
  'work.claimed': always,
  'work.released': always,
  'work.started': (before, move) => workOf(before, move)?.started !== true,
  'work.delegated': always,
  'work.assigned': always,
  'work.suspended': (_before, move) =>
    (field(move, 'until') as number) <= (field(move, 'schedule') as unknown as Schedule).consultation.escalateAt,
  'work.resumed': (before, move) => workOf(before, move)?.suspendedUntil !== undefined,
  'work.failed': always,
  'work.due': (before, move) => {
    const { startBy, suspendedUntil } = workOf(before, move) ?? {};
    return field(move, 'date') === (field(move, 'what') === 'start' ? startBy : suspendedUntil);
  },
  'work.referred': (before, move) => {
    const { office, referrals } = contextOf(before);
    const now = referrals.findLast(({ role }) => role === field(move, 'role'))?.office ?? office;
    return now !== field(move, 'office');
  },
  'step.late': (before, move) => waits(before, String(field(move, 'step'))),
  'task.claimed': ({ system }) =>
    consultationOf(system)?.context.owner === null && ['ready', 'suspended'].includes(consultationState(system) ?? ''),
  'task.released': isOwner,
  'task.started': isOwner,
  'task.completed': (before, move) =>
    isOwner(before, move) &&
    field(move, 'factsDigest') === contextOf(before).factsDigest &&
    (field(move, 'advice') === 'consistentWithConditions') === (field(move, 'conditions') as Json[]).length > 0,
  'task.delegated': (before, move) => isOwner(before, move) && isHandedOn(before, move),
  'task.assigned': isHandedOn,
  'task.failed': isOwner,
  'task.suspended': (before, move) => {
    const escalateAt = consultationOf(before.system)?.context.deadlines.escalateAt ?? 0;
    return isOwner(before, move) && (field(move, 'until') as number) <= escalateAt;
  },
  'task.resumed': (before, move) =>
    isOwner(before, move) && ['suspended', 'suspendedUntil'].includes(consultationState(before.system) ?? ''),
  'task.prioritised': ({ system }) => consultationOf(system)?.context.urgent === false,
  'task.ranked': always,
  'information.requested': isOwner,
  'information.provided': ({ system }) => (consultationOf(system)?.context.awaiting ?? null) !== null,
  'request.answered': always,
  'request.excused': (before, move) =>
    move.kind === 'event' && contextOf(before).standings[move.to.slice('root/'.length) as PartnerClass] === 'asked',
};
