/** What a case remembers: codes only, as guards read them. Texts stay in the entries. */
import type { PolicyTerms } from '../policy/policy-terms.ts';
import { isConsultationRequired } from '../policy/requirements.ts';
import { materialFactsOf } from '../schemas/case-fields.ts';
import { digestOf } from '../schemas/digest.ts';
import type {
  ClaimingRole,
  Advice,
  CaseFacts,
  Consulted,
  Duty,
  HoldReason,
  InstantMs,
  PartnerAnswer,
  PartnerClass,
  PersonId,
  ReferredRole,
  Schedule,
} from '../schemas/words.ts';
import type { Claims, CaseInput, Duties, LeftBehind, StatusName, Work } from './case-events.ts';

/**
 * Where one class of partner stands, as the case knows it. `resolved`: a person resolved what the partner reported. `takenBack`: the
 * partner no longer reports what it reported, and no person has resolved it yet (row 13).
 */
export type PartnerStanding = 'asked' | PartnerAnswer | 'excused' | 'resolved' | 'takenBack';

export interface GivenAdvice {
  readonly advice: Advice;
  readonly factsDigest: string;
  readonly by: PersonId;
  /** By telephone, where who recorded it is somebody else: both have advised. */
  readonly givenBy?: PersonId;
  readonly conditions: readonly { readonly id: string; readonly acknowledgedBy: PersonId | null }[];
}

/** Who did it, on which facts. */
export interface Certified {
  readonly by: PersonId;
  readonly factsDigest: string;
}

export interface CaseContext {
  readonly openedAt: InstantMs;
  readonly epoch: number;
  readonly office: string;
  readonly terms: PolicyTerms;
  readonly facts: CaseFacts;
  readonly revision: number;
  readonly factsDigest: string;
  readonly inheritsProtection: boolean;
  /** Row 4: the legal decision with which protection ended, until another status becomes known. */
  readonly protectionEndedBy: PersonId | null;
  readonly schedule: Schedule;
  readonly standings: { readonly [partnerClass in PartnerClass]?: PartnerStanding };
  /** Classes whose request exists as a child actor. */
  readonly askedClasses: readonly PartnerClass[];
  readonly consultationOpen: boolean;
  readonly advice: GivenAdvice | null;
  readonly clearance: {
    readonly by: PersonId;
    readonly at: InstantMs;
    readonly expiresAt: InstantMs;
    readonly factsDigest: string;
  } | null;
  /** Who had which duty, over the case's whole history: separation of duties is judged by it (row 20). */
  readonly duties: Duties;
  /** Row 7: a status that somebody holds for a mistake. */
  readonly disputed: (StatusName & { readonly by: PersonId }) | null;
  /** Row 17. */
  readonly exigency: { readonly claimedBy: PersonId; readonly approvedBy: PersonId | null } | null;
  /** Why the case is held for counsel (rows 18, 19, R9). */
  readonly holds: readonly HoldReason[];
  /** Row 18: the terms that a hold waits to apply. */
  readonly pendingTerms: PolicyTerms | null;
  /** The activation of another policy version that last reached this case: each takes effect once. */
  readonly activation: string | null;
  /** R5: `requested` is refused as long as nobody has determined otherwise. */
  readonly expedite: 'requested' | 'refused' | 'inBestInterests' | null;
  /** R8: the planned compliance, and after the action the statement in the Notice to Appear. */
  readonly compliance: Certified | null;
  readonly statementBy: PersonId | null;
  readonly removalProceedings: boolean;
  /** R12: a question's place in the list, from 1, is its number. */
  readonly questions: readonly { readonly of: Consulted; readonly answered: boolean }[];
  readonly corrections: number;
  readonly comments: number;
  /** Row 31: an action was taken without a live clearance, in this epoch or an earlier one. */
  readonly reported: boolean;
  /** Who of a role has claimed what the case asks of it; missing until somebody does. */
  readonly claims?: Claims;
  /** How that stands; missing as long as nothing is to be said of it, as in entries of before it could be. */
  readonly work?: Work;
  /** Who has recused themselves, or cannot do it: excluded from all that the case asks for, in this epoch and the next; missing until somebody does. */
  readonly recused?: readonly PersonId[];
  /** Steps that waited past their escalation, of which leadership was told; missing until one does. */
  readonly escalatedSteps?: readonly string[];
  /** Row 32. */
  readonly referrals: readonly { readonly role: ReferredRole; readonly office: string }[];
}

