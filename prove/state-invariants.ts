/**
 * What must hold in every reachable state. Each has the marks of the policy that it keeps. They are written from
 * the policy and not from the machines: none asks a guard, and what the machines note of who did what is not relied on (see `node.ts`).
 */
import { isSettled, isUnresolved } from '../machines/case-context.ts';
import type { BusinessEventType } from '../machines/case-events.ts';
import { requestKeyOf } from '../machines/case-program.ts';
import { LIMITS } from './alphabet.ts';
import type { Enabled, StateInvariant } from './invariants.ts';
import { contextOf, hasEnded, requires, rootOf, type Node } from './node.ts';
import { isCleared, typeOf, field, standingOf, consultationOf, allows, isExcepted, isListedPlace } from './readings.ts';

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
