import type { Benefit, Duty, PartnerClass, PlaceClass } from '../schemas/words.ts';

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
  /** Whether acting takes training that is current (R7). Absent in terms that were recorded before it was kept; so are all below. */
  readonly requiresTraining?: true;
  /** Classes of place at which the planned compliance with § 1367 is certified beforehand (R8). */
  readonly certifiedPlaces?: readonly PlaceClass[];
  /** Whether a determination that rests solely on prohibited sources is held for counsel (R9). */
  readonly holdsSoleSource?: true;
  /** Whether two people may let a case go on before the consultation is complete (row 17). */
  readonly allowsExigency?: true;
}
