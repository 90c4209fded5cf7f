/**
 * The policy as the page of January 31, 2025 announces it. The page is in `source/`; the memorandum that it announces is not, and nothing here
 * claims more than the page says. Types are the only imports, since this travels into workflows.
 */
import type { PolicyVersion } from './policy-version.ts';

const SUBJECT =
  'Issuance of Interim Policy Guidance Regarding Civil Immigration Enforcement Actions Involving Current or Potential Beneficiaries of Victim-Based Immigration Benefits';
const SIGNED =
  'On January 30, 2025, I signed an interim policy guidance memorandum *Interim Guidance on Civil Immigration Enforcement Actions Involving Current or Potential Beneficiaries of Victim-Based Immigration Benefits*.';
const RESCINDED =
  'In accordance with the Executive Order (EO) entitled "Protecting the American People Against Invasion," ICE Directive 11005.3: Using a Victim-Centered Approach with Noncitizen Crime Victims (Dec. 2, 2021) and ICE Policy 10076.1: Prosecutorial Discretion: Certain Victims, Witnesses, and Plaintiffs (Jun. 17, 2011) are rescinded and superseded by this interim guidance.';
const DECONFLICT =
  'ICE officers and agents should coordinate and deconflict internally, and with local, state, and other federal law enforcement, as appropriate, when determining whether to take civil immigration enforcement actions to ensure criminal investigative and other enforcement actions will not be compromised;';
const CONSULT =
  'When encountering an alien who is the beneficiary of a victim-based immigration benefit, ICE officers and agents should consult with the Office of the Principal Legal Advisor through their Field Office Directors or Special Agents in Charge prior to conducting a civil enforcement action against such known beneficiaries, or against primary and derivative applicants or petitioners for such benefits, to ensure any such action is consistent with applicable legal limitations;';
const NOT_KNOWN =
  'When encountering an alien during a civil immigration enforcement action who is not known to be an approved beneficiary of victim-based immigration benefits or to have applied or petitioned for such benefits, ICE officers and agents are not required to affirmatively seek to identify indicia or evidence suggesting an alien is a victim of a crime or consider such evidence as a positive discretionary factor in determining whether to take civil immigration enforcement action; and';
const EXPEDITE =
  "ICE will no longer request expedited adjudications from U.S. Citizenship and Immigration Services; however, ICE may continue to do so subject to a case-by-case determination that doing so is in ICE's best interests.";
const BOUND =
  'In implementing this guidance, ICE personnel remain bound to adhere to all applicable statutory and policy requirements including the provisions of 8 U.S.C. § 1367 and Department of Homeland Security (DHS) Instruction No. 002-02-001, Rev. 00.1: Implementation of Section 1367 Information Provisions (May 28, 2019).';
const IN_EFFECT = 'The interim guidance is effective immediately and remains in effect until superseded.';
const QUESTIONS =
  'I encourage all ICE employees in receipt of this guidance to review it and consult with their supervisory chain of command with questions, and for supervisors to consult with their senior leadership, the ICE Office of the Principal Legal Advisor, and the ICE Office of Regulatory Affairs and Policy as needed through their chain of command and Directorate or Program Office leadership.';

const PARTNERS = 'internally, and with local, state, and other federal law enforcement, as appropriate';
const CHANNEL = 'through their Field Office Directors or Special Agents in Charge';

const INSTRUCTION = 'DHS Instruction No. 002-02-001, Rev. 00.1';

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

const ALIKE =
  'The page sets no time. Consultation and deconfliction have the same three deadlines on purpose, so that the moment at which a timer fires does not tell a protected case from an unprotected one.';
const DEADLINES = {
  remindAfter: { value: 'P2D', mark: 'row 15', label: 'product default', note: ALIKE },
  dueAfter: { value: 'P3D', mark: 'row 15', label: 'product default', note: ALIKE },
  escalateAfter: { value: 'P5D', mark: 'row 15', label: 'product default', note: ALIKE },
} as const;
const CONSULTATION_DEADLINES = {
  remindAfter: { ...DEADLINES.remindAfter, mark: 'row 27' },
  dueAfter: { ...DEADLINES.dueAfter, mark: 'row 27' },
  escalateAfter: { ...DEADLINES.escalateAfter, mark: 'row 27' },
} as const;

const asked = { value: true, mark: 'R2', label: 'document', quote: PARTNERS } as const;

