import type { LinkParams } from '../schemas/outbound.ts';
import type { RelatedCasesPort } from './ports.ts';
import { handToCase, type CaseSubmission } from './submit-to-case.ts';

/** What the record knows of the other cases of a person concerned. */
interface RelatedCases {
  related(
    personReference: string,
  ): Promise<readonly { readonly caseId: string; readonly ended: boolean; readonly protects: boolean }[]>;
}

/** Who sends what follows from another case; no issuer of tokens has this name, and no person this role. */
const SERVICE = { id: 'urn:casegate:service#related-cases', staffId: 'SERVICE', roles: ['service'], office: 'SERVICE' };

/**
 * Row 29: known status follows the person concerned. The case that was opened or amended tells its open siblings what it knows, and is
 * told what any of them knows. Accepted is enough: the case that is told may be the one that waits for this.
 */
export function createRelatedCases(ledger: RelatedCases): RelatedCasesPort {
  return {
    async link({ caseId, key, personReference, protects, schedule }) {
      const others = (await ledger.related(personReference)).filter((other) => other.caseId !== caseId);
      const told = protects
        ? others.filter(({ ended, protects: knows }) => !ended && !knows).map((other) => other.caseId)
        : others.some(({ protects: knows }) => knows)
          ? [caseId]
          : [];
      for (const one of told) await protect(one, `${key}:${one}`, schedule);
    },
  };
}

/** A case that ended meanwhile, or has the protection already, refuses it: both are as good. */
function protect(caseId: string, updateId: string, schedule: LinkParams['schedule']): Promise<void> {
  const event = { type: 'protection.inherited', note: '', schedule, by: SERVICE } as unknown as CaseSubmission['event'];
  return handToCase({ caseId, updateId, event });
}
