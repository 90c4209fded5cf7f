import { denialWords } from '../../machines/case-words.ts';
import type { Action, Denial } from '../../machines/may.ts';
import type { Person } from '../../schemas/words.ts';
import type { AppPorts } from '../ports.ts';
import { ProblemError } from '../http/problem-response.ts';

/** A list that a role has no part in: that tells nothing about any case, so it is said plainly. */
export async function refuseList(
  ports: AppPorts,
  person: Person,
  action: Action,
  denials: readonly Denial[],
): Promise<never> {
  await ports.ledger.recordAttempt({
    person: person.id,
    action,
    caseId: null,
    reasons: denials.map(({ why }) => why),
    at: ports.clock(),
  });
  throw new ProblemError('not-permitted', { reasons: denials.map(denialWords) });
}

/** What `may()` looks at where it is about the lists of an office, or of a partner, and about no case. */
export function aboutOfficeOf(ports: AppPorts, { office, partnerClass }: Person) {
  return {
    at: ports.clock(),
    terms: ports.policy.currentTerms(),
    office,
    needToKnow: null,
    duties: {},
    ...(partnerClass === undefined ? {} : { partnerClass }),
  };
}
