/**
 * The business events of a case: all that may come from outside, past facts each. `by` is who did it, `at` is stamped by the system.
 * Texts (`note`, `text`, …) are carried for the record and read by no guard; contexts keep codes only.
 */
import type {
  Advice,
  BenefitRole,
  Benefit,
  CaseFacts,
  Consulted,
  Duty,
  FailureCause,
  HoldReason,
  InstantMs,
  Lateness,
  Outcome,
  PartnerAnswer,
  PartnerClass,
  Person,
  PersonId,
  ClaimingRole,
  ReferredRole,
  Schedule,
  TransitionRule,
  ContactWay,
  WorkDate,
} from '../schemas/words.ts';
import type { PolicyTerms } from '../policy/policy-terms.ts';

interface By {
  readonly by: Person;
}
/** What a person did, with the reason in their own words. */
type Act<Type extends string, Fields = unknown> = { readonly type: Type; readonly note: string } & Fields & By;
/** An act that may open tasks or start time limits carries every deadline. */
type Scheduled = { readonly schedule: Schedule };
/** As the record has them from now on; entries of before have none. */
type Timed = { readonly schedule?: Schedule };

/** One status, by what identifies it within a case. */
export interface StatusName {
  readonly benefit: Benefit;
  readonly role: BenefitRole;
}

export type CaseEvent =
  | Act<'facts.amended', Scheduled & { readonly facts: CaseFacts; readonly factsDigest?: string }>
  | Act<
      'conflict.resolved',
      {
        readonly partnerClass: PartnerClass;
        /** With a partner that cannot tell: when it was reached, and how. */
        readonly contact?: { readonly at: InstantMs; readonly how: ContactWay };
      }
    >
  | ({ readonly type: 'condition.acknowledged'; readonly condition: string } & By)
  | Act<'decision.cleared', Scheduled & { readonly factsDigest: string }>
  | Act<'decision.declined'>
  | Act<'case.escalated'>
  | Act<'leadership.returned'>
  | Act<'leadership.referred', Scheduled>
  | Act<'leadership.declined'>
  | Act<'advice.withdrawn', Scheduled>
  | Act<'clearance.renewed', Scheduled>
  | Act<'action.recorded', { readonly outcome: Outcome; readonly removalProceedings?: boolean }>
  | Act<'case.withdrawn'>
  // Row 7: a known status is said to be a mistake. Legal confirms it, or not.
  | Act<'status.disputed', { readonly status: StatusName }>
  | Act<'mistake.confirmed', Scheduled>
  | Act<'mistake.rejected'>
  // Row 4, R6: the recorded legal decision with which protection ends.
  | Act<'protection.ended'>
  // Row 29: known status comes from another case of the same person concerned.
  | Act<'protection.inherited', Scheduled>
  // Row 17: where a policy allows it, two people.
  | Act<'exigency.claimed'>
  | Act<'exigency.approved'>
  // Rows 18, 19, R9.
  | Act<
      'policy.changed',
      Scheduled & { readonly terms: PolicyTerms; readonly rule: TransitionRule; readonly activation: string }
    >
  | Act<'policy.suspended'>
  | Act<'hold.released', Scheduled & { readonly reason: HoldReason }>
  // R5.
  | Act<'expedite.requested'>
  | Act<'expedite.determined', { readonly inBestInterests: boolean }>
  // R8.
  | Act<'compliance.certified'>
  | Act<'statement.recorded'>
  // R12.
  | Act<'question.asked', { readonly of: Consulted }>
  | Act<'question.answered', { readonly question: number }>
  // Row 30: both versions stay; the entry's author is looked up where the event is made.
  | Act<'entry.corrected', { readonly entry: number; readonly author: PersonId }>
  | Act<'comment.added', { readonly documents?: readonly DocumentReference[] }>
  // Row 31.
  | Act<'action.reported', { readonly removalProceedings?: boolean }>
  | Act<'report.closed'>
  // Row 32.
  | Act<'work.referred', { readonly role: ReferredRole; readonly office: string }>
  // What the case asks of a role beside the consultation, as a human task of its own (WS-HumanTask, docs/adr/0015).
  | Act<'work.claimed', { readonly role: ClaimingRole } & Timed>
  | Act<'work.released', { readonly role: ClaimingRole }>
  | Act<'work.started', { readonly role: ClaimingRole }>
  | Act<'work.delegated', { readonly role: ClaimingRole; readonly to: Person } & Timed>
  | Act<'work.assigned', { readonly role: ClaimingRole; readonly to: Person } & Timed>
  | Act<'work.suspended', { readonly role: ClaimingRole; readonly until: InstantMs } & Scheduled>
  | Act<'work.resumed', { readonly role: ClaimingRole }>
  | Act<'work.failed', { readonly role: ClaimingRole; readonly cause: FailureCause }>
  // A date of it has come: noticed by whoever looks at the record.
  | Act<'work.due', { readonly role: ClaimingRole; readonly what: WorkDate; readonly date: InstantMs }>
  // A step beside the consultation and the partners has waited too long: noticed by whoever looks at the record, see case-steps.ts.
  | Act<'step.late', { readonly step: string; readonly since: InstantMs; readonly level: Lateness }>;

