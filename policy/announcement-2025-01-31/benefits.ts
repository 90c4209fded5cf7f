import type { PolicyVersion } from '../policy-version.ts';
import { CONSULT } from './page.ts';

/** The page names no benefit. */
const VICTIM_BASED = {
  value: true,
  mark: 'R1',
  label: 'document',
  quote: CONSULT,
  note: 'The page names no benefit; this one is read as victim-based because 8 U.S.C. § 1367(a)(2) protects it.',
} as const;
const VICTIM_BASED_BY_DEFAULT = {
  value: true,
  mark: 'R1',
  label: 'product default',
  quote: 'a victim-based immigration benefit',
  note: 'The page names no benefit. Whether it means this one too is open, so the conservative reading asks for the consultation.',
} as const;
const CONFIDENTIAL = { value: 'covered', mark: 'R6', label: 'statute', citation: '8 U.S.C. § 1367(a)(2)' } as const;

const forms = <const Forms extends readonly string[]>(...value: Forms) =>
  ({
    value,
    mark: 'R1',
    label: 'product default',
    note: 'Form numbers, for recognition only; the page names none.',
  }) as const;
export const BENEFIT_RULES = {
  tNonimmigrant: {
    forms: forms('I-914', 'I-914 Supplement A'),
    consultation: VICTIM_BASED,
    confidentiality: CONFIDENTIAL,
  },
  uNonimmigrant: {
    forms: forms('I-918', 'I-918 Supplement A', 'I-929'),
    consultation: VICTIM_BASED,
    confidentiality: CONFIDENTIAL,
  },
  vawaSelfPetition: { forms: forms('I-360'), consultation: VICTIM_BASED, confidentiality: CONFIDENTIAL },
  vawaCancellation: { forms: forms('EOIR-42B'), consultation: VICTIM_BASED, confidentiality: CONFIDENTIAL },
  batteredSpouseWaiver: { forms: forms('I-751'), consultation: VICTIM_BASED, confidentiality: CONFIDENTIAL },
  continuedPresence: {
    forms: {
      value: [],
      mark: 'R1',
      label: 'product default',
      note: 'No form of the person concerned: law enforcement requests it.',
    },
    consultation: VICTIM_BASED_BY_DEFAULT,
    confidentiality: {
      value: 'prohibitedSourceOnly',
      mark: 'R9',
      label: 'statute',
      citation: '8 U.S.C. § 1367(a)(1)(F)',
    },
  },
  specialImmigrantJuvenile: {
    forms: forms('I-360'),
    consultation: VICTIM_BASED_BY_DEFAULT,
    confidentiality: { value: 'notCovered', mark: 'R6', label: 'statute', citation: '8 U.S.C. § 1367(a)(2)' },
  },
  abusedSpouseEmploymentAuthorization: {
    forms: forms('I-765V'),
    consultation: VICTIM_BASED_BY_DEFAULT,
    confidentiality: { value: 'notListed', mark: 'R6', label: 'statute', citation: '8 U.S.C. § 1367(a)(2)' },
  },
} as const satisfies PolicyVersion['benefits'];
