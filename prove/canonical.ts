/** One actor, or one timer, in the place of all that no guard can tell apart: each line says why nothing is lost. */
import type { CaseContext, PartnerStanding } from '../machines/case-context.ts';
import { isUnresolved, isSettled } from '../machines/case-context.ts';
import type { WorkStanding } from '../machines/case-events.ts';
import type { ConsultationContext } from '../machines/consultation.machine.ts';
import { type ActorState, type Timer } from '../machines/system.ts';
import type { PolicyTerms } from '../policy/policy-terms.ts';
import { CONSULTED, type PersonId } from '../schemas/words.ts';
import type { Group } from './letter.ts';
import { HOLDER, TRACKED } from './cast.ts';
import { factsOf, MOMENT, renumbered, scheduleFrom, type FactsDomain, type FactsSketch } from './facts-domain.ts';
/** Somebody named: the tracked person, or somebody else, whoever it is. */
const named = (person: PersonId | null): PersonId | null => (person === null || person === TRACKED ? person : HOLDER);
/** Remembered for the record and compared by no guard: only whether there is somebody. */
const anybody = (person: PersonId | null): PersonId | null => (person === null ? null : HOLDER);

/** Guards read of a standing whether it is settled or unresolved; which answer it was stands in the entries. */
const standing = (one: PartnerStanding): PartnerStanding =>
  isSettled(one) ? 'noConflict' : isUnresolved(one) ? 'conflict' : one;

/** Only which digests are equal matters, not which number a version has. */
const terms = (one: PolicyTerms): PolicyTerms => ({ ...one, version: 'version', digest: '0'.repeat(64) });

/**
 * While legal staff looks again, guards read of the advice before only that there was some. It could count again only where the consultation
 * is closed without new advice, and that happens where the only status was a mistake: there all of it is kept.
 */
const isAdviceAtRest = ({ advice, consultationOpen }: CaseContext, groups: ReadonlySet<Group>): boolean =>
  advice !== null && consultationOpen && !groups.has('mistake');

/** The facts that something in the case rests on: first those that hold, then of the advice, then of the certificate. */
export const sketchesOf = (context: CaseContext, domain: FactsDomain, groups: ReadonlySet<Group>): FactsSketch[] =>
  [
    context.factsDigest,
    isAdviceAtRest(context, groups) ? undefined : context.advice?.factsDigest,
    context.compliance?.factsDigest,
  ]
    .filter((digest) => digest !== undefined)
    .map((digest) => domain.sketchOf(digest));

/** Digests of a running system and of its representative differ where times do; the domains translate. */
export interface Domains {
  readonly from: FactsDomain;
  readonly to: FactsDomain;
  readonly groups: ReadonlySet<Group>;
}

export function canonicalContext(
  // Of which late step leadership was told, no guard reads.
  { escalatedSteps: _told, claims = {}, work = {}, recused = [], ...context }: CaseContext,
  { from, to, groups }: Domains,
): CaseContext {
  const renumber = renumbered(sketchesOf(context, from, groups));
  const digest = (old: string): string => to.digestOf(renumber(from.sketchOf(old)));
  const { advice, clearance, disputed, exigency, compliance, duties } = context;
  return {
    ...context,
    ...handled({ claims, work, recused }),
    // Times: no guard reads a clock, and delays only say when a timer fires, which here may be at any time.
    openedAt: MOMENT,
    schedule: scheduleFrom(MOMENT),
    // Counted for the record.
    epoch: 1,
    revision: 1,
    facts: factsOf(renumber(from.sketchOf(context.factsDigest))),
    factsDigest: digest(context.factsDigest),
    terms: terms(context.terms),
    pendingTerms: context.pendingTerms && terms(context.pendingTerms),
    activation: context.activation === null ? null : 'earlier',
    standings: Object.fromEntries(
      Object.entries(context.standings).map(([partnerClass, one]) => [partnerClass, standing(one)]),
    ),
    // In a fixed order: it is a set.
    askedClasses: [...context.askedClasses].sort(),
    holds: [...context.holds].sort(),
    advice:
      advice && isAdviceAtRest(context, groups)
        ? ADVICE_AT_REST(digest(context.factsDigest))
        : advice && {
            advice: advice.advice,
            factsDigest: digest(advice.factsDigest),
            by: HOLDER,
            conditions: advice.conditions.map(({ id, acknowledgedBy }) => ({
              id,
              acknowledgedBy: anybody(acknowledgedBy),
            })),
          },
    clearance: clearance && {
      by: HOLDER,
      at: MOMENT,
      expiresAt: MOMENT,
      factsDigest: digest(clearance.factsDigest),
    },
    // Separation of duties of the tracked person; see `cast.ts`.
    duties: Object.fromEntries(
      Object.entries(duties)
        .flatMap(([duty, persons]) => (persons.includes(TRACKED) ? [[duty, [TRACKED]] as const] : []))
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    ),
    protectionEndedBy: anybody(context.protectionEndedBy),
    disputed: disputed && { ...disputed, by: named(disputed.by)! },
    exigency: exigency && { claimedBy: named(exigency.claimedBy)!, approvedBy: anybody(exigency.approvedBy) },
    compliance: compliance && { by: HOLDER, factsDigest: digest(compliance.factsDigest) },
    statementBy: anybody(context.statementBy),
    referrals: referrals(context.referrals),
    // What is answered only counts towards the limit; of several open ones the number says which, and any order does.
    questions: context.questions
      .map(({ of, answered }) => ({ of: answered ? CONSULTED[0] : of, answered }))
      .sort((one, other) => order(one) - order(other)),
  };
}

