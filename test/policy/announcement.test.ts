import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ANNOUNCEMENT_2025_01_31 as POLICY } from '../../policy/announcement-2025-01-31.ts';
import type { PolicyVersion } from '../../policy/policy-version.ts';
import { policyDigestOf, POLICIES, termsOf } from '../../policy/registry.ts';
import { BENEFITS, DUTIES, PARTNER_CLASSES, type Benefit } from '../../schemas/words.ts';
import { walk } from './documents.ts';

const PAGE = readFileSync(new URL('../../policy/source/announcement-2025-01-31.txt', import.meta.url));
const { stated: STATED, unlabelled: UNLABELLED } = walk(POLICY);
const QUOTES = STATED.flatMap(({ path, stated }) =>
  'quote' in stated ? [{ path, quote: stated['quote'] as string }] : [],
);

const MARK = /^(R([1-9]|1[0-2])|row ([1-9]|[12][0-9]|3[0-2]))$/;
/** What each label has to say of itself. */
const EVIDENCE = {
  document: 'quote',
  statute: 'citation',
  instruction: 'citation',
  'product default': 'note',
} as const;

describe('the page', () => {
  it('is the one that the policy was read from, to the byte', () => {
    expect(createHash('sha256').update(PAGE).digest('hex')).toBe(
      '301727de57ecad6e7b9e96ca681281812174265cf292ae1a65c7b3d998522668',
    );
  });

  it.each(QUOTES)('has the quote of $path byte for byte', ({ quote }) => {
    expect(quote).not.toBe('');
    expect(PAGE.includes(Buffer.from(quote, 'utf8'))).toBe(true);
  });

  it('has no rule that the policy leaves out: each of its points is quoted whole', () => {
    const points = PAGE.toString('utf8')
      .split('\n')
      .filter((line) => line.startsWith('- '));
    expect(points).toHaveLength(4);
    for (const point of points) expect(QUOTES.map(({ quote }) => quote)).toContain(point.slice(2));
  });
});

describe('every value', () => {
  it('is labelled, all but the name of the version', () => {
    expect(UNLABELLED).toEqual(['/version']);
  });

  it.each(STATED)('$path has a mark, one of the four labels and what that label needs', ({ stated }) => {
    expect(stated).toHaveProperty('value');
    expect(stated['mark']).toMatch(MARK);
    expect(Object.keys(EVIDENCE)).toContain(stated['label']);
    expect(stated[EVIDENCE[stated['label'] as keyof typeof EVIDENCE]]).toMatch(/\S/);
  });

  it.each(Object.entries(POLICY.rules))('of rule %s carries its mark', (rule, statements) => {
    for (const { mark } of statements) expect(mark).toBe(rule);
  });

  it('that the page does not state is not labelled as if it did', () => {
    const own = [
      'mode',
      'notConsistent',
      'remindAfter',
      'dueAfter',
      'escalateAfter',
      'validFor',
      'lapsesFor',
      'counting',
      'transition',
      'suspension',
      'exigency',
    ];
    const labels = STATED.filter(({ path }) => own.includes(path.split('/').at(-1)!)).map(
      ({ stated }) => stated['label'],
    );
    expect(labels).toHaveLength(own.length + 5);
    expect(new Set(labels)).toEqual(new Set(['product default']));
    const duties = [...POLICY.separatedDuties, ...POLICY.combinableDuties].map(({ label }) => label);
    expect(new Set(duties)).toEqual(new Set(['product default']));
  });
});

type Row = readonly [
  forms: readonly string[],
  byDefault: boolean,
  PolicyVersion['benefits'][Benefit]['confidentiality']['value'],
];
const TABLE: { readonly [benefit in Benefit]: Row } = {
  tNonimmigrant: [['I-914', 'I-914 Supplement A'], false, 'covered'],
  uNonimmigrant: [['I-918', 'I-918 Supplement A', 'I-929'], false, 'covered'],
  vawaSelfPetition: [['I-360'], false, 'covered'],
  vawaCancellation: [['EOIR-42B'], false, 'covered'],
  batteredSpouseWaiver: [['I-751'], false, 'covered'],
  continuedPresence: [[], true, 'prohibitedSourceOnly'],
  specialImmigrantJuvenile: [['I-360'], true, 'notCovered'],
  abusedSpouseEmploymentAuthorization: [['I-765V'], true, 'notListed'],
};

