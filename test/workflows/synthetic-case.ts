import { SYNTHETIC_PEOPLE } from '../../dev/people.ts';
import type { CaseInput } from '../../machines/case-events.ts';
import { policyOf, termsOf } from '../../policy/registry.ts';
import { scheduleFrom } from '../../policy/schedule.ts';
import type { CaseFacts, Person, StatusFact } from '../../schemas/words.ts';

const POLICY = 'announcement-2025-01-31';
export const CANARY = 'canary-7f3a';

export const personOf = (handle: string): Person => SYNTHETIC_PEOPLE.find((person) => person.handle === handle)!.person;

export function caseInput(statuses: readonly StatusFact[]): CaseInput {
  const at = Date.now();
  const facts: CaseFacts = {
    personReference: `p_${CANARY}`,
    statuses,
    placeClass: 'other',
    windowFrom: at,
    windowUntil: at + 1,
    regionCode: 'EAST-07',
  };
  const policy = policyOf(POLICY);
  return {
    at,
    office: 'OFFICE-EAST',
    terms: termsOf(policy),
    facts,
    schedule: scheduleFrom(policy, at),
    submittedBy: personOf('supervisor-a'),
    proposedBy: { staffId: 'STAFF-PROPOSING-OFFICER-A', person: personOf('proposing-officer-a').id },
    excused: [],
    inheritsProtection: false,
    note: CANARY,
    reopens: null,
  };
}

/** A status that calls for a consultation (row 2). */
export const PROTECTED: StatusFact = {
  benefit: 'uNonimmigrant',
  role: 'primaryApplicant',
  stage: 'pending',
  provenance: 'agencyRecords',
};