/** A supervisor with more questions than this about one case picks up a telephone. */
export const QUESTIONS_MAX = 20;
/** Each correction is one more entry to read; more of them call for a new case. */
export const CORRECTIONS_MAX = 100;
/** More talk about one case belongs in a conversation. */
export const COMMENTS_MAX = 500;
/** Work that went through this many offices needs leadership, not another office. */
export const REFERRALS_MAX = 8;

export function contextOf(input: CaseInput): CaseContext {
  const { at, facts, terms, reopens } = input;
  const excused = new Set(input.excused.map(({ partnerClass }) => partnerClass));
  const context: CaseContext = {
    openedAt: at,
    epoch: (reopens?.epoch ?? 0) + 1,
    office: input.office,
    terms,
    facts,
    revision: (reopens?.revision ?? 0) + 1,
    factsDigest: factsDigestOf(facts),
    inheritsProtection: input.inheritsProtection || reopens?.protects === true,
    protectionEndedBy: null,
    schedule: input.schedule,
    standings: Object.fromEntries(
      terms.partnerClasses.map(
        (partnerClass) => [partnerClass, excused.has(partnerClass) ? 'excused' : 'asked'] as const,
      ),
    ),
    askedClasses: [],
    consultationOpen: false,
    advice: null,
    clearance: null,
    duties: withDuty(
      withDuty(reopens?.duties ?? {}, 'proposed', input.proposedBy.person),
      'submitted',
      input.submittedBy.id,
    ),
    disputed: null,
    exigency: null,
    holds: [],
    pendingTerms: null,
    activation: null,
    expedite: null,
    compliance: null,
    statementBy: null,
    removalProceedings: false,
    questions: [],
    corrections: 0,
    comments: 0,
    reported: reopens?.reported === true,
    referrals: [],
    ...(reopens?.recused === undefined ? {} : { recused: reopens.recused }),
  };
  return { ...context, holds: holdsFor(context) };
}

/** What the next epoch takes over, so that nobody sheds a duty or a protection by reopening (rows 22, 29, 31). */
export function leftBehindOf(context: CaseContext): LeftBehind {
  const { epoch, revision, duties, reported, recused } = context;
  return {
    epoch,
    revision,
    duties,
    ...(isProtected(context) ? { protects: true } : {}),
    ...(reported ? { reported: true } : {}),
    ...(recused === undefined ? {} : { recused }),
  };
}

export const withDuty = (duties: Duties, duty: Duty, person: PersonId): Duties => ({
  ...duties,
  [duty]: [...new Set([...(duties[duty] ?? []), person])].sort(),
});

// — facts ————————————————————————————————————————————————————————————————————————————————————————————————————————

/** The digest of what a decision relies on: the material facts (row 30: only they change it). */
export const factsDigestOf = (facts: CaseFacts): string => digestOf(materialFactsOf(facts));

/** Rows 6, 7: protection never falls by itself. An amendment may add statuses or move their stage, not take one away. */
export const keepsStatuses = (before: CaseFacts, after: CaseFacts): boolean =>
  before.personReference === after.personReference && before.statuses.every((status) => hasStatus(after, status));

export const hasStatus = ({ statuses }: CaseFacts, { benefit, role }: StatusName): boolean =>
  statuses.some((status) => status.benefit === benefit && status.role === role);

/** R6: somebody is known to be protected, here or in another case, and no legal decision has ended it. */
export const isProtected = ({ facts, inheritsProtection, protectionEndedBy }: CaseContext): boolean =>
  (facts.statuses.length > 0 || inheritsProtection) && protectionEndedBy === null;

