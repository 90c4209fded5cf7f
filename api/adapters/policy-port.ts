import type { PolicyLibrary } from '../../ledger/policy-library.ts';
import { scheduleFrom } from '../../policy/schedule.ts';
import type { Policy } from '../ports.ts';

/**
 * The policy as requests need it.
 * @param configured the version of new cases as long as the register has activated none
 * @throws PolicyRefused where `configured` is unknown or rescinded (R11)
 */
export function createPolicyPort(library: PolicyLibrary, configured: string): Policy {
  library.byName(configured);
  const current = () => library.byName(library.standing().activation?.version ?? configured);
  return {
    refresh: () => library.refresh(),
    currentTerms: () => current().terms,
    documentOf: ({ version }) => library.byName(version).policy,
    scheduleOf: ({ version }, at, office) => scheduleFrom(library.byName(version).policy, at, office),
  };
}
