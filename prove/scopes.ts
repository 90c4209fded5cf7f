/** The runs of the proof. All rows of the policy in one product would explode, so the core is walked with all partners, and each optional gate with the core and one partner. */
import { caseProgram } from '../machines/case-program.ts';
import type { CaseInput } from '../machines/case-events.ts';
import type { Program } from '../machines/system.ts';
import type { PolicyTerms } from '../policy/policy-terms.ts';
import { PARTNER_CLASSES } from '../schemas/words.ts';
import type { Group } from './letter.ts';
import { OFFICE, personIn, PROPOSING_OFFICER, TRACKED, HOLDER, type Part } from './cast.ts';
import { FactsDomain, MOMENT, scheduleFrom, type FactsSketch } from './facts-domain.ts';
import type { Plan } from './explore.ts';
import type { Opening } from './moves.ts';

export interface Scope {
  readonly name: string;
  readonly partners: number;
  readonly groups: readonly Group[];
  /** Statuses, places and sources that a case may open with. */
  readonly opens?: readonly Partial<FactsSketch>[];
  /** A gate that gives nobody a duty is walked with people who have none: separation of duties is judged in the other runs. */
  readonly followsNobody?: true;
  /** Whether a case may open with a partner found not appropriate. */
  readonly excuses?: true;
  /** Whether the policy has the exception of row 17: no shipped one has. */
  readonly allowsExigency?: true;
  /** Whether protection may come with the person concerned at the opening (row 29). */
  readonly inherits?: true;
}

const UNKNOWN: Partial<FactsSketch> = { status: 'unknown' };
const KNOWN: Partial<FactsSketch> = { status: 'pending' };

export const coreScope = (partners: number): Scope => ({
  name: partners === 1 ? 'the core, 1 partner' : `the core, ${partners} partners`,
  partners,
  groups: ['core'],
  excuses: true,
});

/** Each optional gate in turn. What only counts is walked without the core, which it does not touch. */
export const GATE_SCOPES: readonly Scope[] = [
  { name: 'mistakes (row 7)', partners: 1, groups: ['core', 'mistake'], opens: [KNOWN] },
  {
    name: 'mistakes among several statuses (rows 5, 7)',
    partners: 0,
    groups: ['core', 'mistake', 'several'],
    opens: [KNOWN],
    followsNobody: true,
  },
  {
    name: 'protection (R6, rows 4, 29)',
    partners: 1,
    groups: ['core', 'protection'],
    opens: [UNKNOWN, { status: 'finallyDenied' }],
    inherits: true,
  },
  {
    name: 'exigency, where a policy has it (row 17)',
    partners: 1,
    groups: ['core', 'exigency'],
    opens: [KNOWN],
    allowsExigency: true,
  },
  {
    name: 'exigency, where the policy has none (row 17)',
    partners: 1,
    groups: ['core', 'exigency'],
    opens: [KNOWN],
    followsNobody: true,
  },
  {
    name: 'policy changes and suspension (rows 18, 19)',
    partners: 1,
    groups: ['core', 'policy'],
    opens: [KNOWN],
    followsNobody: true,
  },
  {
    name: 'prohibited sources (R9)',
    partners: 1,
    groups: ['core', 'sources'],
    opens: [UNKNOWN, { status: 'pending', sources: 'prohibited' }],
  },
  {
    name: 'listed places (R8) and reports (row 31)',
    partners: 1,
    groups: ['core', 'places', 'report'],
    opens: [UNKNOWN, { status: 'pending', place: 'listed' }],
    followsNobody: true,
  },
  { name: 'reopening (row 22) and reports (row 31)', partners: 0, groups: ['core', 'report', 'reopening'] },
  { name: 'expedite requests (R5)', partners: 1, groups: ['core', 'expedite'], followsNobody: true },
  { name: 'the task: delegation, recusal, suspension', partners: 0, groups: ['core', 'task'], opens: [KNOWN] },
  { name: 'referrals (row 32)', partners: 0, groups: ['core', 'referral'], opens: [KNOWN], followsNobody: true },
  {
    name: 'the work of a role: claim, delegation, suspension',
    partners: 0,
    groups: ['core', 'work'],
    opens: [UNKNOWN],
    followsNobody: true,
  },
  { name: 'recusal and the work of a role', partners: 0, groups: ['work', 'recusal'], opens: [UNKNOWN] },
  { name: 'recusal from the core', partners: 1, groups: ['core', 'recusal'], opens: [KNOWN] },
  { name: 'recusal and the task', partners: 0, groups: ['core', 'task', 'recusal'], opens: [KNOWN] },
  { name: 'recusal and mistakes (row 7)', partners: 0, groups: ['mistake', 'recusal'], opens: [KNOWN] },
  {
    name: 'recusal and the end of protection (row 4)',
    partners: 0,
    groups: ['protection', 'recusal'],
    opens: [{ status: 'finallyDenied' }],
  },
  {
    name: 'recusal and exigency (row 17)',
    partners: 0,
    groups: ['exigency', 'recusal'],
    opens: [KNOWN],
    allowsExigency: true,
  },
  {
    name: 'recusal and prohibited sources (R9)',
    partners: 0,
    groups: ['sources', 'recusal'],
    opens: [{ status: 'pending', sources: 'prohibited' }],
  },
  {
    name: 'recusal, listed places (R8) and reports (row 31)',
    partners: 0,
    groups: ['places', 'report', 'recusal'],
    opens: [{ status: 'pending', place: 'listed' }],
  },
  { name: 'recusal and expedite requests (R5)', partners: 0, groups: ['expedite', 'recusal'], opens: [UNKNOWN] },
  { name: 'recusal and questions (R12)', partners: 0, groups: ['questions', 'recusal'], opens: [UNKNOWN] },
  {
    name: 'recusal and reopening (row 22)',
    partners: 0,
    groups: ['core', 'recusal', 'reopening'],
    opens: [UNKNOWN],
  },
  { name: 'questions (R12)', partners: 0, groups: ['questions'], opens: [UNKNOWN], followsNobody: true },
  { name: 'corrections (row 30)', partners: 0, groups: ['corrections'], opens: [UNKNOWN] },
  { name: 'comments', partners: 0, groups: ['comments'], opens: [UNKNOWN], followsNobody: true },
];

