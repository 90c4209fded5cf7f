/** What must hold for every accepted move, written from the policy as those of the states are (`state-invariants.ts`). */
import { isSettled, isUnresolved, type CaseContext } from '../machines/case-context.ts';
import type { BusinessEventType } from '../machines/case-events.ts';
import { requestKeyOf } from '../machines/case-program.ts';
import { ROOT } from '../machines/system.ts';
import type { Person } from '../schemas/words.ts';
import { CAN_HAVE_HAPPENED } from './can-have-happened.ts';
import { IMPOSTORS, TRACKED } from './cast.ts';
import { MOMENT } from './facts-domain.ts';
import type { EdgeInvariant } from './invariants.ts';
import { adviserIn, contextOf, hasEnded, isProtected, rootOf, type Edge, type Move, type Node } from './node.ts';
import {
  isCleared,
  typeOf,
  field,
  actorOf,
  standingOf,
  consultationOf,
  consultationState,
  restsOnProhibitedSources,
  restsOn,
  same,
} from './readings.ts';

export const EDGE_INVARIANTS: readonly EdgeInvariant[] = [
  {
    name: 'I1',
    marks: ['row 24'],
    words: 'a case becomes cleared only by a decision that names the facts as they are',
    holds: ({ before, move, after }) =>
      isCleared(before) ||
      !isCleared(after) ||
      (typeOf(move) === 'decision.cleared' && field(move, 'factsDigest') === contextOf(before).factsDigest),
  },
  {
    name: 'I2',
    marks: ['row 15', 'row 27'],
    words: 'a timer settles no partner, gives no advice, and moves no case towards a clearance',
    holds: ({ before, move, after }) =>
      move.kind !== 'timer' ||
      (!['gating', 'awaitingReview', 'cleared'].some((state) => rootOf(after) === state && rootOf(before) !== state) &&
        same(contextOf(before).advice, contextOf(after).advice) &&
        same(contextOf(before).standings, contextOf(after).standings)),
  },
  {
    name: 'I2',
    marks: ['row 13', 'row 14', 'R2'],
    words:
      'a partner becomes settled only by its own answer or by a decision of a person with a reason; a reported conflict only by the latter',
    holds: ({ before, move, after }) => settledRightly(contextOf(before), move, contextOf(after)),
  },
  {
    name: 'I3',
    marks: ['row 10', 'row 12'],
    words:
      'nobody overrides "not consistent": out of blocked leads nothing but an end, escalation, other facts, and what legal staff or leadership decides',
    holds: ({ before, move, after }) =>
      !(rootOf(before) === 'blocked' || rootOf(before) === 'escalated') ||
      ['blocked', 'escalated', 'declined', 'withdrawn', 'reported'].includes(rootOf(after)) ||
      ['facts.amended', 'advice.withdrawn', 'leadership.referred', 'mistake.confirmed'].includes(typeOf(move) ?? ''),
  },
  {
    name: 'I4',
    marks: ['row 20', 'row 7'],
    words:
      'a consultation is taken, and a dispute judged, only by somebody who could advise: not excluded, and behind no gate kept apart',
    holds: ({ before, move }) => !TAKEN_TO_ADVISE.has(typeOf(move)) || couldAdvise(before, move),
  },
  {
    name: 'I7',
    marks: ['row 22', 'row 28', 'row 31'],
    words:
      'what was done is recorded on a live clearance; a void one is never used again, nor taken into another epoch',
    holds: ({ before, move, after }) => {
      if (typeOf(move) === 'action.recorded') return isCleared(before) && contextOf(before).clearance !== null;
      return move.kind !== 'reopening' || (contextOf(after).clearance === null && contextOf(after).advice === null);
    },
  },
  {
    name: 'I9',
    marks: ['R6', 'row 4', 'row 6', 'row 7', 'row 29'],
    words: 'protection never drops without a recorded legal decision, neither within a case nor into its next epoch',
    holds: ({ before, move, after }) => protectedRightly(contextOf(before), move, contextOf(after)),
  },
  {
    name: 'I9',
    marks: ['row 29'],
    words:
      'a case that becomes protected tells the other cases of the same person concerned, unless it learned it from them',
    holds: ({ before, move, after, effects }) =>
      isProtected(contextOf(before)) ||
      !isProtected(contextOf(after)) ||
      move.kind === 'reopening' ||
      typeOf(move) === 'protection.inherited' ||
      tellsProtection(effects),
  },
  {
    name: 'I10',
    marks: ['row 6', 'row 8', 'row 18', 'row 19', 'row 28', 'row 29'],
    words:
      'a live clearance falls when anything it rests on changes: facts, terms, advice, an answer, a hold, a certificate, time',
    holds: ({ before, move, after }) => {
      if (!isCleared(before) || !isCleared(after)) return true;
      if (move.kind === 'timer' && move.key.startsWith('root#')) return false;
      const was = restsOn(contextOf(before));
      const is = restsOn(contextOf(after));
      // Advice that comes after an exception is what the exception stood in for (row 17).
      return same(was, is) || same({ ...was, consultation: 'advised' }, is);
    },
  },
  {
    name: 'I11',
    marks: ['R6', 'R7', 'R2', 'row 20', 'row 32'],
    words:
      'nothing is taken from a person without the role, the office, the current training or the class of partner that it takes',
    holds: ({ before, move }) =>
      move.kind === 'timer' ||
      (!IMPOSTORS.includes(move.part) &&
        [field(move, 'to') as never, adviserIn(move)].every((one) => couldTake(before, move, one))),
  },
  {
    name: 'I12',
    marks: ['row 23', 'row 24', 'row 30'],
    words: 'nothing is recorded that cannot have happened',
    holds: ({ before, move }) => move.kind !== 'event' || CAN_HAVE_HAPPENED[move.event.type](before, move),
  },
  {
    name: 'I17',
    marks: ['row 18', 'row 19', 'R9', 'row 17', 'row 31'],
    words:
      'a hold comes with its cause, and only counsel ends it; an exception only where the policy has one, by two people; a report is never undone',
    holds: ({ before, move, after }) => heldRightly(before, move, after),
  },
  {
    name: 'I18',
    marks: ['R1', 'row 11'],
    words: 'advice is given only by who has begun the consultation themselves, and nobody loses what they have begun',
    holds: ({ before, move, after }) =>
      (typeOf(move) !== 'task.completed' || before.witness.begun) &&
      (typeOf(move) !== 'information.provided' ||
        !before.witness.begun ||
        consultationState(after.system) === 'inProgress'),
  },
  {
    name: 'I18',
    marks: ['row 11', 'row 32'],
    words:
      'whoever has the task, or nobody, information that is awaited stays awaited: until it is given, its owner goes on without it, or the work goes to another office',
    holds: ({ before, move, after }) =>
      !awaitsInformation(before) ||
      consultationOf(after.system) === null ||
      awaitsInformation(after) ||
      ['information.provided', 'task.resumed', 'work.referred'].includes(typeOf(move) ?? ''),
  },
  {
    name: 'I19',
    marks: ['row 15', 'row 27'],
    words: 'that a step is late meets nothing, moves nothing, and restarts no time limit: it only tells',
    holds: ({ before, move, after, effects }) => typeOf(move) !== 'step.late' || onlyTells(before, after, effects),
  },
  {
    name: 'I20',
    marks: ['row 20'],
    words:
      'who has recused themselves does nothing that the case asks for, is handed none of it and has advised in none of it, in this epoch and every later one',
    holds: ({ before, move }) => !before.witness.recused || !isDoneOrTaken(move),
  },
  {
    name: 'I20',
    marks: ['row 20'],
    words: 'a recusal takes the consultation from who is recused by it, and from nobody else',
    holds: ({ before, move, after }) => typeOf(move) !== 'work.failed' || releasedRightly(before, after),
  },
];

