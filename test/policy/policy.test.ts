import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { announcement20250131 } from '../../policy/announcement-2025-01-31.ts';
import { durationMs } from '../../policy/duration.ts';
import { PolicyNotSelectable, policyOf, termsOf, withShortDeadlines } from '../../policy/registry.ts';
import { requirementsOf } from '../../policy/requirements.ts';
import { scheduleFrom } from '../../policy/schedule.ts';
import { BENEFIT_STAGES, BENEFITS, type CaseFacts, type StatusFact } from '../../schemas/words.ts';

const page = readFileSync(new URL('../../policy/source/announcement-2025-01-31.txt', import.meta.url), 'utf8');

interface Value {
  readonly value: unknown;
  readonly label: string;
  readonly mark: string;
  readonly quote?: string;
}

function markedValues(value: unknown): Value[] {
  if (typeof value !== 'object' || value === null) return [];
  return 'label' in value ? [value as unknown as Value] : Object.values(value).flatMap(markedValues);
}

describe('announcement-2025-01-31', () => {
  const values = markedValues(announcement20250131);

  it('quotes the page byte for byte', () => {
    const quotes = values.flatMap(({ quote }) => quote ?? []);
    expect(quotes.length).toBeGreaterThan(10);
    for (const quote of quotes) expect(page).toContain(quote);
  });

  it('marks every value, and only the document is quoted', () => {
    for (const { mark, label, quote } of values) {
      expect(mark).toMatch(/R\d|row/);
      expect(['document', 'statute', 'instruction', 'product default']).toContain(label);
      expect(quote !== undefined).toBe(label === 'document');
    }
  });

  it('has all of R1 to R12', () => {
    expect(Object.keys(announcement20250131.rules)).toEqual(Array.from({ length: 12 }, (_, index) => `R${index + 1}`));
  });

  it('changes its digest with any value', () => {
    const { digest } = termsOf(announcement20250131);
    expect(termsOf(withShortDeadlines(announcement20250131)).digest).not.toBe(digest);
    expect(termsOf({ ...announcement20250131, effectiveFrom: '2025-01-31' }).digest).not.toBe(digest);
  });

  it('cannot be replaced by what it rescinds (R11)', () => {
    for (const version of announcement20250131.rescinds.value) {
      expect(() => policyOf(version)).toThrow(expect.objectContaining({ name: 'PolicyNotSelectable', reason: 'rescinded' }));
    }
    expect(() => policyOf('something else')).toThrow(PolicyNotSelectable);
  });
});

describe('requirements', () => {
  const terms = termsOf(announcement20250131);
  const factsWith = (statuses: readonly StatusFact[]): CaseFacts => ({
    personReference: 'p_0',
    statuses,
    placeClass: 'other',
    windowFrom: 0,
    windowUntil: 1,
    regionCode: 'EAST-07',
  });
  const gates = (statuses: readonly StatusFact[], inherits = false) => requirementsOf(terms, factsWith(statuses), inherits).map(({ gate }) => gate);

  it('row 1: with no status known there is no consultation, and partners and review remain', () => {
    expect(gates([])).toEqual(['deconfliction', 'deconfliction', 'deconfliction', 'deconfliction', 'review']);
  });

  it.each(BENEFIT_STAGES)('rows 2–4: %s calls for a consultation for every benefit and role', (stage) => {
    for (const benefit of BENEFITS) {
      expect(gates([{ benefit, role: 'derivativeApplicant', stage, provenance: 'agencyRecords' }])).toContain('oplaConsultation');
    }
  });

  it('row 29: protection that the person’s reference brings calls for one as well', () => {
    expect(gates([], true)).toContain('oplaConsultation');
  });
});

describe('schedule', () => {
  it('gives a consultation and a partner the same deadlines, so that timers tell nothing', () => {
    const { consultation, deconfliction } = scheduleFrom(announcement20250131, 1_000);
    expect(consultation).toEqual(deconfliction);
    expect(consultation.remindAt).toBe(1_000 + 2 * 86_400_000);
  });

  it.each(['P1M', 'P1Y', '1D', 'P', 'PT', 'P1DT', '-P1D', 'P1.5D'])('refuses the duration %s', (text) => {
    expect(() => durationMs(text)).toThrow(RangeError);
  });

  it('reads days, hours, minutes and seconds', () => {
    expect(durationMs('P1DT2H3M4S')).toBe(93_784_000);
  });
});
