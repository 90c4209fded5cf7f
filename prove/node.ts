/** A state of the proof: the system, and what the proof itself remembers, so that it does not rely on what the machines note. */
import type { CaseContext } from '../machines/case-context.ts';
import type { BusinessEventType } from '../machines/case-events.ts';
import { caseContextOf, CONSULTATION } from '../machines/case-program.ts';
import type { RootState } from '../machines/case-words.ts';
import { ROOT, type Effect, type System, type SystemEvent } from '../machines/system.ts';
import type { Duty, Person } from '../schemas/words.ts';
import { TRACKED, type Part } from './cast.ts';

export interface Witness {
  /** Gates that the tracked person was seen behind, over all epochs. */
  readonly gates: readonly Duty[];
  /** The last advice was "not consistent", and neither the facts nor OPLA nor leadership have moved since. */
  readonly against: boolean;
  /** The last advice was given under the terms that the case runs under now (R10). */
  readonly underTerms: boolean;
  /** An action without a live clearance was reported, in any epoch (row 31). */
  readonly reported: boolean;
  /** Who has the consultation has begun it, or gone on with it, themselves. */
  readonly begun: boolean;
  /** The tracked person has recused themselves, or given up what the case asks of them, in any epoch. */
  readonly recused: boolean;
}

export interface Node {
  readonly system: System;
  readonly witness: Witness;
}

export type Move =
  | {
      readonly kind: 'event';
      readonly label: string;
      readonly to: string;
      readonly event: SystemEvent & { readonly type: BusinessEventType };
      readonly part: Part;
    }
  | { readonly kind: 'timer'; readonly label: string; readonly key: string }
  /** Row 22: a new epoch of a case that has ended. */
  | { readonly kind: 'reopening'; readonly label: string; readonly part: Part; readonly status: 'unknown' | 'pending' };

/** One accepted move: the states before and after it, and what was asked of the outside. */
export interface Edge {
  readonly before: Node;
  readonly move: Move;
  readonly after: Node;
  readonly effects: readonly Effect[];
}

/** The gate that somebody opens, or tries to, with an event. Said once more than in `may()`, so that the two can differ. */
const GATE_OF: { readonly [type in BusinessEventType]?: Duty } = {
  'task.completed': 'advised',
  'mistake.confirmed': 'advised',
  'protection.ended': 'advised',
  'hold.released': 'advised',
  'conflict.resolved': 'resolved',
  'decision.cleared': 'decided',
  'decision.declined': 'decided',
  'leadership.returned': 'led',
  'leadership.referred': 'led',
  'leadership.declined': 'led',
  'exigency.approved': 'led',
};

export function witnessed(before: Node, move: Move, after: System): Witness {
  const { witness } = before;
  const was = caseContextOf(before.system);
  const is = caseContextOf(after);
  const gate = move.kind === 'event' ? GATE_OF[move.event.type] : move.kind === 'reopening' ? 'submitted' : undefined;
  const isBehind =
    gate !== undefined &&
    move.kind !== 'timer' &&
    (move.part === 'tracked' || move.part === 'substitute' || isGivenByTracked(move)) &&
    !witness.gates.includes(gate);
  const isAdvised = is.advice !== null && is.advice.by !== null && isNewAdvice(move);
  return {
    gates: isBehind ? [...witness.gates, gate].sort() : witness.gates,
    against: isAdvised ? is.advice.advice === 'notConsistent' : witness.against && !isMovedOn(was, is, move),
    underTerms: isAdvised || (witness.underTerms && was.terms.digest === is.terms.digest),
    reported: witness.reported || (move.kind === 'event' && move.event.type === 'action.reported'),
    begun: (ownerIn(after) ?? null) !== null && isBegun(before, move),
    recused: witness.recused || (move.kind === 'event' && move.event.type === 'work.failed' && move.part === 'tracked'),
  };
}

/** WS-HumanTask: from hand to hand it comes unbegun. */
const HANDED: readonly BusinessEventType[] = [
  'task.claimed',
  'task.released',
  'task.delegated',
  'task.assigned',
  'task.failed',
  'work.referred',
];

function isBegun({ witness, system }: Node, move: Move): boolean {
  if (consultationOf(system) === null || move.kind === 'reopening') return false;
  if (move.kind === 'timer') return witness.begun && !move.key.includes('untilStart');
  const { type } = move.event;
  if (type === 'task.started' || type === 'task.resumed') return true;
  const isOthers = type === 'work.referred' && move.event['role'] !== 'legal';
  return witness.begun && (isOthers || !HANDED.includes(type));
}

/** Null where nobody has it, as after a recusal; undefined where there is no consultation. */
const ownerIn = (system: System) => consultationOf(system)?.context['owner'];

const consultationOf = (system: System) => {
  const actor = system.actors[CONSULTATION];
  return actor?.status === 'active' ? actor : null;
};

/** Row 20: who gave advice by telephone has advised, and not only who recorded it. */
const isGivenByTracked = (move: Move): boolean => adviserIn(move)?.id === TRACKED;

export const adviserIn = (move: Move): Person | undefined =>
  move.kind === 'event'
    ? ((move.event['telephone'] as { readonly givenBy?: unknown } | undefined)?.givenBy as Person | undefined)
    : undefined;

const isNewAdvice = (move: Move): boolean => move.kind === 'event' && move.event.type === 'task.completed';

function isMovedOn(was: CaseContext, is: CaseContext, move: Move): boolean {
  if (move.kind === 'reopening' || was.factsDigest !== is.factsDigest || was.terms.digest !== is.terms.digest)
    return true;
  if (move.kind !== 'event') return false;
  return ['advice.withdrawn', 'leadership.referred', 'clearance.renewed'].includes(move.event.type);
}

export const contextOf = ({ system }: Node): CaseContext => caseContextOf(system);

export function rootOf({ system }: Node): RootState {
  const { value } = system.actors[ROOT]!;
  return (typeof value === 'string' ? value : Object.keys(value as object)[0]) as RootState;
}

export const hasEnded = ({ system }: Node): boolean => system.actors[ROOT]!.status !== 'active';

/** Whether the policy calls for a consultation on these facts: the proof's own reading of R1. */
export const requires = ({ facts, terms, inheritsProtection }: CaseContext): boolean =>
  inheritsProtection || facts.statuses.some(({ benefit }) => terms.consultationBenefits.includes(benefit));

/** R6: known here or in another case, and no legal decision has ended it. */
export const isProtected = ({ facts, inheritsProtection, protectionEndedBy }: CaseContext): boolean =>
  protectionEndedBy === null && (inheritsProtection || facts.statuses.length > 0);
