/**
 * The vocabulary of casegate: words and types, nothing else. No zod here, so that machines and workflows may import it
 * (zod in a workflow costs memory per cached workflow and runs again at every replay); parsing is in the files beside this one.
 *
 * Terminology
 *   case            one planned civil enforcement action held until its requirements are met; one workflow; one actor system
 *   facts           what the decision relies on, as codes; the *material* ones make the facts' digest
 *   gate            a requirement before a case can be cleared (CMMN: a sentry on the milestone `cleared`)
 *   consultation    the legal consultation with OPLA (R1), a human task (WS-HumanTask)
 *   deconfliction   the request to one class of partner and its answer (R2)
 *   clearance       the state `cleared`: the process requirements are met for these facts under this policy version
 *   epoch           a case's life between opening (or reopening) and its end
 *   entry           one accepted input of a case, as the ledger keeps it
 *   attempt         something refused or late, kept beside the case's entries
 *   mark            R1…R12: the rule in the policy; 1…32: the row of its decision table
 *   person          who acts, by identity (`iss` + `sub`); never the person concerned
 *   person concerned   whom the planned action may involve; known here only by an opaque keyed reference
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Milliseconds since the Unix epoch. The only form of time inside machines; ISO 8601 outside. */
export type InstantMs = number;

// — people ————————————————————————————————————————————————————————————————————————————————————————————————————————

export const ROLES = [
  'supervisor',
  'legal',
  'partner',
  'leadership',
  'privacy',
  'auditor',
  'operator',
  'policyStaff',
  // The product itself, for what follows from a policy or from another case; no person is given it.
  'service',
] as const;
export type Role = (typeof ROLES)[number];

/** How late a step of a case is: past the time of its reminder, or past that of its escalation. */
export const LATENESS = ['reminder', 'escalation'] as const;
export type Lateness = (typeof LATENESS)[number];

/** Identity of who acts: the token's `iss` and `sub`, joined by `#`. Separation of duties is judged by this, never by role. */
export type PersonId = string;

/** Who acts, with the attributes that the API resolved; `may()` is pure over them. */
export interface Person {
  readonly id: PersonId;
  readonly staffId: string;
  readonly roles: readonly Role[];
  readonly office: string;
  /** For a partner liaison: the class of partner they answer for. */
  readonly partnerClass?: PartnerClass;
  /** Until when the training that the instruction asks for is current (R7). Without one it is not. */
  readonly trainedUntil?: InstantMs;
  /** Whose tasks they may work on now, because those are out of office: judged by their own duties all the same. */
  readonly substitutesFor?: readonly PersonId[];
}

// — facts —————————————————————————————————————————————————————————————————————————————————————————————————————————

export const BENEFITS = [
  'tNonimmigrant',
  'uNonimmigrant',
  'vawaSelfPetition',
  'vawaCancellation',
  'batteredSpouseWaiver',
  'continuedPresence',
  'specialImmigrantJuvenile',
  'abusedSpouseEmploymentAuthorization',
] as const;
export type Benefit = (typeof BENEFITS)[number];

export const BENEFIT_ROLES = ['beneficiary', 'primaryApplicant', 'derivativeApplicant', 'petitioner'] as const;
export type BenefitRole = (typeof BENEFIT_ROLES)[number];

export const BENEFIT_STAGES = ['approved', 'pending', 'deniedAppealPossible', 'finallyDenied', 'withdrawn'] as const;
export type BenefitStage = (typeof BENEFIT_STAGES)[number];

/** How a status became known. `prohibitedSource` is a source that §1367(a)(1) names; it accuses nobody (R9). */
export const PROVENANCES = [
  'agencyRecords',
  'benefitAgency',
  'personConcerned',
  'counselOfPerson',
  'thirdParty',
  'prohibitedSource',
] as const;
export type Provenance = (typeof PROVENANCES)[number];

/** One status of the person concerned. A case has none where status is not known (R3: nobody is asked to look). */
export interface StatusFact {
  readonly benefit: Benefit;
  readonly role: BenefitRole;
  readonly stage: BenefitStage;
  readonly provenance: Provenance;
}

/** Class of the place of the planned action; all but `other` are listed in 8 U.S.C. §1229(e) (R8). */
export const PLACE_CLASSES = [
  'other',
  'domesticViolenceShelter',
  'rapeCrisisCenter',
  'supervisedVisitationCenter',
  'familyJusticeCenter',
  'victimServiceProvider',
  'courthouseProtectedMatter',
] as const;
export type PlaceClass = (typeof PLACE_CLASSES)[number];

