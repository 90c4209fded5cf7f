/**
 * The policy as the page of January 31, 2025 announces it. The page is in `source/`; the memorandum that it announces is not, and nothing here
 * claims more than the page says. Types are the only imports, since this travels into workflows.
 */
import { BENEFIT_RULES } from './announcement-2025-01-31/benefits.ts';
import { CALENDAR } from './announcement-2025-01-31/calendar.ts';
import { DECISION_TABLE } from './announcement-2025-01-31/decision-table.ts';
import { DISCLOSURE_GROUNDS } from './announcement-2025-01-31/disclosure-grounds.ts';
import { COMBINABLE_DUTIES, SEPARATED_DUTIES } from './announcement-2025-01-31/duties.ts';
import {
  EXPEDITE,
  IN_EFFECT,
  INSTRUCTION,
  PARTNERS,
  RESCINDED,
  SIGNED,
  SUBJECT,
} from './announcement-2025-01-31/page.ts';
import { RULES } from './announcement-2025-01-31/rules.ts';
import { CLEARANCE, CONSULTATION_TIME_LIMITS, TIME_LIMITS } from './announcement-2025-01-31/time-limits.ts';
import type { PolicyVersion } from './policy-version.ts';

const asked = { value: true, mark: 'R2', label: 'document', quote: PARTNERS } as const;

export const ANNOUNCEMENT_2025_01_31 = {
  version: 'announcement-2025-01-31',
  title: { value: SUBJECT, mark: 'R10', label: 'document', quote: SUBJECT },
  announced: { value: '2025-01-31', mark: 'R10', label: 'document', quote: 'January 31, 2025' },
  memorandumSigned: { value: '2025-01-30', mark: 'R10', label: 'document', quote: SIGNED },
  inEffect: { value: 'fromIssuanceUntilSuperseded', mark: 'R10', label: 'document', quote: IN_EFFECT },

  rules: RULES,
  decisionTable: DECISION_TABLE,

  benefits: BENEFIT_RULES,

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
    ...CONSULTATION_TIME_LIMITS,
  },

  deconfliction: {
    partnerClasses: { internal: asked, local: asked, state: asked, federal: asked },
    ...TIME_LIMITS,
  },

  clearance: CLEARANCE,
  calendar: CALENDAR,

  separatedDuties: SEPARATED_DUTIES,
  combinableDuties: COMBINABLE_DUTIES,

  training: {
    value: 'current',
    mark: 'R7',
    label: 'instruction',
    citation: INSTRUCTION,
    note: 'That the check happens at each act is ours.',
  },
  certifiedPlaces: {
    value: [
      'domesticViolenceShelter',
      'rapeCrisisCenter',
      'supervisedVisitationCenter',
      'familyJusticeCenter',
      'victimServiceProvider',
      'courthouseProtectedMatter',
    ],
    mark: 'R8',
    label: 'statute',
    citation: '8 U.S.C. § 1229(e)(2)',
  },
  soleSource: { value: 'holdForCounsel', mark: 'R9', label: 'statute', citation: '8 U.S.C. § 1367(a)(1)' },
  transition: {
    value: 'reEvaluate',
    mark: 'row 18',
    label: 'product default',
    quote: 'effective immediately',
    note: 'The page does not say what becomes of cases under way. Open cases are judged anew under this version; the record of what was before stays.',
  },
  suspension: {
    value: 'holdForCounsel',
    mark: 'row 19',
    label: 'product default',
    note: 'The page does not speak of a court order. Whether a suspended policy lets anything go on is for counsel to say.',
  },
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

  disclosureGrounds: DISCLOSURE_GROUNDS,
} as const satisfies PolicyVersion;
