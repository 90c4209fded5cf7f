import { SYNTHETIC_PEOPLE } from '../dev/people.ts';
import type { CaseInput } from '../machines/case-events.ts';
import { policyOf, termsOf } from '../policy/registry.ts';
import { scheduleFrom } from '../policy/schedule.ts';
import type { CaseFacts, InstantMs, Person, StatusFact } from '../schemas/words.ts';

const POLICY = policyOf('announcement-2025-01-31');
/** Their digest takes a few milliseconds, and a server computes it once. */
const TERMS = termsOf(POLICY);
const WINDOW_MS = 8 * 60 * 60 * 1000;

/** @throws Error for a handle that none of the synthetic people has */
export function personOf(handle: string): Person {
  const found = SYNTHETIC_PEOPLE.find((person) => person.handle === handle);
  if (found === undefined) throw new Error(`nobody here is ${handle}`);
  return found.person;
}

/** Status not known, and no class of partner is asked (each is excused with a reason): the case waits for its supervisor at once. */
export const simpleCase = (at: InstantMs, caseId: string): CaseInput => ({
  ...caseOf(at, caseId, []),
  excused: TERMS.partnerClasses.map((partnerClass) => ({ partnerClass, note: 'Not appropriate here (synthetic).' })),
});

/** Row 2: a known status, so that there is a consultation, and all classes of partners are asked. */
export const consultedCase = (at: InstantMs, caseId: string): CaseInput =>
  caseOf(at, caseId, [
    { benefit: 'uNonimmigrant', role: 'primaryApplicant', stage: 'pending', provenance: 'agencyRecords' },
  ]);

function caseOf(at: InstantMs, caseId: string, statuses: readonly StatusFact[]): CaseInput {
  const facts: CaseFacts = {
    // Another person in each case: protection follows a person through all their cases (row 29).
    personReference: caseId.replace('c_', 'p_'),
    statuses,
    placeClass: 'other',
    windowFrom: at,
    windowUntil: at + WINDOW_MS,
    regionCode: 'EAST-07',
  };
  const submittedBy = personOf('supervisor-a');
  const officer = personOf('proposing-officer-a');
  return {
    at,
    office: submittedBy.office,
    terms: TERMS,
    facts,
    schedule: scheduleFrom(POLICY, at, submittedBy.office),
    submittedBy,
    proposedBy: { staffId: officer.staffId, person: officer.id },
    excused: [],
    inheritsProtection: false,
    note: 'A synthetic note about the case.',
    reopens: null,
  };
}
