import type { BenefitTerms, PolicyVersion } from './policy-version.ts';

const consult: BenefitTerms['consult'] = { value: true, mark: 'R1', label: 'document', quote: 'such known beneficiaries, or against primary and derivative applicants or petitioners for such benefits' };
const consultByDefault: BenefitTerms['consult'] = {
  value: true,
  mark: 'R1',
  label: 'product default',
  note: 'The page does not list the benefits it calls victim-based; in doubt the product consults.',
};
const listed: BenefitTerms['nondisclosure'] = { value: 'listed', mark: 'R6', label: 'statute' };
const notListed: BenefitTerms['nondisclosure'] = { value: 'notListed', mark: 'R6', label: 'statute' };

const productDefault = (mark: string, value: string, note: string) => ({ value, mark, label: 'product default', note }) as const;
const sameDeadlines = 'The same for a consultation and for a partner: a different timer would tell an operator that somebody is protected.';

/**
 * The page of January 31, 2025, which announces the interim guidance memorandum of January 30, 2025. The memorandum's own text is not
 * here, and this version claims no more than the page says.
 */
export const announcement20250131 = {
  version: 'announcement-2025-01-31',
  effectiveFrom: '2025-01-30',
  rules: {
    R1: {
      value: 'Consult OPLA before a civil enforcement action against a known beneficiary, applicant or petitioner.',
      mark: 'R1',
      label: 'document',
      quote:
        'should consult with the Office of the Principal Legal Advisor through their Field Office Directors or Special Agents in Charge prior to conducting a civil enforcement action against such known beneficiaries, or against primary and derivative applicants or petitioners for such benefits, to ensure any such action is consistent with applicable legal limitations',
    },
    R2: {
      value: 'Coordinate and deconflict when determining whether to take an action.',
      mark: 'R2',
      label: 'document',
      quote:
        'should coordinate and deconflict internally, and with local, state, and other federal law enforcement, as appropriate, when determining whether to take civil immigration enforcement actions to ensure criminal investigative and other enforcement actions will not be compromised',
    },
    R3: {
      value: 'Where status is not known, nobody is asked to look for indicia of victimhood.',
      mark: 'R3',
      label: 'document',
      quote: 'are not required to affirmatively seek to identify indicia or evidence suggesting an alien is a victim of a crime',
    },
    R4: {
      value: 'Where status is not known, no step requires such evidence to be considered.',
      mark: 'R4',
      label: 'document',
      quote: 'or consider such evidence as a positive discretionary factor in determining whether to take civil immigration enforcement action',
    },
    R5: {
      value: 'A request to expedite is refused without a case-by-case determination.',
      mark: 'R5',
      label: 'document',
      quote: 'ICE may continue to do so subject to a case-by-case determination that doing so is in ICE’s best interests',
    },
    R6: { value: '8 U.S.C. § 1367 binds always; nothing here can waive it.', mark: 'R6', label: 'statute' },
    R7: { value: 'DHS Instruction 002-02-001, Rev. 00.1, binds always.', mark: 'R7', label: 'instruction' },
    R8: { value: 'Compliance at listed places is certified (8 U.S.C. § 1229(e)).', mark: 'R8', label: 'statute' },
    R9: { value: 'Nothing adverse rests solely on a prohibited source (§ 1367(a)(1)).', mark: 'R9', label: 'statute' },
    R10: {
      value: 'In force from issuance until superseded.',
      mark: 'R10',
      label: 'document',
      quote: 'The interim guidance is effective immediately and remains in effect until superseded.',
    },
    R11: {
      value: 'Earlier directives are rescinded and superseded.',
      mark: 'R11',
      label: 'document',
      quote: 'are rescinded and superseded by this interim guidance',
    },
    R12: {
      value: 'Questions go up the chain of command.',
      mark: 'R12',
      label: 'document',
      quote: 'consult with their supervisory chain of command with questions',
    },
  },
  benefits: {
    tNonimmigrant: { form: 'I-914, Supplement A', consult, nondisclosure: listed },
    uNonimmigrant: { form: 'I-918, Supplement A; I-929', consult, nondisclosure: listed },
    vawaSelfPetition: { form: 'I-360', consult, nondisclosure: listed },
    vawaCancellation: { form: 'EOIR-42B', consult, nondisclosure: listed },
    batteredSpouseWaiver: { form: 'I-751', consult, nondisclosure: listed },
    continuedPresence: { form: 'none (request by law enforcement)', consult: consultByDefault, nondisclosure: { value: 'partly', mark: 'R6', label: 'statute', note: '(a)(1)(F) only' } },
    specialImmigrantJuvenile: { form: 'I-360', consult: consultByDefault, nondisclosure: notListed },
    abusedSpouseEmploymentAuthorization: { form: 'I-765V', consult: consultByDefault, nondisclosure: notListed },
  },
  consultation: {
    mode: { value: 'hardGate', mark: 'R1', label: 'product default', note: 'The document says "should"; the product holds the case until the consultation was given.' },
    notConsistentBlocks: { value: true, mark: 'row 10', label: 'product default', note: 'The document asks for consultation, not for approval.' },
    reminder: productDefault('row 27', 'P2D', sameDeadlines),
    due: productDefault('row 27', 'P3D', sameDeadlines),
    escalation: productDefault('row 27', 'P5D', sameDeadlines),
  },
  deconfliction: {
    partnerClasses: {
      value: ['internal', 'local', 'state', 'federal'],
      mark: 'R2',
      label: 'document',
      quote: 'internally, and with local, state, and other federal law enforcement, as appropriate',
    },
    reminder: productDefault('row 15', 'P2D', sameDeadlines),
    due: productDefault('row 15', 'P3D', sameDeadlines),
    escalation: productDefault('row 15', 'P5D', sameDeadlines),
  },
  clearance: {
    validity: productDefault('row 8', 'P30D', 'Facts and answers age; a month later the requirements are met anew.'),
    lapse: productDefault('row 8', 'P14D', 'A lapsed clearance that nobody renews ends the case.'),
  },
  separatedDuties: {
    value: [
      ['proposed', 'advised'],
      ['proposed', 'resolved'],
      ['proposed', 'decided'],
      ['proposed', 'led'],
      ['submitted', 'advised'],
      ['submitted', 'resolved'],
      ['submitted', 'led'],
      ['advised', 'resolved'],
      ['advised', 'decided'],
      ['advised', 'led'],
      ['decided', 'led'],
    ],
    mark: 'rows 14, 20, 32',
    label: 'product default',
    note: 'The supervisor who submits may decide: the document sends the officer through that very supervisor. One who resolved a conflict may decide too.',
  },
  exigency: { value: 'disabled', mark: 'row 17', label: 'product default', note: 'The document has no exception.' },
  rescinds: {
    value: ['directive-11005.3', 'policy-10076.1'],
    mark: 'R11',
    label: 'document',
    quote: 'are rescinded and superseded by this interim guidance',
  },
} as const satisfies PolicyVersion;
