import type { CaseFacts, PartnerClass } from '../schemas/words.ts';
import type { PolicyTerms } from './policy-terms.ts';

/** A gate that the facts call for under a policy version, with the marks that say why. */
export interface Requirement {
  readonly gate: 'oplaConsultation' | 'deconfliction' | 'certification' | 'counsel' | 'review';
  readonly partnerClass?: PartnerClass;
  readonly marks: readonly string[];
}

/**
 * R1, rows 1–5: a consultation is required where any known status names a benefit that calls for it, at whatever stage:
 * a final denial or a withdrawal goes to legal review as well (row 4), and the strictest of several stands (row 5).
 * With no status known nothing is required and nobody is asked to look (R3).
 */
export function isConsultationRequired(terms: PolicyTerms, facts: CaseFacts, inheritsProtection: boolean): boolean {
  return inheritsProtection || facts.statuses.some(({ benefit }) => terms.consultationBenefits.includes(benefit));
}

/** Every gate for these facts under this version, in the order in which a page lists them. */
export function requirementsOf(terms: PolicyTerms, facts: CaseFacts, inheritsProtection: boolean): Requirement[] {
  const consultation: Requirement[] = isConsultationRequired(terms, facts, inheritsProtection)
    ? [{ gate: 'oplaConsultation', marks: consultationMarks(facts, inheritsProtection) }]
    : [];
  const deconfliction = terms.partnerClasses.map((partnerClass): Requirement => ({
    gate: 'deconfliction',
    partnerClass,
    marks: ['R2'],
  }));
  const certification: Requirement[] = terms.certifiedPlaces?.includes(facts.placeClass)
    ? [{ gate: 'certification', marks: ['R8'] }]
    : [];
  return [...consultation, ...deconfliction, ...certification, { gate: 'review', marks: ['R6'] }];
}

function consultationMarks(facts: CaseFacts, inheritsProtection: boolean): string[] {
  const stages = facts.statuses.map(({ stage }) => stage);
  const marks = ['R1'];
  if (stages.some((stage) => stage === 'approved' || stage === 'pending')) marks.push('row 2');
  if (stages.includes('deniedAppealPossible')) marks.push('row 3');
  if (stages.some((stage) => stage === 'finallyDenied' || stage === 'withdrawn')) marks.push('row 4');
  if (inheritsProtection) marks.push('row 29');
  return marks;
}