export function planOf(scope: Scope, terms: PolicyTerms, program: Program = caseProgram): Plan {
  const domain = new FactsDomain();
  const own: PolicyTerms = {
    ...terms,
    version: 'version',
    digest: '0'.repeat(64),
    partnerClasses: PARTNER_CLASSES.slice(0, scope.partners),
  };
  const { allowsExigency: _never, ...without } = own;
  const judged = scope.allowsExigency === true ? { ...own, allowsExigency: true as const } : without;
  return {
    program,
    openings: openingsOf(scope, judged, domain),
    setting: {
      groups: new Set(scope.groups),
      domain,
      at: MOMENT,
      fresh: 'fresh',
      newActivation: 'another',
      followsNobody: scope.followsNobody === true,
    },
  };
}

/** Who proposes and who submits. */
const PEOPLE: readonly (readonly [Part, Part])[] = [
  ['fresh', 'fresh'],
  ['tracked', 'fresh'],
  ['fresh', 'tracked'],
];

function openingsOf(scope: Scope, terms: PolicyTerms, domain: FactsDomain): Opening[] {
  const openings: Opening[] = [];
  for (const sketch of scope.opens ?? [UNKNOWN, KNOWN])
    for (const [proposes, submits] of scope.followsNobody === true ? PEOPLE.slice(0, 1) : PEOPLE)
      for (const excused of scope.excuses === true ? [0, 1] : [0])
        for (const inherits of scope.inherits === true ? [false, true] : [false]) {
          const full: FactsSketch = { status: 'unknown', place: 'unlisted', sources: 'none', region: 0, ...sketch };
          const who =
            proposes === 'tracked'
              ? ', the tracked person proposes'
              : submits === 'tracked'
                ? ', the tracked person submits'
                : '';
          openings.push({
            words: `a case opens: status ${full.status}, place ${full.place}${excused > 0 ? ', one partner not appropriate' : ''}${inherits ? ', protection inherited' : ''}${who}`,
            proposes,
            submits,
            input: openingInput(domain, full, terms, { proposes, submits, excused, inherits }),
          });
        }
  return openings;
}

function openingInput(
  domain: FactsDomain,
  sketch: FactsSketch,
  terms: PolicyTerms,
  { proposes, submits, excused, inherits }: { proposes: Part; submits: Part; excused: number; inherits: boolean },
): CaseInput {
  const at = domain.at;
  return {
    at,
    office: OFFICE,
    terms,
    facts: domain.factsOf(sketch),
    schedule: scheduleFrom(at),
    submittedBy: personIn(submits, { roles: ['supervisor'] }, at, { fresh: 'fresh', holder: HOLDER }),
    proposedBy: { staffId: 'staff-proposing-officer', person: proposes === 'tracked' ? TRACKED : PROPOSING_OFFICER },
    excused: terms.partnerClasses.slice(0, excused).map((partnerClass) => ({ partnerClass, note: 'synthetic' })),
    inheritsProtection: inherits,
    note: 'synthetic',
    reopens: null,
  };
}