export interface CaseFacts {
  /** Opaque keyed reference of the person concerned (HMAC); cannot be searched, only adds protection (row 29). */
  readonly personReference: string;
  readonly statuses: readonly StatusFact[];
  readonly placeClass: PlaceClass;
  readonly windowFrom: InstantMs;
  readonly windowUntil: InstantMs;
  /** Region of the planned action: a code, never an address. */
  readonly regionCode: string;
  /** Classes of source that an adverse determination of admissibility or deportability would rest on, where there is one (R9). */
  readonly determinationSources?: readonly Provenance[];
}

// — partners ——————————————————————————————————————————————————————————————————————————————————————————————————————

/** The document's words: "internally, and with local, state, and other federal law enforcement". */
export const PARTNER_CLASSES = ['internal', 'local', 'state', 'federal'] as const;
export type PartnerClass = (typeof PARTNER_CLASSES)[number];

/** A partner never describes its own work. `cannotTell` is as unresolved as `conflict` until a person resolves it. */
export const PARTNER_ANSWERS = ['noConflict', 'conflict', 'cannotTell', 'notOurs'] as const;
export type PartnerAnswer = (typeof PARTNER_ANSWERS)[number];

// — advice ————————————————————————————————————————————————————————————————————————————————————————————————————————

/** OPLA's advice on consistency with applicable legal limitations: advice, not approval (R1). */
export const ADVICE = ['consistent', 'consistentWithConditions', 'notConsistent'] as const;
export type Advice = (typeof ADVICE)[number];

/** What was done, recorded when a cleared case is closed (row 31 where there was no live clearance). */
export const OUTCOMES = ['actionTaken', 'actionNotTaken'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Why a case is held for counsel: by a court order (row 19), by a policy's own transition rule (row 18), or by its sources (R9). */
export const HOLD_REASONS = ['policySuspended', 'policySuperseded', 'soleSource'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** What becomes of open cases when another version supersedes theirs (row 18). */
export const TRANSITION_RULES = ['continue', 'reEvaluate', 'hold'] as const;
export type TransitionRule = (typeof TRANSITION_RULES)[number];

/** Why an owner cannot complete a task (WS-HumanTask: fail). Neither ends the gate: another one takes the task. */
export const FAILURE_CAUSES = ['recusal', 'unable'] as const;
export type FailureCause = (typeof FAILURE_CAUSES)[number];

/** State of a request whose case has ended: no answer to it counts any more. */
export const GONE_REQUEST_STATE = 'closed';

/** How a partner that cannot tell was reached. */
export const CONTACT_WAYS = ['telephone', 'meeting', 'message'] as const;
export type ContactWay = (typeof CONTACT_WAYS)[number];

/** Whom a supervisor may ask (R12): senior leadership, OPLA, and the Office of Regulatory Affairs and Policy. */
export const CONSULTED = ['leadership', 'opla', 'orap'] as const;
export type Consulted = (typeof CONSULTED)[number];

/** Whose work may go to another office where nobody there is eligible (row 32). */
export const REFERRED_ROLES = ['legal', 'supervisor'] as const;
export type ReferredRole = (typeof REFERRED_ROLES)[number];

/** Whose steps of a case, other than the consultation, one of several people claims: the first of a person's roles counts. */
export const CLAIMING_ROLES = ['leadership', 'supervisor', 'legal'] as const;
export type ClaimingRole = (typeof CLAIMING_ROLES)[number];

/** Dates of a role's claimed work: by when it is begun, and until when it is suspended. */
export const WORK_DATES = ['start', 'resumption'] as const;
export type WorkDate = (typeof WORK_DATES)[number];

// — gates and duties ——————————————————————————————————————————————————————————————————————————————————————————————

/** Duties that one person may or may not combine on one case: policy data says which (row 20, row 32). */
export const DUTIES = ['proposed', 'submitted', 'advised', 'resolved', 'decided', 'led'] as const;
export type Duty = (typeof DUTIES)[number];

/** When a task's reminder, overdue notice and escalation fall due. Computed where the event is made, carried in it. */
export interface Deadlines {
  readonly startAt?: InstantMs;
  readonly remindAt: InstantMs;
  readonly dueAt: InstantMs;
  readonly escalateAt: InstantMs;
}

/** Every deadline that an event may start; the API computes the whole block so that events look alike. */
export interface Schedule {
  readonly consultation: Deadlines;
  readonly deconfliction: Deadlines;
  readonly clearanceExpiresAt: InstantMs;
  /** When a lapsed clearance that nobody renewed ends the case as `expired`. */
  readonly lapseEndsAt: InstantMs;
}
