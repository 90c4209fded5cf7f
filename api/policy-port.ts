import { policyOf, termsOf } from '../policy/registry.ts';
import { scheduleFrom } from '../policy/schedule.ts';
import type { Policy } from './ports.ts';

/** The policy versions of this build. @throws PolicyRefused where `version` is unknown or rescinded (R11) */
export function createPolicyPort(version: string): Policy {
  const terms = termsOf(policyOf(version));
  return {
    currentTerms: () => terms,
    scheduleOf: ({ version: caseVersion }, at, office) => scheduleFrom(policyOf(caseVersion), at, office),
  };
}