export const ANNOUNCEMENT_2025_01_31 = {
  version: 'announcement-2025-01-31',
  title: { value: SUBJECT, mark: 'R10', label: 'document', quote: SUBJECT },
  announced: { value: '2025-01-31', mark: 'R10', label: 'document', quote: 'January 31, 2025' },
  memorandumSigned: { value: '2025-01-30', mark: 'R10', label: 'document', quote: SIGNED },
  inEffect: { value: 'fromIssuanceUntilSuperseded', mark: 'R10', label: 'document', quote: IN_EFFECT },

  rules: {
    R1: [
      {
        value:
          'A known beneficiary, applicant or petitioner of a victim-based benefit: OPLA is consulted, through the FOD or SAC, before a civil enforcement action.',
        mark: 'R1',
        label: 'document',
        quote: CONSULT,
        note: 'It asks for consultation, not for approval.',
      },
    ],
    R2: [
      {
        value:
          'Before determining whether to act: coordinate internally and with local, state and other federal law enforcement, as appropriate.',
        mark: 'R2',
        label: 'document',
        quote: DECONFLICT,
        note: "It asks neither for every partner nor for a partner's consent.",
      },
    ],
    R3: [
      {
        value: 'Status not known: nobody has to look for indicia of victimhood, and this product asks nobody to.',
        mark: 'R3',
        label: 'document',
        quote: NOT_KNOWN,
        note: 'It does not forbid searching, or recording what was learned.',
      },
    ],
    R4: [
      {
        value: 'Status not known: no step requires such evidence to be considered as a positive discretionary factor.',
        mark: 'R4',
        label: 'document',
        quote: NOT_KNOWN,
        note: 'It does not forbid considering it.',
      },
    ],
    R5: [
      {
        value:
          "No request to USCIS to expedite, unless a case-by-case determination finds it in the agency's best interests.",
        mark: 'R5',
        label: 'document',
        quote: EXPEDITE,
      },
    ],
    R6: [
      { value: '8 U.S.C. § 1367 binds always.', mark: 'R6', label: 'document', quote: BOUND },
      {
        value:
          'Protected information is used and disclosed only as the statute allows; each disclosure names its ground.',
        mark: 'R6',
        label: 'statute',
        citation: '8 U.S.C. § 1367(a)(2), (b)',
        note: 'Nothing in the other rules or in the configuration can waive it.',
      },
    ],
    R7: [
      { value: 'The DHS Instruction binds always.', mark: 'R7', label: 'document', quote: BOUND },
      {
        value: 'Staff training is current; incidents of improper disclosure are reported.',
        mark: 'R7',
        label: 'instruction',
        citation: INSTRUCTION,
        note: 'By name only: its text is not part of this product.',
      },
    ],
    R8: [
      {
        value:
          'Action at a listed place: the planned compliance is recorded before; where removal proceedings follow, the Notice to Appear states that § 1367 was complied with.',
        mark: 'R8',
        label: 'statute',
        citation: '8 U.S.C. § 1229(e)',
        note: 'A certification, not a ban on the place.',
      },
    ],
    R9: [
      {
        value:
          'No adverse determination of admissibility or deportability rests solely on a prohibited source: hold for counsel.',
        mark: 'R9',
        label: 'statute',
        citation: '8 U.S.C. § 1367(a)(1)',
        note: "It accuses no source. The statute's conviction exception is counsel's to apply.",
      },
    ],
    R10: [{ value: 'In force from issuance until superseded.', mark: 'R10', label: 'document', quote: IN_EFFECT }],
    R11: [
      {
        value: 'Directive 11005.3 and Policy 10076.1 are rescinded and superseded.',
        mark: 'R11',
        label: 'document',
        quote: RESCINDED,
      },
    ],
    R12: [
      {
        value:
          'Questions go up the chain: officers to their supervisors; supervisors, as needed, to senior leadership, OPLA and ORAP.',
        mark: 'R12',
        label: 'document',
        quote: QUESTIONS,
        note: 'Not a procedure for disputes.',
      },
    ],
  },

  benefits: {
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
  },

  consultation: {
    mode: {
      value: 'hardGate',
      mark: 'R1',
      label: 'product default',
      quote: 'should consult with the Office of the Principal Legal Advisor',
      note: 'The page says "should". The conservative reading: no clearance without the consultation.',
    },
    notConsistent: {
      value: 'blocks',
      mark: 'row 10',
      label: 'product default',
      quote: 'to ensure any such action is consistent with applicable legal limitations',
      note: 'The page asks for consultation, not approval. Advice that an action is not consistent stops the case; nobody can override it, a disagreement is escalated.',
    },
    ...CONSULTATION_DEADLINES,
  },

  deconfliction: {
    partnerClasses: { internal: asked, local: asked, state: asked, federal: asked },
    ...DEADLINES,
  },

  clearance: {
    validFor: {
      value: 'P30D',
      mark: 'row 8',
      label: 'product default',
      note: 'The page sets no time. Facts older than a month are worth asking about again.',
    },
    lapsesFor: {
      value: 'P14D',
      mark: 'row 8',
      label: 'product default',
      note: 'The page sets no time. Two weeks in which a supervisor may renew; a timer renews nothing.',
    },
  },

  separatedDuties: [
    {
      value: ['proposed', 'submitted'],
      mark: 'R1',
      label: 'product default',
      quote: CHANNEL,
      note: 'An officer goes through a director: two people. A director who proposes has another one submit.',
    },
    {
      value: ['proposed', 'advised'],
      mark: 'row 20',
      label: 'product default',
      note: 'Nobody gives the legal advice on an action of their own.',
    },
    {
      value: ['proposed', 'resolved'],
      mark: 'row 14',
      label: 'product default',
      note: 'Who resolves a conflict is not who proposed the action.',
    },
    {
      value: ['proposed', 'decided'],
      mark: 'row 20',
      label: 'product default',
      note: 'Nobody decides on an action of their own.',
    },
    {
      value: ['proposed', 'led'],
      mark: 'row 12',
      label: 'product default',
      note: 'Nobody judges, as leadership, a disagreement about an action of their own.',
    },
    {
      value: ['submitted', 'advised'],
      mark: 'row 20',
      label: 'product default',
      note: 'Who asks the question does not answer it.',
    },
    {
      value: ['submitted', 'resolved'],
      mark: 'row 14',
      label: 'product default',
      note: 'Who submitted the action stands behind it; its conflicts are resolved by somebody who does not.',
    },
    {
      value: ['submitted', 'led'],
      mark: 'row 12',
      label: 'product default',
      note: 'A disagreement goes up: not to the one who brings it, in another role.',
    },
    {
      value: ['advised', 'resolved'],
      mark: 'row 20',
      label: 'product default',
      note: 'Consultation and deconfliction are two gates.',
    },
    {
      value: ['advised', 'decided'],
      mark: 'row 20',
      label: 'product default',
      note: 'Consultation and review are two gates.',
    },
    {
      value: ['advised', 'led'],
      mark: 'row 12',
      label: 'product default',
      note: 'Nobody judges a disagreement with their own advice.',
    },
    {
      value: ['resolved', 'decided'],
      mark: 'row 20',
      label: 'product default',
      note: 'Deconfliction and review are two gates. An office with two supervisors can need a third here.',
    },
    {
      value: ['resolved', 'led'],
      mark: 'row 12',
      label: 'product default',
      note: 'Nobody judges, as leadership, a case in which they opened a gate.',
    },
    {
      value: ['decided', 'led'],
      mark: 'row 12',
      label: 'product default',
      note: 'Leadership is above the one who decides, so it is somebody else, before the decision and after it.',
    },
  ],
  combinableDuties: [
    {
      value: ['submitted', 'decided'],
      mark: 'R1',
      label: 'product default',
      quote: CHANNEL,
      note: 'The page puts the same directors before the consultation and, by silence, after it. Submitting is no gate, so one person is behind one gate only.',
    },
  ],

  exigency: {
    value: 'disabled',
    mark: 'row 17',
    label: 'product default',
    note: 'The page has no exception for urgency.',
  },
  expediteRequest: { value: 'refusedUnlessDetermined', mark: 'R5', label: 'document', quote: EXPEDITE },

  rescinded: [
    {
      value: {
        id: '11005.3',
        title: 'Using a Victim-Centered Approach with Noncitizen Crime Victims',
        dated: '2021-12-02',
      },
      mark: 'R11',
      label: 'document',
      quote: RESCINDED,
    },
    {
      value: {
        id: '10076.1',
        title: 'Prosecutorial Discretion: Certain Victims, Witnesses, and Plaintiffs',
        dated: '2011-06-17',
      },
      mark: 'R11',
      label: 'document',
      quote: RESCINDED,
    },
  ],

  disclosureGrounds: [
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
  ],
} as const satisfies PolicyVersion;