/** What a case asks of people, said once more than in `may()`; questions, comments, reports and changes of facts it does not ask for. */
const ASKED: ReadonlySet<BusinessEventType | null> = new Set([
  'decision.cleared',
  'decision.declined',
  'condition.acknowledged',
  'conflict.resolved',
  'request.excused',
  'case.escalated',
  'clearance.renewed',
  'action.recorded',
  'case.withdrawn',
  'advice.withdrawn',
  'information.requested',
  'information.provided',
  'compliance.certified',
  'statement.recorded',
  'task.claimed',
  'task.started',
  'task.completed',
  'task.suspended',
  'task.resumed',
  'task.delegated',
  'task.assigned',
  'mistake.confirmed',
  'mistake.rejected',
  'protection.ended',
  'hold.released',
  'leadership.returned',
  'leadership.referred',
  'leadership.declined',
  'exigency.claimed',
  'exigency.approved',
  'expedite.determined',
  'question.answered',
  'work.claimed',
  'work.assigned',
  'work.failed',
]);

function releasedRightly(before: Node, after: Node): boolean {
  const was = consultationOf(before.system)?.context.owner ?? null;
  const is = consultationOf(after.system)?.context.owner ?? null;
  const isRecused = was !== null && (contextOf(after).recused ?? []).includes(was);
  return is === (isRecused ? null : was);
}

/** By the tracked person, or with them as who gets it or is said to have advised. */
function isDoneOrTaken(move: Move): boolean {
  if (move.kind !== 'event') return false;
  const isTheirs = move.part === 'tracked' || move.part === 'substitute';
  const isHanded = (field(move, 'to') as unknown as Person | undefined)?.id === TRACKED;
  return isHanded || adviserIn(move)?.id === TRACKED || (isTheirs && ASKED.has(typeOf(move)));
}

const awaitsInformation = ({ system }: Node): boolean => (consultationOf(system)?.context.awaiting ?? null) !== null;