/** Row 4: protection can end on final denial alone. On withdrawal the law is silent, so it stays; what another case knows, that case ends. */
export const canEndProtection = ({ facts, inheritsProtection, protectionEndedBy }: CaseContext): boolean =>
  facts.statuses.length > 0 &&
  facts.statuses.every(({ stage }) => stage === 'finallyDenied') &&
  !inheritsProtection &&
  protectionEndedBy === null;

export const requiresConsultation = ({ terms, facts, inheritsProtection }: CaseContext): boolean =>
  isConsultationRequired(terms, facts, inheritsProtection);

/** R8: at a listed place the planned compliance is certified first. */
export const requiresCertification = ({ terms, facts }: CaseContext): boolean =>
  terms.certifiedPlaces?.includes(facts.placeClass) ?? false;

export const isCertified = (context: CaseContext): boolean =>
  !requiresCertification(context) || context.compliance?.factsDigest === context.factsDigest;

/** R9: a determination that would rest on prohibited sources and on nothing else. Whether an exception applies is counsel's to say. */
export const hasSoleSource = ({ terms, facts }: Pick<CaseContext, 'terms' | 'facts'>): boolean =>
  terms.holdsSoleSource === true &&
  (facts.determinationSources?.length ?? 0) > 0 &&
  facts.determinationSources!.every((source) => source === 'prohibitedSource');

/** Holds on the facts as they are now: those that rest on the facts are judged anew, the others stay. */
export const holdsFor = (context: Pick<CaseContext, 'terms' | 'facts' | 'holds'>): readonly HoldReason[] => {
  const others = context.holds.filter((reason) => reason !== 'soleSource');
  return hasSoleSource(context) ? [...others, 'soleSource'] : others;
};

// — gates ————————————————————————————————————————————————————————————————————————————————————————————————————————

/**
 * Advice counts for the facts it was given on, and not while legal staff looks again: facts that were changed and changed back
 * would otherwise revive it, and the advice of the open consultation would find nobody waiting for it.
 */
export const isAdviceCurrent = ({ advice, factsDigest, consultationOpen }: CaseContext): boolean =>
  advice !== null && advice.factsDigest === factsDigest && !consultationOpen;

/** Advice that lets the case go on: current, and not against it. */
export const adviceHolds = (context: CaseContext): boolean =>
  isAdviceCurrent(context) && context.advice?.advice !== 'notConsistent';

/** Row 17: two people let it go on before the advice is there; advice that has come meanwhile counts instead. */
export const isExigent = ({ exigency, consultationOpen }: CaseContext): boolean =>
  exigency !== null && exigency.approvedBy !== null && consultationOpen;

export const isConsultationSettled = (context: CaseContext): boolean =>
  !requiresConsultation(context) || adviceHolds(context) || isExigent(context);

const UNRESOLVED: readonly PartnerStanding[] = ['conflict', 'cannotTell', 'takenBack'];
export const isUnresolved = (standing: PartnerStanding): boolean => UNRESOLVED.includes(standing);
const SETTLED: readonly PartnerStanding[] = ['noConflict', 'notOurs', 'excused', 'resolved'];
export const isSettled = (standing: PartnerStanding | undefined): boolean =>
  standing !== undefined && SETTLED.includes(standing);

/** R8: removal proceedings after an action at a listed place, without the statement in the Notice to Appear. */
export const lacksStatement = (context: CaseContext): boolean =>
  context.removalProceedings && requiresCertification(context) && context.statementBy === null;

/** The office whose legal staff or supervisors do the work now (row 32). */
export const officeFor = ({ office, referrals }: CaseContext, role: ReferredRole): string =>
  referrals.findLast((referral) => referral.role === role)?.office ?? office;

/** Without what is kept of one role. */
export function withoutRole<Kept>(
  { ...kept }: { [role in ClaimingRole]?: Kept },
  role: ClaimingRole,
): { readonly [role in ClaimingRole]?: Kept } {
  delete kept[role];
  return kept;
}
