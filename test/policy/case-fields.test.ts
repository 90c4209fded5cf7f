import { describe, expect, it } from 'vitest';
import { CASE_FIELDS, materialFactsOf, type CaseField } from '../../schemas/case-fields.ts';
import { digestOf } from '../../schemas/digest.ts';
import type { CaseFacts, StatusFact } from '../../schemas/words.ts';

const PENDING: StatusFact = {
  benefit: 'uNonimmigrant',
  role: 'primaryApplicant',
  stage: 'pending',
  provenance: 'agencyRecords',
};
const APPROVED: StatusFact = {
  benefit: 'tNonimmigrant',
  role: 'beneficiary',
  stage: 'approved',
  provenance: 'benefitAgency',
};
const FACTS: CaseFacts = {
  personReference: 'p_synthetic',
  statuses: [PENDING, APPROVED],
  placeClass: 'other',
  windowFrom: Date.UTC(2026, 10, 10),
  windowUntil: Date.UTC(2026, 10, 12),
  regionCode: 'EAST-07',
};
const digest = (facts: CaseFacts): string => digestOf(materialFactsOf(facts));

/** One change per field of the facts; a new field does not compile without one. */
const CHANGES: { readonly [field in Exclude<keyof CaseFacts, 'statuses'>]: Partial<CaseFacts> } & {
  readonly [field in `statuses.${keyof StatusFact}`]: Partial<CaseFacts>;
} = {
  personReference: { personReference: 'p_other' },
  determinationSources: { determinationSources: ['prohibitedSource'] },
  placeClass: { placeClass: 'familyJusticeCenter' },
  windowFrom: { windowFrom: FACTS.windowFrom + 1 },
  windowUntil: { windowUntil: FACTS.windowUntil + 1 },
  regionCode: { regionCode: 'EAST-08' },
  'statuses.benefit': { statuses: [{ ...PENDING, benefit: 'vawaSelfPetition' }, APPROVED] },
  'statuses.role': { statuses: [{ ...PENDING, role: 'petitioner' }, APPROVED] },
  'statuses.stage': { statuses: [{ ...PENDING, stage: 'withdrawn' }, APPROVED] },
  'statuses.provenance': { statuses: [{ ...PENDING, provenance: 'prohibitedSource' }, APPROVED] },
};

describe('the table of case fields', () => {
  it.each(Object.entries(CHANGES))('says of %s whether it is material, and the digest agrees', (field, change) => {
    const row: CaseField = CASE_FIELDS[field as keyof typeof CHANGES];
    expect(digest({ ...FACTS, ...change }) !== digest(FACTS)).toBe(row.isMaterial);
    expect(row.isMaterial).toBe(true);
  });

  it('gives every fact and no other field to the digest', () => {
    const material = Object.entries<CaseField>(CASE_FIELDS).filter(([, { isMaterial }]) => isMaterial);
    expect(material.map(([field]) => field).sort()).toEqual(Object.keys(CHANGES).sort());
    expect(materialFactsOf({ ...FACTS, statuses: [APPROVED] })).toEqual({ ...FACTS, statuses: [APPROVED] });
  });

  it('goes by the table: what it does not call material does not reach the digest', () => {
    const immaterial = (field: 'regionCode' | 'statuses.provenance') => ({
      ...CASE_FIELDS,
      [field]: { ...CASE_FIELDS[field], isMaterial: false },
    });
    const { regionCode, ...withoutRegion } = FACTS;
    expect(regionCode).toBe('EAST-07');
    expect(materialFactsOf({ ...FACTS, statuses: [] }, immaterial('regionCode'))).toEqual({
      ...withoutRegion,
      statuses: [],
    });
    const { benefit, role, stage } = PENDING;
    expect(materialFactsOf({ ...FACTS, statuses: [PENDING] }, immaterial('statuses.provenance'))).toEqual({
      ...FACTS,
      statuses: [{ benefit, role, stage }],
    });
  });

  it('takes the statuses as a set: another order is not another fact, one more or fewer is', () => {
    expect(digest({ ...FACTS, statuses: [APPROVED, PENDING] })).toBe(digest(FACTS));
    expect(digest({ ...FACTS, statuses: [PENDING] })).not.toBe(digest(FACTS));
    expect(digest({ ...FACTS, statuses: [] })).not.toBe(digest(FACTS));
  });

  it('lets a field that it does not know count, so that none slips in under a clearance', () => {
    const smuggled = { ...FACTS, statuses: [{ ...PENDING, remark: 'x' }, APPROVED] };
    expect(digest(smuggled)).not.toBe(digest(FACTS));
    expect(digest({ ...FACTS, constructor: 'x' } as unknown as CaseFacts)).not.toBe(digest(FACTS));
  });

  it('leaves the facts as they were', () => {
    const frozen = Object.freeze({ ...FACTS, statuses: Object.freeze([PENDING, APPROVED]) });
    expect(() => materialFactsOf(frozen)).not.toThrow();
    expect(frozen.statuses).toEqual([PENDING, APPROVED]);
  });

  it('has no field for a name, an address or a location', () => {
    const forbidden = /name|address|street|location|latitude|longitude|birth|phone|photo|alienNumber/i;
    expect(Object.keys(CASE_FIELDS).filter((field) => forbidden.test(field))).toEqual([]);
  });

  it('protects whatever tells of a status, and every free text', () => {
    const protectedBy = (...fields: (keyof typeof CASE_FIELDS)[]) =>
      new Set(fields.map((field) => CASE_FIELDS[field].protection));
    expect(protectedBy('personReference', 'personKey', 'statuses.benefit', 'statuses.role', 'statuses.stage')).toEqual(
      new Set(['section1367a2']),
    );
    expect(protectedBy('inheritsProtection', 'advice', 'placeClass', 'factsDigest')).toEqual(
      new Set(['section1367a2']),
    );
    expect(protectedBy('statuses.provenance')).toEqual(new Set(['section1367a1']));
    expect(protectedBy('note', 'adviceText', 'conditions', 'informationText')).toEqual(new Set(['text']));
    expect(CASE_FIELDS.personKey.retention).toBe('notKept');
  });

  it("keeps nothing protected outside the case's own key", () => {
    const open = Object.entries<CaseField>(CASE_FIELDS).filter(
      ([, { protection, retention }]) => protection !== 'none' && retention === 'withRecord',
    );
    expect(open).toEqual([]);
  });
});
