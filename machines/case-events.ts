/**
 * The business events of a case: all that may come from outside, past facts each. `by` is who did it, `at` is stamped by the system.
 * Texts (`note`, `text`, …) are carried for the record and read by no guard; contexts keep codes only.
 */
import type {
  Advice,
  CaseFacts,
  InstantMs,
  Outcome,
  PartnerAnswer,
  PartnerClass,
  Person,
  PersonId,
  Schedule,
} from '../schemas/words.ts';
import type { PolicyTerms } from '../policy/policy-terms.ts';

interface By {
  readonly by: Person;
}

export type CaseEvent =
  | ({
      readonly type: 'facts.amended';
      readonly facts: CaseFacts;
      readonly schedule: Schedule;
      readonly note: string;
    } & By)
  | ({ readonly type: 'conflict.resolved'; readonly partnerClass: PartnerClass; readonly note: string } & By)
  | ({ readonly type: 'condition.acknowledged'; readonly condition: string } & By)
  | ({
      readonly type: 'decision.cleared';
      readonly factsDigest: string;
      readonly schedule: Schedule;
      readonly note: string;
    } & By)
  | ({ readonly type: 'decision.declined'; readonly note: string } & By)
  | ({ readonly type: 'case.escalated'; readonly note: string } & By)
  | ({ readonly type: 'leadership.returned'; readonly note: string } & By)
  | ({ readonly type: 'leadership.referred'; readonly schedule: Schedule; readonly note: string } & By)
  | ({ readonly type: 'leadership.declined'; readonly note: string } & By)
  | ({ readonly type: 'advice.withdrawn'; readonly schedule: Schedule; readonly note: string } & By)
  | ({ readonly type: 'clearance.renewed'; readonly schedule: Schedule; readonly note: string } & By)
  | ({ readonly type: 'action.recorded'; readonly outcome: Outcome; readonly note: string } & By)
  | ({ readonly type: 'case.withdrawn'; readonly note: string } & By);

/** Events to the consultation, a human task. */
export type ConsultationEvent =
  | ({ readonly type: 'task.claimed' } & By)
  | ({ readonly type: 'task.released' } & By)
  | ({ readonly type: 'task.started' } & By)
  | ({
      readonly type: 'task.completed';
      readonly advice: Advice;
      readonly factsDigest: string;
      readonly conditions: readonly Condition[];
      readonly text: string;
    } & By)
  | ({ readonly type: 'information.requested'; readonly text: string } & By)
  | ({ readonly type: 'information.provided'; readonly text: string } & By);

/** Events to one deconfliction request. */
export type DeconflictionEvent =
  | ({ readonly type: 'request.answered'; readonly answer: PartnerAnswer } & By)
  | ({ readonly type: 'request.excused'; readonly note: string } & By);

export type BusinessEvent = CaseEvent | ConsultationEvent | DeconflictionEvent;
export type BusinessEventType = BusinessEvent['type'];

/** A condition that advice may carry (row 26). The text is for the record; machines go by the id. */
export interface Condition {
  readonly id: string;
  readonly text: string;
}

/** What starts a case, or reopens one as a new epoch. */
export interface CaseInput {
  readonly at: InstantMs;
  readonly office: string;
  readonly terms: PolicyTerms;
  readonly facts: CaseFacts;
  readonly schedule: Schedule;
  readonly submittedBy: Person;
  readonly proposedBy: { readonly staffId: string; readonly person: PersonId };
  /** Classes of partner that the supervisor found not appropriate at the start, each with a reason (R2). */
  readonly excused: readonly { readonly partnerClass: PartnerClass; readonly note: string }[];
  /** The keyed reference of the person concerned brought protection from another case (row 29). */
  readonly inheritsProtection: boolean;
  readonly note: string;
  /** What an earlier epoch leaves behind: duties stay, clearances do not (row 22). */
  readonly reopens: null | { readonly epoch: number; readonly revision: number; readonly duties: Duties };
}

export type Duties = { readonly [duty in import('../schemas/words.ts').Duty]?: readonly PersonId[] };
