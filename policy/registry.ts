import { digestOf } from '../schemas/digest.ts';
import { BENEFITS, PARTNER_CLASSES, type Json } from '../schemas/words.ts';
import { ANNOUNCEMENT_2025_01_31 } from './announcement-2025-01-31.ts';
import { DEMO_OVERLAY, overlaid } from './overlay.ts';
import type { PolicyTerms } from './policy-terms.ts';
import type { PolicyVersion } from './policy-version.ts';

/** Every version that can be selected. A version stays here as long as a case may run under it (R10). */
export const POLICIES: readonly PolicyVersion[] = [
  ANNOUNCEMENT_2025_01_31,
  overlaid(ANNOUNCEMENT_2025_01_31, DEMO_OVERLAY),
];

/** `rescinded`: an identifier that is known and can never be selected (R11). */
export type PolicyRefusalReason =
  | { readonly code: 'unknown'; readonly version: string }
  | { readonly code: 'rescinded'; readonly version: string; readonly title: string; readonly by: string };

export class PolicyRefused extends Error {
  override readonly name = 'PolicyRefused';
  readonly reason: PolicyRefusalReason;

  /** @param known versions that there are */
  constructor(reason: PolicyRefusalReason, known: readonly string[]) {
    const version = JSON.stringify(reason.version);
    super(
      reason.code === 'unknown'
        ? `no policy version ${version}; there are: ${known.join(', ')}`
        : `policy ${version} (${reason.title}) is rescinded and superseded by ${reason.by}: it cannot be selected`,
    );
    this.reason = reason;
  }
}

/** The version of the build by this name. @throws PolicyRefused */
export const policyOf = (version: string): PolicyVersion => policyAmong(POLICIES, version);

/** @throws PolicyRefused */
export function policyAmong(policies: readonly PolicyVersion[], version: string): PolicyVersion {
  const names = policies.map((policy) => policy.version);
  // First, so that no later entry in the list can bring a rescinded policy back.
  for (const policy of policies) {
    const rescinded = policy.rescinded.find(({ value }) => value.id === version);
    if (rescinded !== undefined) {
      throw new PolicyRefused({ code: 'rescinded', version, title: rescinded.value.title, by: policy.version }, names);
    }
  }
  const policy = policies.find((known) => known.version === version);
  if (policy === undefined) throw new PolicyRefused({ code: 'unknown', version }, names);
  return policy;
}

/** SHA-256 (hex) of the whole document, notes and quotes included: pinned on every case and decision (R10). */
export const policyDigestOf = (policy: PolicyVersion): string => digestOf(policy as unknown as Json);

/** What guards and `may()` read of a version. Its digest is computed anew each time; keep the result. */
export function termsOf(policy: PolicyVersion): PolicyTerms {
  const { benefits, deconfliction } = policy;
  return {
    version: policy.version,
    digest: policyDigestOf(policy),
    consultationBenefits: BENEFITS.filter((benefit) => benefits[benefit].consultation.value),
    partnerClasses: PARTNER_CLASSES.filter((partnerClass) => deconfliction.partnerClasses[partnerClass].value),
    separatedDuties: policy.separatedDuties.map(({ value }) => value),
    requiresTraining: true,
    certifiedPlaces: policy.certifiedPlaces.value,
    holdsSoleSource: true,
    ...(policy.exigency.value === 'twoPersons' ? { allowsExigency: true as const } : {}),
  };
}
