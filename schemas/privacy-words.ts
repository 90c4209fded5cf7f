/** Words of what privacy staff, counsel and operators do beside a case. No zod: see words.ts. */

/** The grounds of § 1367(b). Those within the Department, (a)(2), are no disclosure to anyone outside. */
export const OUTSIDE_GROUNDS = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'b8'] as const;
type OutsideGround = (typeof OUTSIDE_GROUNDS)[number];
/** Statistics, law enforcement and national security are at the discretion of the Secretary or the Attorney General. */
export const DISCRETIONARY: readonly OutsideGround[] = ['b1', 'b2', 'b8'];

/** What an incident is about. What happened is said in its note. */
export const INCIDENT_CATEGORIES = [
  'improperDisclosure',
  'improperAccess',
  'improperUse',
  'lossOfControl',
  'other',
] as const;
export type IncidentCategory = (typeof INCIDENT_CATEGORIES)[number];
/** Whom privacy staff may refer an incident to: the instruction names a chain, and its text is not here, so this one is ours. */
export const INCIDENT_REFERRALS = [
  'supervisoryChain',
  'counsel',
  'privacyOffice',
  'civilRightsOffice',
  'professionalResponsibility',
] as const;
/** How far the privacy staff has come with a report. */
export const INCIDENT_STATES = ['reported', 'acknowledged', 'referred', 'closed'] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];
export const INCIDENT_FINDINGS = ['improper', 'notImproper', 'cannotTell'] as const;
export type IncidentFinding = (typeof INCIDENT_FINDINGS)[number];

/** To whom counsel may release privileged texts of a case. */
export const RELEASE_AUDIENCES = ['auditor', 'leadership', 'privacy'] as const;

/** Why a held execution may go on. */
export const RESUMPTION_REASONS = ['mended', 'releaseDeployed', 'recordRestored'] as const;

/** Why somebody on a case brings a colleague in, and why they are on it no longer: what it is about is nobody's to type. */
export const ASSIGNMENT_REASONS = ['handOver', 'cover', 'secondOpinion', 'review'] as const;
export type AssignmentReason = (typeof ASSIGNMENT_REASONS)[number];
export const ASSIGNMENT_ENDS = ['workDone', 'handedOn', 'leftOffice', 'byMistake'] as const;
export type AssignmentEnd = (typeof ASSIGNMENT_ENDS)[number];

/** What is done about the keeping of a case's texts. `hold`, `release`: a legal hold, by its reference. `shred`: destroy the case's key. */
export const MEASURES = ['hold', 'release', 'shred'] as const;
export type Measure = (typeof MEASURES)[number];