describe('the benefits', () => {
  it.each(BENEFITS)('%s: form, consultation and confidentiality are those of the table', (benefit) => {
    const [forms, byDefault, confidentiality] = TABLE[benefit];
    const rules = POLICY.benefits[benefit];
    expect(rules.forms.value).toEqual(forms);
    expect(rules.consultation).toMatchObject({ value: true, label: byDefault ? 'product default' : 'document' });
    expect(rules.confidentiality).toMatchObject({ value: confidentiality, label: 'statute' });
  });
});

describe('the duties', () => {
  it('separate or combine each pair, and no pair twice', () => {
    const pairs = [...POLICY.separatedDuties, ...POLICY.combinableDuties].map(({ value }) =>
      [...value].sort().join(' '),
    );
    const all = DUTIES.flatMap((one, index) => DUTIES.slice(index + 1).map((other) => [one, other].sort().join(' ')));
    expect(pairs.sort()).toEqual(all.sort());
  });

  it('leave the submitting supervisor the decision, and nothing else to anybody', () => {
    expect(POLICY.combinableDuties.map(({ value }) => value)).toEqual([['submitted', 'decided']]);
  });
});

describe('what the version fixes', () => {
  it('names the two rescinded policies (R11)', () => {
    expect(POLICY.rescinded.map(({ value }) => [value.id, value.dated])).toEqual([
      ['11005.3', '2021-12-02'],
      ['10076.1', '2011-06-17'],
    ]);
  });

  it('lists the grounds of § 1367(b), 1 to 8, of which 1, 2 and 8 need discretion', () => {
    const grounds = POLICY.disclosureGrounds.map(({ value }) => value);
    expect(grounds.map(({ paragraph }) => paragraph)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(grounds.filter(({ needsDiscretion }) => needsDiscretion).map(({ paragraph }) => paragraph)).toEqual([
      1, 2, 8,
    ]);
    for (const { value, citation } of POLICY.disclosureGrounds) {
      expect(citation).toBe(`8 U.S.C. § 1367(b)(${value.paragraph})`);
    }
  });

  it('keeps the switches where the conservative reading puts them', () => {
    expect(POLICY.consultation.mode.value).toBe('hardGate');
    expect(POLICY.consultation.notConsistent.value).toBe('blocks');
    expect(POLICY.transition.value).toBe('reEvaluate');
    expect(POLICY.suspension.value).toBe('holdForCounsel');
    expect(POLICY.exigency.value).toBe('disabled');
    expect(POLICY.expediteRequest.value).toBe('refusedUnlessDetermined');
  });

  it('gives the machines its terms', () => {
    expect(termsOf(POLICY)).toEqual({
      version: 'announcement-2025-01-31',
      digest: policyDigestOf(POLICY),
      consultationBenefits: BENEFITS,
      partnerClasses: PARTNER_CLASSES,
      separatedDuties: POLICY.separatedDuties.map(({ value }) => value),
      requiresTraining: true,
      certifiedPlaces: POLICY.certifiedPlaces.value,
      holdsSoleSource: true,
    });
  });

  it('gives the machines what its data says and nothing of their own', () => {
    const { tNonimmigrant } = POLICY.benefits;
    const changed: PolicyVersion = {
      ...POLICY,
      benefits: {
        ...POLICY.benefits,
        tNonimmigrant: { ...tNonimmigrant, consultation: { ...tNonimmigrant.consultation, value: false } },
      },
      deconfliction: {
        ...POLICY.deconfliction,
        partnerClasses: {
          ...POLICY.deconfliction.partnerClasses,
          state: { ...POLICY.deconfliction.partnerClasses.state, value: false },
        },
      },
      separatedDuties: POLICY.separatedDuties.slice(1),
    };
    const terms = termsOf(changed);
    expect(terms.consultationBenefits).not.toContain('tNonimmigrant');
    expect(terms.partnerClasses).toEqual(['internal', 'local', 'federal']);
    expect(terms.separatedDuties).toHaveLength(POLICY.separatedDuties.length - 1);
  });

  // A case pins this digest. Whoever changes the data of a version in use has to see it here, and to make a new version instead.
  it('has not changed since it was pinned', () => {
    expect(POLICIES.map((policy) => [policy.version, policyDigestOf(policy)])).toEqual([
      ['announcement-2025-01-31', '90c42dc71d8452c13e7f0cf1165c83faedade8ab4d498dd461275891d5f655e8'],
      ['announcement-2025-01-31+demo', 'cbc3d4e9a29ea38b0afcf8c11e619e16873cb8948165231a870990b4b264f92c'],
    ]);
  });
});
