import type { Benefit, Duty, PartnerClass } from '../schemas/words.ts';

/**
 * The executable part of a policy version: what guards and `may()` read. It travels inside a case, so that a policy can be
 * loaded without a new build and a running case keeps the version it began under (R10). Labels, quotes and durations stay outside.
 */
export interface PolicyTerms {
  readonly version: string;
  /** SHA-256 of the whole policy document's canonical JSON. */
  readonly digest: string;
  /** Benefits whose known beneficiary, applicant or petitioner calls for a consultation (R1). */
  readonly consultationBenefits: readonly Benefit[];
  /** Classes of partner to coordinate with, unless a supervisor records why one is not appropriate (R2). */
  readonly partnerClasses: readonly PartnerClass[];
  /** Pairs of duties that one person may not have on one case (rows 14, 20). */
  readonly separatedDuties: readonly (readonly [Duty, Duty])[];
}
