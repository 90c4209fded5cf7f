/**
 * What must hold in every reachable state, and for every accepted move. Each has the marks of the policy that it keeps. They are written from
 * the policy and not from the machines: none asks a guard, and what the machines note of who did what is not relied on (see `node.ts`).
 */
import { isSettled, isUnresolved, type CaseContext, type PartnerStanding } from '../machines/case-context.ts';
import type { BusinessEventType } from '../machines/case-events.ts';
import { CONSULTATION, requestKeyOf } from '../machines/case-program.ts';
import type { ConsultationContext } from '../machines/consultation.machine.ts';
import type { System } from '../machines/system.ts';
import type { Json, PartnerClass, Person } from '../schemas/words.ts';
import { LIMITS } from './alphabet.ts';
import { IMPOSTORS } from './cast.ts';
import { MOMENT } from './facts-domain.ts';
import { contextOf, hasEnded, isProtected, requires, rootOf, type Edge, type Move, type Node } from './node.ts';

export type InvariantName = `I${number}`;
/** The moves that a state takes. */
export type Enabled = readonly Move[];

interface Stated {
  readonly name: InvariantName;
  readonly marks: readonly string[];
  readonly words: string;
}
export interface StateInvariant extends Stated {
  readonly holds: (node: Node, enabled: Enabled) => boolean;
}
export interface EdgeInvariant extends Stated {
  readonly holds: (edge: Edge) => boolean;
}

// — readings ——————————————————————————————————————————————————————————————————————————————————————————————————————

const isCleared = (node: Node): boolean => rootOf(node) === 'cleared';
const typeOf = (move: Move): BusinessEventType | null => (move.kind === 'event' ? move.event.type : null);
const field = (move: Move, name: string): Json | undefined => (move.kind === 'event' ? move.event[name] : undefined);
const actorOf = (move: Move): Person | undefined => field(move, 'by') as unknown as Person | undefined;
const standingOf = (context: CaseContext, partnerClass: PartnerClass): PartnerStanding =>
  context.standings[partnerClass] ?? 'asked';
const consultationOf = (system: System) => {
  const actor = system.actors[CONSULTATION];
  return actor?.status === 'active'
    ? { value: actor.value, context: actor.context as unknown as ConsultationContext }
    : null;
};
const consultationState = (system: System): string | null => {
  const value = consultationOf(system)?.value;
  return value === undefined ? null : ((value as { readonly open: string }).open ?? null);
};
/** Advice that allows the action, given on the facts as they are, while legal staff does not look again. */
const allows = ({ advice, factsDigest, consultationOpen }: CaseContext): boolean =>
  advice !== null && advice.advice !== 'notConsistent' && advice.factsDigest === factsDigest && !consultationOpen;
/** Row 17, where the policy has it: two people, and the consultation still due. */
const isExcepted = ({ exigency, terms, consultationOpen }: CaseContext): boolean =>
  terms.allowsExigency === true && exigency !== null && exigency.approvedBy !== null && consultationOpen;
const isListedPlace = ({ facts, terms }: CaseContext): boolean =>
  terms.certifiedPlaces?.includes(facts.placeClass) ?? false;
const restsOnProhibitedSources = ({ facts }: CaseContext): boolean =>
  facts.determinationSources !== undefined &&
  facts.determinationSources.length > 0 &&
  facts.determinationSources.every((source) => source === 'prohibitedSource');

/** Everything that a clearance rests on. */
const restsOn = (context: CaseContext) => ({
  facts: context.factsDigest,
  terms: context.terms.digest,
  consultation: !requires(context)
    ? 'notRequired'
    : isExcepted(context)
      ? 'excepted'
      : allows(context)
        ? 'advised'
        : 'open',
  partners: context.terms.partnerClasses.filter((one) => !isSettled(standingOf(context, one))).length,
  holds: context.holds.length,
  certificate: !isListedPlace(context) || context.compliance?.factsDigest === context.factsDigest,
});

// — states ————————————————————————————————————————————————————————————————————————————————————————————————————————