/** Events to the consultation, a human task. */
export type ConsultationEvent =
  | ({ readonly type: 'task.claimed' } & By & Timed)
  | ({ readonly type: 'task.released' } & By)
  | ({ readonly type: 'task.started' } & By)
  | ({
      readonly type: 'task.completed';
      readonly advice: Advice;
      readonly factsDigest: string;
      readonly conditions: readonly Condition[];
      readonly text: string;
      /** Where the consultation was given by telephone and is recorded now: when, to whom, and by whom where it was not who records it. */
      readonly telephone?: { readonly givenAt: InstantMs; readonly givenTo: string; readonly givenBy?: Person };
    } & By)
  // To another person of the group: by its owner, or by leadership as business administrator.
  | Act<'task.delegated', { readonly to: Person } & Timed>
  | Act<'task.assigned', { readonly to: Person } & Timed>
  | Act<'task.failed', { readonly cause: FailureCause }>
  | Act<'task.suspended', { readonly until: InstantMs }>
  | ({ readonly type: 'task.resumed' } & By)
  | Act<'task.prioritised'>
  | Act<'task.ranked', { readonly priority: number }>
  | ({ readonly type: 'information.requested'; readonly text: string } & By & Timed)
  | ({ readonly type: 'information.provided'; readonly text: string } & By & Timed);

/** Events to one deconfliction request. */
export type DeconflictionEvent =
  | ({ readonly type: 'request.answered'; readonly answer: PartnerAnswer } & By)
  | ({ readonly type: 'request.excused'; readonly note: string } & By);

export type BusinessEvent = CaseEvent | ConsultationEvent | DeconflictionEvent;
export type BusinessEventType = BusinessEvent['type'];

/** A document that stays where it is: what it is called there, and the SHA-256 (hex) of its bytes. */
export interface DocumentReference {
  readonly reference: string;
  readonly digest: string;
}

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
  readonly reopens: null | LeftBehind;
}

/** What an epoch leaves behind for the next: every duty, every protection, and that an action was reported; never a clearance. */
export interface LeftBehind {
  readonly epoch: number;
  readonly revision: number;
  readonly duties: Duties;
  readonly protects?: true;
  readonly reported?: true;
  readonly recused?: readonly PersonId[];
}

export type Claims = { readonly [role in ClaimingRole]?: PersonId };

/** How the work of a role stands that somebody has claimed (WS-HumanTask: reserved, inProgress, suspended). */
export interface WorkStanding {
  /** By when whoever has it begins, or it goes back to the role. */
  readonly startBy?: InstantMs;
  readonly started?: true;
  readonly suspendedUntil?: InstantMs;
}
export type Work = { readonly [role in ClaimingRole]?: WorkStanding };

export type Duties = { readonly [duty in Duty]?: readonly PersonId[] };