export const tellsProtection = (effects: Edge['effects']): boolean =>
  effects.some(
    (effect) =>
      effect.do === 'act' &&
      effect.type === 'link' &&
      (effect.params as { readonly protects?: boolean }).protects === true,
  );

const TAKEN_TO_ADVISE: ReadonlySet<BusinessEventType | null> = new Set([
  'task.claimed',
  'task.started',
  'mistake.rejected',
]);

function couldAdvise(before: Node, move: Move): boolean {
  if (move.kind !== 'event') return true;
  const isExcluded =
    typeOf(move) === 'task.claimed' &&
    consultationOf(before.system)?.context.excludedOwners.includes(actorOf(move)!.id) === true;
  const isFollowed = move.part === 'tracked' || move.part === 'substitute';
  const apart = contextOf(before)
    .terms.separatedDuties.filter((pair) => pair.includes('advised'))
    .flat();
  return (
    !isExcluded && !(isFollowed && apart.some((gate) => gate !== 'advised' && before.witness.gates.includes(gate)))
  );
}

function settledRightly(was: CaseContext, move: Move, is: CaseContext): boolean {
  if (move.kind === 'reopening') return true;
  const settled = is.terms.partnerClasses.filter(
    (one) => isSettled(standingOf(is, one)) && !isSettled(was.standings[one] ?? 'asked'),
  );
  return settled.every((one) => {
    const isOwn = move.kind === 'event' && move.to === requestKeyOf(one);
    const isReported = isUnresolved(was.standings[one] ?? 'asked');
    switch (typeOf(move)) {
      case 'request.answered':
        return isOwn && !isReported && ['noConflict', 'notOurs'].includes(field(move, 'answer') as string);
      case 'request.excused':
        return isOwn && !isReported;
      case 'conflict.resolved':
        return isReported && field(move, 'partnerClass') === one;
      default:
        return false;
    }
  });
}

function protectedRightly(was: CaseContext, move: Move, is: CaseContext): boolean {
  if (!isProtected(was)) return true;
  if (isProtected(is)) return true;
  if (typeOf(move) === 'protection.ended')
    return !was.inheritsProtection && was.facts.statuses.every(({ stage }) => stage === 'finallyDenied');
  // Row 7: a supervisor said so, and legal staff confirms it: of the only status, and in this case alone.
  return (
    typeOf(move) === 'mistake.confirmed' &&
    was.disputed !== null &&
    was.disputed.by !== actorOf(move)?.id &&
    was.facts.statuses.length === 1 &&
    !was.inheritsProtection
  );
}

function heldRightly(before: Node, move: Move, after: Node): boolean {
  const was = contextOf(before);
  const is = contextOf(after);
  if (move.kind === 'reopening') return !was.reported || is.reported;
  if (was.reported && !is.reported) return false;
  const type = typeOf(move);
  const isPast = ['awaitingStatement', 'reported'].includes(rootOf(before)) || hasEnded(after);
  if (type === 'policy.suspended' && !isPast && !is.holds.includes('policySuspended')) return false;
  if (type === 'policy.changed' && field(move, 'rule') === 'hold' && !isPast && !is.holds.includes('policySuperseded'))
    return false;
  const isFallen = was.holds.some((reason) => !is.holds.includes(reason));
  const isOnFacts = was.holds.every((reason) => is.holds.includes(reason) || reason === 'soleSource');
  if (isFallen && type !== 'hold.released' && !(isOnFacts && ['facts.amended', 'policy.changed'].includes(type ?? '')))
    return false;
  if (
    type === 'facts.amended' &&
    restsOnProhibitedSources(is) &&
    is.terms.holdsSoleSource === true &&
    !is.holds.includes('soleSource')
  )
    return false;
  return is.exigency === null || is.terms.allowsExigency === true;
}

function onlyTells(before: Node, after: Node, effects: Edge['effects']): boolean {
  const { escalatedSteps: _was, ...was } = contextOf(before);
  const { escalatedSteps: _is, ...is } = contextOf(after);
  const [{ value: stood }, { value: stands }] = [before.system.actors[ROOT]!, after.system.actors[ROOT]!];
  return (
    same(was, is) &&
    same(stood, stands) &&
    same(before.system.timers, after.system.timers) &&
    effects.every((effect) => effect.do === 'act' && effect.type === 'notify')
  );
}

/** Whom a task is handed to, or who has given its advice, is somebody who could have claimed it. */
function couldTake({ system }: Node, move: Move, recipient: Person | undefined): boolean {
  if (recipient === undefined) return true;
  const isTrained = (recipient.trainedUntil ?? 0) > MOMENT;
  if (typeOf(move) === 'work.delegated' || typeOf(move) === 'work.assigned')
    return isTrained && recipient.roles.includes('supervisor') && recipient.office !== 'OFFICE-NEVER-ASKED';
  const isExcluded = consultationOf(system)?.context.excludedOwners.includes(recipient.id) ?? false;
  return recipient.roles.includes('legal') && isTrained && !isExcluded;
}