export const STATE_INVARIANTS: readonly StateInvariant[] = [
  {
    name: 'I1',
    marks: ['R1', 'R10', 'row 2', 'row 3', 'row 4', 'row 6', 'row 8', 'row 17', 'row 18', 'row 29'],
    words:
      'cleared ⇒ where the policy calls for a consultation, advice that allows it, on exactly these facts, under exactly these terms (or, where the policy has it, an exception by two people)',
    holds: (node) => {
      const context = contextOf(node);
      if (!isCleared(node) || !requires(context)) return true;
      return isExcepted(context) || (allows(context) && node.witness.underTerms);
    },
  },
  {
    name: 'I2',
    marks: ['R2', 'row 13', 'row 14', 'row 15', 'row 16'],
    words:
      'cleared ⇒ every partner of the policy has answered without an unresolved conflict, or a person decided with a reason',
    holds: (node) => {
      const context = contextOf(node);
      return !isCleared(node) || context.terms.partnerClasses.every((one) => isSettled(standingOf(context, one)));
    },
  },
  {
    name: 'I3',
    marks: ['R1', 'row 10', 'row 12'],
    words:
      'while advice against it stands, the case is blocked, escalated, reported or ended; it waits for no review and is not cleared',
    holds: (node) =>
      !node.witness.against || !['gating', 'awaitingReview', 'cleared', 'awaitingStatement'].includes(rootOf(node)),
  },
  {
    name: 'I4',
    marks: ['row 20', 'row 14', 'row 12'],
    words: 'no person is behind two gates that the policy keeps apart, over all epochs, by identity',
    holds: (node) => {
      const { gates } = node.witness;
      return !contextOf(node).terms.separatedDuties.some(
        ([one, other]) => gates.includes(one) && gates.includes(other),
      );
    },
  },
  {
    name: 'I5',
    marks: ['row 11', 'row 13', 'row 15', 'row 27'],
    words: 'no dead ends: for everything that a live case lacks there is a person who can bring it now',
    holds: (node, enabled) => hasEnded(node) || lacking(node, enabled).length === 0,
  },
  {
    name: 'I7',
    marks: ['row 22', 'row 24', 'row 28'],
    words:
      'a clearance exists only while the case is cleared, or as the record of one closed; it names the facts as they are',
    holds: (node) => {
      const { clearance, factsDigest } = contextOf(node);
      if (clearance === null) return !isCleared(node);
      return (isCleared(node) || rootOf(node) === 'closed') && clearance.factsDigest === factsDigest;
    },
  },
  {
    name: 'I8',
    marks: ['row 23'],
    words: 'an ended case takes no event, and nothing in it is pending',
    holds: (node, enabled) =>
      !hasEnded(node) ||
      (enabled.every(({ kind }) => kind === 'reopening') && Object.keys(node.system.timers).length === 0),
  },
  {
    name: 'I13',
    marks: ['R12', 'row 30', 'row 32'],
    words: 'every list that a case keeps has its limit',
    holds: (node) => {
      const { questions, corrections, comments, referrals, holds } = contextOf(node);
      return (
        questions.length <= LIMITS.questions &&
        corrections <= LIMITS.corrections &&
        comments <= LIMITS.comments &&
        referrals.length <= LIMITS.referrals &&
        new Set(holds).size === holds.length
      );
    },
  },
  {
    name: 'I14',
    marks: ['R8', 'R9', 'row 18', 'row 19', 'row 26', 'row 31'],
    words:
      'cleared ⇒ every condition of the advice acknowledged, certified where the place is listed, held for nothing, and no action ever reported',
    holds: (node) => {
      if (!isCleared(node)) return true;
      const context = contextOf(node);
      return (
        (context.advice?.conditions ?? []).every(({ acknowledgedBy }) => acknowledgedBy !== null || !allows(context)) &&
        (!isListedPlace(context) || context.compliance?.factsDigest === context.factsDigest) &&
        context.holds.length === 0 &&
        !node.witness.reported
      );
    },
  },
  {
    name: 'I15',
    marks: ['R8'],
    words: 'closed after removal proceedings at a listed place ⇒ the statement in the Notice to Appear is recorded',
    holds: (node) => {
      const context = contextOf(node);
      return (
        rootOf(node) !== 'closed' ||
        !context.removalProceedings ||
        !isListedPlace(context) ||
        context.statementBy !== null
      );
    },
  },
  {
    name: 'I16',
    marks: ['R3', 'R4', 'row 1', 'row 7'],
    words: 'status not known, here and elsewhere ⇒ no consultation is open, and nobody is asked for one',
    holds: (node) => requires(contextOf(node)) || consultationOf(node.system) === null,
  },
];

