import { describe, expect, it } from 'vitest';
import { ANNOUNCEMENT_2025_01_31 } from '../../policy/announcement-2025-01-31.ts';
import { termsOf } from '../../policy/registry.ts';
import { requirementsOf } from '../../policy/requirements.ts';
import {
  BENEFIT_ROLES,
  BENEFIT_STAGES,
  BENEFITS,
  PARTNER_CLASSES,
  type BenefitStage,
  type CaseFacts,
  type StatusFact,
} from '../../schemas/words.ts';

const TERMS = termsOf(ANNOUNCEMENT_2025_01_31);

const factsWith = (...statuses: StatusFact[]): CaseFacts => ({
  personReference: 'p_synthetic',
  statuses,
  placeClass: 'other',
  windowFrom: Date.UTC(2026, 10, 10),
  windowUntil: Date.UTC(2026, 10, 12),
  regionCode: 'EAST-07',
});
const status = (more: Partial<StatusFact> = {}): StatusFact => ({
  benefit: 'uNonimmigrant',
  role: 'primaryApplicant',
  stage: 'pending',
  provenance: 'agencyRecords',
  ...more,
});

const DECONFLICTION = PARTNER_CLASSES.map((partnerClass) => ({ gate: 'deconfliction', partnerClass, marks: ['R2'] }));
const REVIEW = { gate: 'review', marks: ['R6'] };
const consultation = (...marks: string[]) => ({ gate: 'oplaConsultation', marks });

describe('rows 1–5: which gates the facts call for', () => {
  it.each([
    ['row 1: status not known', [], null],
    ['row 2: approved', [status({ stage: 'approved', role: 'beneficiary' })], ['R1', 'row 2']],
    ['row 2: pending', [status()], ['R1', 'row 2']],
    ['row 3: denied, appeal possible', [status({ stage: 'deniedAppealPossible' })], ['R1', 'row 3']],
    ['row 4: finally denied', [status({ stage: 'finallyDenied' })], ['R1', 'row 4']],
    ['row 4: withdrawn', [status({ stage: 'withdrawn' })], ['R1', 'row 4']],
    [
      'row 5: several, the strictest of each',
      [status({ stage: 'finallyDenied' }), status({ benefit: 'tNonimmigrant', role: 'derivativeApplicant' })],
      ['R1', 'row 2', 'row 4'],
    ],
    [
      'row 5: several stages of denial',
      [status({ stage: 'withdrawn' }), status({ stage: 'deniedAppealPossible' })],
      ['R1', 'row 3', 'row 4'],
    ],
  ] as [string, StatusFact[], string[] | null][])('%s', (_row, statuses, marks) => {
    const expected = [...(marks === null ? [] : [consultation(...marks)]), ...DECONFLICTION, REVIEW];
    expect(requirementsOf(TERMS, factsWith(...statuses), false)).toEqual(expected);
  });

  const everyStatus = BENEFITS.flatMap((benefit) =>
    BENEFIT_ROLES.flatMap((role) =>
      BENEFIT_STAGES.map((stage): [string, string, BenefitStage] => [benefit, role, stage]),
    ),
  );
  it('calls for a consultation for every benefit in every role at every stage', () => {
    expect(everyStatus).toHaveLength(8 * 4 * 5);
    const without = everyStatus.filter(
      ([benefit, role, stage]) =>
        requirementsOf(TERMS, factsWith(status({ benefit, role, stage } as Partial<StatusFact>)), false)[0]?.gate !==
        'oplaConsultation',
    );
    expect(without).toEqual([]);
  });

  it('calls for one where another case brought protection, status known or not (row 29)', () => {
    expect(requirementsOf(TERMS, factsWith(), true)).toEqual([consultation('R1', 'row 29'), ...DECONFLICTION, REVIEW]);
  });

  it('goes by the version, not by the benefit: one that does not call for it is not asked about', () => {
    const narrower = { ...TERMS, consultationBenefits: ['tNonimmigrant'] as const };
    expect(requirementsOf(narrower, factsWith(status()), false)).toEqual([...DECONFLICTION, REVIEW]);
  });
});
