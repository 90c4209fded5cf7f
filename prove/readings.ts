/** What the invariants read of a state and of a move: the proof's own reading, written from the policy and not from the machines. */
import { isSettled, type CaseContext, type PartnerStanding } from '../machines/case-context.ts';
import type { BusinessEventType } from '../machines/case-events.ts';
import { CONSULTATION } from '../machines/case-program.ts';
import type { ConsultationContext } from '../machines/consultation.machine.ts';
import type { System } from '../machines/system.ts';
import type { Json, PartnerClass, Person } from '../schemas/words.ts';
import { requires, rootOf, type Move, type Node } from './node.ts';

export const isCleared = (node: Node): boolean => rootOf(node) === 'cleared';
export const typeOf = (move: Move): BusinessEventType | null => (move.kind === 'event' ? move.event.type : null);
export const field = (move: Move, name: string): Json | undefined =>
  move.kind === 'event' ? move.event[name] : undefined;
export const actorOf = (move: Move): Person | undefined => field(move, 'by') as unknown as Person | undefined;
export const standingOf = (context: CaseContext, partnerClass: PartnerClass): PartnerStanding =>
  context.standings[partnerClass] ?? 'asked';
export const consultationOf = (system: System) => {
  const actor = system.actors[CONSULTATION];
  return actor?.status === 'active'
    ? { value: actor.value, context: actor.context as unknown as ConsultationContext }
    : null;
};
export const consultationState = (system: System): string | null => {
  const value = consultationOf(system)?.value;
  return value === undefined ? null : ((value as { readonly open: string }).open ?? null);
};
/** Advice that allows the action, given on the facts as they are, while legal staff does not look again. */
export const allows = ({ advice, factsDigest, consultationOpen }: CaseContext): boolean =>
  advice !== null && advice.advice !== 'notConsistent' && advice.factsDigest === factsDigest && !consultationOpen;
/** Row 17, where the policy has it: two people, and the consultation still due. */
export const isExcepted = ({ exigency, terms, consultationOpen }: CaseContext): boolean =>
  terms.allowsExigency === true && exigency !== null && exigency.approvedBy !== null && consultationOpen;
export const isListedPlace = ({ facts, terms }: CaseContext): boolean =>
  terms.certifiedPlaces?.includes(facts.placeClass) ?? false;
export const restsOnProhibitedSources = ({ facts }: CaseContext): boolean =>
  facts.determinationSources !== undefined &&
  facts.determinationSources.length > 0 &&
  facts.determinationSources.every((source) => source === 'prohibitedSource');

/** Everything that a clearance rests on. */
export const restsOn = (context: CaseContext) => ({
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

export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
