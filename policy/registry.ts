import { digestOf } from '../schemas/digest.ts';
import { BENEFITS, type Json } from '../schemas/words.ts';
import { announcement20250131 } from './announcement-2025-01-31.ts';
import type { PolicyTerms } from './policy-terms.ts';
import type { PolicyVersion } from './policy-version.ts';

/** A version that cannot be selected, and why. */
export class PolicyNotSelectable extends Error {
  override readonly name = 'PolicyNotSelectable';
  readonly reason: 'unknown' | 'rescinded';
  constructor(version: string, reason: 'unknown' | 'rescinded') {
    super(reason === 'rescinded' ? `${version} is rescinded and superseded (R11)` : `${version} is not a policy version known here`);
    this.reason = reason;
  }
}

/**
 * Shortens deadlines for a demonstration: hours of waiting become seconds. A version of its own with its own digest, so that no record of
 * a demonstration passes for one under the real deadlines.
 */
export function withShortDeadlines(policy: PolicyVersion): PolicyVersion {
  const short = (value: string, mark: string) => ({ value, mark, label: 'product default', note: 'demonstration' }) as const;
  const deadlines = (mark: string) => ({ reminder: short('PT2S', mark), due: short('PT4S', mark), escalation: short('PT6S', mark) });
  return {
    ...policy,
    version: `${policy.version}+demo`,
    consultation: { ...policy.consultation, ...deadlines('row 27') },
    deconfliction: { ...policy.deconfliction, ...deadlines('row 15') },
  };
}

const VERSIONS: readonly PolicyVersion[] = [announcement20250131, withShortDeadlines(announcement20250131)];

/** @throws PolicyNotSelectable */
export function policyOf(version: string): PolicyVersion {
  const found = VERSIONS.find((policy) => policy.version === version);
  if (found !== undefined) return found;
  throw new PolicyNotSelectable(version, VERSIONS.some(({ rescinds }) => rescinds.value.includes(version)) ? 'rescinded' : 'unknown');
}

/** The part that cases carry, with the digest of the whole document. */
export function termsOf(policy: PolicyVersion): PolicyTerms {
  return {
    version: policy.version,
    digest: digestOf(policy as unknown as Json),
    consultationBenefits: BENEFITS.filter((benefit) => policy.benefits[benefit].consult.value),
    partnerClasses: policy.deconfliction.partnerClasses.value,
    separatedDuties: policy.separatedDuties.value,
  };
}
