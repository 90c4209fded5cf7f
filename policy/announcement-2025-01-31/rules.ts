import type { PolicyVersion } from '../policy-version.ts';
import {
  BOUND,
  CONSULT,
  DECONFLICT,
  EXPEDITE,
  IN_EFFECT,
  INSTRUCTION,
  NOT_KNOWN,
  QUESTIONS,
  RESCINDED,
} from './page.ts';

/** What each rule says, in plain words, with its sources. */
export const RULES = {
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
} as const satisfies PolicyVersion['rules'];
