import type { PolicyVersion } from '../policy-version.ts';

/** The grounds of 8 U.S.C. § 1367(b), in our words; the text of the statute is not part of the product. */
export const DISCLOSURE_GROUNDS = [
  {
    value: { paragraph: 1, allows: 'census-like statistics', needsDiscretion: true },
    mark: 'R6',
    label: 'statute',
    citation: '8 U.S.C. § 1367(b)(1)',
  },
  {
    value: {
      paragraph: 2,
      allows: 'law enforcement, solely for a legitimate purpose, confidentiality protected',
      needsDiscretion: true,
    },
    mark: 'R6',
    label: 'statute',
    citation: '8 U.S.C. § 1367(b)(2)',
  },
  {
    value: { paragraph: 3, allows: 'judicial review, confidentiality protected', needsDiscretion: false },
    mark: 'R6',
    label: 'statute',
    citation: '8 U.S.C. § 1367(b)(3)',
  },
  {
    value: {
      paragraph: 4,
      allows: 'all battered individuals are adults and all have waived',
      needsDiscretion: false,
    },
    mark: 'R6',
    label: 'statute',
    citation: '8 U.S.C. § 1367(b)(4)',
  },
  {
    value: { paragraph: 5, allows: 'benefit agencies, for eligibility only', needsDiscretion: false },
    mark: 'R6',
    label: 'statute',
    citation: '8 U.S.C. § 1367(b)(5)',
  },
  {
    value: { paragraph: 6, allows: 'Judiciary committees, closed cases, no personal data', needsDiscretion: false },
    mark: 'R6',
    label: 'statute',
    citation: '8 U.S.C. § 1367(b)(6)',
  },
  {
    value: {
      paragraph: 7,
      allows: 'victim-service organisations, by the officials whom the statute names, with prior written consent',
      needsDiscretion: false,
    },
    mark: 'R6',
    label: 'statute',
    citation: '8 U.S.C. § 1367(b)(7)',
  },
  {
    value: { paragraph: 8, allows: 'national security', needsDiscretion: true },
    mark: 'R6',
    label: 'statute',
    citation: '8 U.S.C. § 1367(b)(8)',
  },
] as const satisfies PolicyVersion['disclosureGrounds'];