/** Who has work in hand, whether it is begun or set aside, and whether the tracked person is excluded; dates are all alike. */
function handled({
  claims,
  work,
  recused,
}: Required<Pick<CaseContext, 'claims' | 'work' | 'recused'>>): Partial<CaseContext> {
  const owners = Object.entries(claims).map(([role, person]) => [role, named(person)] as const);
  const standings = Object.entries(work).map(([role, { startBy, started, suspendedUntil }]): [string, WorkStanding] => [
    role,
    {
      ...(startBy === undefined ? {} : { startBy: MOMENT }),
      ...(started === undefined ? {} : { started }),
      ...(suspendedUntil === undefined ? {} : { suspendedUntil: MOMENT }),
    },
  ]);
  return {
    ...(owners.length === 0 ? {} : { claims: Object.fromEntries(owners) }),
    ...(standings.length === 0 ? {} : { work: Object.fromEntries(standings) }),
    ...(recused.includes(TRACKED) ? { recused: [TRACKED] } : {}),
  };
}

const ADVICE_AT_REST = (factsDigest: string): CaseContext['advice'] => ({
  advice: 'consistent',
  factsDigest,
  by: HOLDER,
  conditions: [],
});

/** An ended case takes nothing more: what is left is its record, and what it leaves behind for the next epoch. */
export function ended(context: CaseContext): CaseContext {
  return {
    ...context,
    standings: Object.fromEntries(context.terms.partnerClasses.map((partnerClass) => [partnerClass, 'asked' as const])),
    askedClasses: [],
    consultationOpen: false,
    advice: null,
    disputed: null,
    exigency: null,
    holds: [],
    pendingTerms: null,
    activation: null,
    compliance: null,
  };
}

/** Guards and `may()` read how many there are, which offices they name, and the last of each role: not in which order the others came. */
function referrals(all: CaseContext['referrals']): CaseContext['referrals'] {
  const last = all.filter((one, index) => !all.slice(index + 1).some(({ role }) => role === one.role));
  const nameOf = ({ role, office }: (typeof all)[number]): string => `${role} ${office}`;
  const byName = (one: (typeof all)[number], other: (typeof all)[number]): number =>
    nameOf(one) < nameOf(other) ? -1 : 1;
  const others = [...new Map(all.map((one) => [nameOf(one), one])).values()]
    .filter((one) => !last.some((two) => nameOf(two) === nameOf(one)))
    .sort(byName);
  const distinct = [...others, ...last.sort(byName)];
  return [...Array.from({ length: all.length - distinct.length }, () => distinct[0]!), ...distinct];
}

const order = ({ of, answered }: CaseContext['questions'][number]): number =>
  (answered ? CONSULTED.length : 0) + CONSULTED.indexOf(of);

/** An actor's part of the representative. */
export function canonicalActor(actor: ActorState, context: object): ActorState {
  const { historyValue: _read, output: _told, ...rest } = actor;
  // `asBefore` is written at the same exit that comes before it is read, and an output was told already.
  // Stubs of children let a message find them; an ended actor sends none.
  const children = actor.status === 'active' ? [...actor.children].sort() : [];
  return { ...rest, children, context: context as ActorState['context'] };
}

const isReserved = ({ value }: ActorState): boolean =>
  typeof value === 'object' && value !== null && 'open' in value && value['open'] === 'reserved';

export function canonicalConsultation(actor: ActorState, root: CaseContext, canonicalRoot: CaseContext): ActorState {
  // A priority orders the queue, and nothing else.
  const { priority: _order, startAt, ...context } = actor.context as unknown as ConsultationContext;
  const hasEnded = actor.status !== 'active';
  return canonicalActor(actor, {
    ...context,
    ...(isReserved(actor) && startAt !== undefined ? { startAt: scheduleFrom(MOMENT).consultation.remindAt } : {}),
    openedAt: MOMENT,
    deadlines: scheduleFrom(MOMENT).consultation,
    factsDigest: context.factsDigest === root.factsDigest || hasEnded ? canonicalRoot.factsDigest : 'e'.repeat(64),
    // Whether a timer has told somebody already: it tells once, and nothing else.
    reminded: false,
    overdue: false,
    escalated: false,
    excludedOwners: context.excludedOwners.filter((person) => person === TRACKED),
    awaiting: context.awaiting && { ...context.awaiting, since: MOMENT, deadlines: scheduleFrom(MOMENT).consultation },
    suspendedUntil: context.suspendedUntil === null ? null : MOMENT,
    // Told to the case already, and overwritten by the next one.
    advice: null,
    owner: hasEnded ? null : named(context.owner),
  });
}

/** Of a request only its state counts: the case mirrors the answer, and the rest is what the partner was told. */
export function canonicalRequest(actor: ActorState, canonicalRoot: CaseContext): ActorState {
  const { windowFrom, windowUntil, regionCode } = canonicalRoot.facts;
  return canonicalActor(actor, {
    ...actor.context,
    openedAt: MOMENT,
    deadlines: scheduleFrom(MOMENT).deconfliction,
    windowFrom,
    windowUntil,
    regionCode,
    answer: null,
    overdue: false,
    // Answered and excused take the same events to the same states.
  });
}

export const canonicalTimer = (timer: Timer): Timer => ({ ...timer, generation: 0, dueAt: MOMENT });