/** I5: what is missing, each with the event that brings it, where nobody can send that event. */
function lacking(node: Node, enabled: Enabled): string[] {
  const context = contextOf(node);
  const offers = (type: BusinessEventType, to?: string, value?: string): boolean =>
    enabled.some(
      (move) =>
        typeOf(move) === type &&
        (to === undefined || (move.kind === 'event' && move.to === to)) &&
        (value === undefined || [field(move, 'partnerClass'), field(move, 'reason')].includes(value)),
    );
  const any = (...types: BusinessEventType[]): boolean => types.some((type) => offers(type));
  const missing: string[] = [];
  const need = (what: string, isOffered: boolean): void => {
    if (!isOffered) missing.push(what);
  };
  switch (rootOf(node)) {
    case 'gating': {
      for (const partnerClass of context.terms.partnerClasses) {
        const standing = standingOf(context, partnerClass);
        if (isUnresolved(standing)) need('a resolution', offers('conflict.resolved', undefined, partnerClass));
        // Of partners that stand alike one is tried.
        if (standing === 'asked')
          need('an answer', node.system.actors[requestKeyOf(partnerClass)] !== undefined && any('request.answered'));
      }
      if (requires(context) && !allows(context) && !isExcepted(context))
        need(
          'advice',
          any(
            'task.claimed',
            'task.released',
            'task.started',
            'task.completed',
            'task.resumed',
            'information.provided',
          ),
        );
      for (const reason of context.holds) need('a release', offers('hold.released', undefined, reason));
      need('anything', enabled.length > 0);
      break;
    }
    case 'awaitingReview':
      need(
        'a decision',
        any('decision.cleared', 'condition.acknowledged', 'compliance.certified') || node.witness.reported,
      );
      need('a refusal', any('decision.declined'));
      break;
    case 'cleared':
      need('what was done', any('action.recorded'));
      need(
        'its time limit',
        enabled.some(({ kind }) => kind === 'timer'),
      );
      break;
    case 'lapsed':
      need('a renewal', any('clearance.renewed'));
      need(
        'its time limit',
        enabled.some(({ kind }) => kind === 'timer'),
      );
      break;
    case 'blocked':
      need('an escalation', any('case.escalated'));
      need('a refusal', any('decision.declined'));
      break;
    case 'escalated':
      need('leadership', any('leadership.returned') && any('leadership.referred') && any('leadership.declined'));
      break;
    case 'awaitingStatement':
      need('the statement', any('statement.recorded'));
      break;
    case 'reported':
      need('its end', any('report.closed', 'statement.recorded'));
      break;
    default:
      break;
  }
  return missing;
}

// — moves —————————————————————————————————————————————————————————————————————————————————————————————————————————

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
      move.kind === 'timer' || (!IMPOSTORS.includes(move.part) && couldClaim(before, field(move, 'to') as never)),
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
];

/** I6 is judged on the whole graph, backwards from the ends; see `explore.ts`. */
export const REACHABILITY_INVARIANT: Stated = {
  name: 'I6',
  marks: ['row 10', 'row 12', 'row 15'],
  words:
    'every state can still reach an end that is not a withdrawal, and every live case of no reported action can still be cleared',
};

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

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

/** Whom a task is handed to is somebody who could have claimed it. */
function couldClaim({ system }: Node, recipient: Person | undefined): boolean {
  if (recipient === undefined) return true;
  const isTrained = (recipient.trainedUntil ?? 0) > MOMENT;
  const isExcluded = consultationOf(system)?.context.excludedOwners.includes(recipient.id) ?? false;
  return recipient.roles.includes('legal') && isTrained && !isExcluded;
}

const isOwner = ({ system }: Node, move: Move): boolean => {
  const owner = consultationOf(system)?.context.owner ?? null;
  const person = actorOf(move);
  return owner !== null && (owner === person?.id || (person?.substitutesFor ?? []).includes(owner));
};
const isHandedOn = ({ system }: Node, move: Move): boolean =>
  consultationOf(system)?.context.owner !== (field(move, 'to') as unknown as Person).id;
const always = (): boolean => true;
const inRoot =
  (...states: readonly string[]) =>
  (node: Node): boolean =>
    states.includes(rootOf(node));
const hasStatus = ({ facts }: CaseContext, status: { readonly benefit: string; readonly role: string }): boolean =>
  facts.statuses.some(({ benefit, role }) => benefit === status.benefit && role === status.role);

/** For each event, what must be so before it for it to be a past fact and not a slip: total over the event types. */
const CAN_HAVE_HAPPENED: { readonly [type in BusinessEventType]: (before: Node, move: Move) => boolean } = {
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
  'work.referred': (before, move) => {
    const { office, referrals } = contextOf(before);
    const now = referrals.findLast(({ role }) => role === field(move, 'role'))?.office ?? office;
    return now !== field(move, 'office');
  },
  'task.claimed': ({ system }) => consultationState(system) === 'ready',
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
  'task.resumed': isOwner,
  'task.prioritised': ({ system }) => consultationOf(system)?.context.urgent === false,
  'information.requested': isOwner,
  'information.provided': ({ system }) => (consultationOf(system)?.context.awaiting ?? null) !== null,
  'request.answered': always,
  'request.excused': (before, move) =>
    move.kind === 'event' && contextOf(before).standings[move.to.slice('root/'.length) as PartnerClass] === 'asked',
};
