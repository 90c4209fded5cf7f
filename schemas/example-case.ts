/** Synthetic cases to begin with, on the command line and on the form that starts a case: the first two rows of the policy’s decision table. */
const DAY_MS = 86_400_000;

const STATUSES = {
  '1': [],
  '2': [{ benefit: 'uNonimmigrant', role: 'primaryApplicant', stage: 'pending', provenance: 'agencyRecords' }],
} as const;

export const EXAMPLE_ROWS = Object.keys(STATUSES) as readonly (keyof typeof STATUSES)[];

/** @param regionCode where synthetic partner agencies answer by themselves, it says how: see README */
export function exampleCase(row: keyof typeof STATUSES, now: number, regionCode = 'EAST-07') {
  return {
    facts: {
      personKey: `SYN-PERSON-000${row}`,
      statuses: STATUSES[row],
      placeClass: 'other' as const,
      windowFrom: dayOf(now + 7 * DAY_MS),
      windowUntil: dayOf(now + 9 * DAY_MS),
      regionCode,
    },
    proposingOfficer: 'STAFF-PROPOSING-OFFICER-A',
    excused: [],
    note: 'Synthetic example.',
  };
}

const dayOf = (at: number): string => `${new Date(at).toISOString().slice(0, 10)}T06:00:00Z`;
