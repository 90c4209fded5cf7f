/**
 * Every event that may come from outside, as the forms that a guard can tell apart, with who tries it: one table, total over the event
 * types, so that a new event does not compile until the proof has it. Forms that must be refused stand in it too: a proof that never tries
 * what is forbidden shows nothing about the guard that forbids it.
 */
import type { CaseContext } from '../machines/case-context.ts';
import type {
  BusinessEvent,
  BusinessEventType,
  ConsultationEvent,
  DeconflictionEvent,
} from '../machines/case-events.ts';
import { COMMENTS_MAX, CORRECTIONS_MAX, QUESTIONS_MAX, REFERRALS_MAX } from '../machines/case-context.ts';
import type { ConsultationContext } from '../machines/consultation.machine.ts';
import type { PolicyTerms } from '../policy/policy-terms.ts';
import {
  CONSULTED,
  HOLD_REASONS,
  PARTNER_ANSWERS,
  type InstantMs,
  type Person,
  type PersonId,
  type Role,
} from '../schemas/words.ts';
import { HOLDER, OFFICE, OTHER_OFFICE, staff, TRACKED, type Part } from './cast.ts';
import { scheduleFrom, type FactsDomain, type FactsSketch } from './facts-domain.ts';

/** Long enough that a running case takes the event before it has passed. */
const HOUR_MS = 3_600_000;

/** Parts of the alphabet that a run may include. */
export const GROUPS = [
  'core',
  'task',
  'mistake',
  'several',
  'protection',
  'exigency',
  'policy',
  'sources',
  'places',
  'expedite',
  'questions',
  'corrections',
  'comments',
  'report',
  'referral',
  'reopening',
] as const;
export type Group = (typeof GROUPS)[number];

/** What the forms of an event are made from: the case, and the actor that gets the event. */
export interface View {
  readonly context: CaseContext;
  readonly receiver: { readonly [field: string]: unknown };
  readonly groups: ReadonlySet<Group>;
  readonly domain: FactsDomain;
  readonly at: InstantMs;
  /** Of the facts as they are; of what the advice and the certificate were given on, where they are others. */
  readonly facts: FactsSketch;
  readonly older: readonly FactsSketch[];
  readonly colleague: PersonId;
  /** Names an activation that the case has not seen. */
  readonly newActivation: string;
}

type Fields<Type extends BusinessEventType> = Omit<Extract<BusinessEvent, { type: Type }>, 'type' | 'by'>;
/** One form of an event; `words` names it, and is the same wherever the state's key is. */
export interface Form<Type extends BusinessEventType = BusinessEventType> {
  readonly words: string;
  readonly fields: Fields<Type>;
}

export interface Letter<Type extends BusinessEventType = BusinessEventType> {
  readonly in: Group | readonly Group[];
  /** Who is entitled by role, said once more than in `may()`: the proof compares. */
  readonly roles: readonly Role[];
  /** Everybody entitled is alike where nothing is remembered of who it was. */
  readonly by: readonly Part[];
  /** Whom the case remembers by name in this matter, and the guards compare with who acts: the `holder`, unless it is the tracked person. */
  readonly named?: (view: View) => PersonId | null | undefined;
  readonly forms: (view: View) => readonly Form<Type>[];
}

/** Staff of the case's own office: whoever is of another, untrained, or in another role only tries (R6, R7). */
const OF_OFFICE: readonly Part[] = ['wrongRole', 'otherOffice', 'untrained'];
const ANYBODY: readonly Part[] = ['fresh', ...OF_OFFICE];
const EITHER: readonly Part[] = ['tracked', 'fresh', ...OF_OFFICE];
/** Where the case remembers one person by name, that person, the tracked one and somebody else are three. */
const NAMED: readonly Part[] = ['tracked', 'holder', 'fresh', ...OF_OFFICE];
/** Staff of any office. */
const ANYWHERE: readonly Part[] = ['fresh', 'wrongRole', 'untrained'];
const LEADERSHIP: readonly Part[] = ['tracked', ...ANYWHERE];
const SERVICE: readonly Part[] = ['fresh', 'wrongRole'];

const note = 'synthetic';
const plain = () => [{ words: '', fields: { note } }];
const scheduled = ({ at }: View) => [{ words: '', fields: { note, schedule: scheduleFrom(at) } }];

export const CASE_LETTERS: {
  readonly [Type in Exclude<BusinessEventType, ConsultationEvent['type'] | DeconflictionEvent['type']>]: Letter<Type>;
} = {
  'facts.amended': { in: 'core', roles: ['supervisor'], by: ANYBODY, forms: amendments },
  'conflict.resolved': {
    in: 'core',
    roles: ['supervisor'],
    by: EITHER,
    forms: ({ context }) =>
      context.terms.partnerClasses.map((partnerClass) => ({ words: partnerClass, fields: { note, partnerClass } })),
  },
  'condition.acknowledged': {
    in: 'core',
    roles: ['supervisor'],
    by: ANYBODY,
    forms: () => [
      { words: 'of the advice', fields: { condition: CONDITION.id } },
      { words: 'that nobody made', fields: { condition: 'another' } },
    ],
  },
  'decision.cleared': {
    in: 'core',
    roles: ['supervisor'],
    by: EITHER,
    forms: ({ context, at }) => [
      {
        words: 'on the facts as they are',
        fields: { note, schedule: scheduleFrom(at), factsDigest: context.factsDigest },
      },
      { words: 'on other facts', fields: { note, schedule: scheduleFrom(at), factsDigest: OTHER_DIGEST } },
    ],
  },
  'decision.declined': { in: 'core', roles: ['supervisor'], by: EITHER, forms: plain },
  'case.escalated': { in: 'core', roles: ['supervisor'], by: ANYBODY, forms: plain },
  'leadership.returned': { in: 'core', roles: ['leadership'], by: LEADERSHIP, forms: plain },
  'leadership.referred': { in: 'core', roles: ['leadership'], by: LEADERSHIP, forms: scheduled },
  'leadership.declined': { in: 'core', roles: ['leadership'], by: LEADERSHIP, forms: plain },
  'advice.withdrawn': { in: 'core', roles: ['legal'], by: ANYBODY, forms: scheduled },
  'clearance.renewed': { in: 'core', roles: ['supervisor'], by: ANYBODY, forms: scheduled },
  'action.recorded': {
    in: 'core',
    roles: ['supervisor'],
    by: ANYBODY,
    forms: ({ groups }) => [
      { words: 'not taken', fields: { note, outcome: 'actionNotTaken' } },
      { words: 'taken', fields: { note, outcome: 'actionTaken' } },
      ...(groups.has('places')
        ? ([
            {
              words: 'taken, proceedings follow',
              fields: { note, outcome: 'actionTaken', removalProceedings: true },
            },
          ] as const)
        : []),
    ],
  },
  'case.withdrawn': { in: 'core', roles: ['supervisor'], by: ANYBODY, forms: plain },
  'status.disputed': {
    in: 'mistake',
    roles: ['supervisor'],
    by: EITHER,
    forms: () => [
      { words: 'the first', fields: { note, status: { benefit: 'uNonimmigrant', role: 'primaryApplicant' } } },
      {
        words: 'one that the case has not',
        fields: { note, status: { benefit: 'tNonimmigrant', role: 'petitioner' } },
      },
    ],
  },
  'mistake.confirmed': { in: 'mistake', roles: ['legal'], by: NAMED, named: disputant, forms: scheduled },
  'mistake.rejected': { in: 'mistake', roles: ['legal'], by: NAMED, named: disputant, forms: plain },
  'protection.ended': { in: 'protection', roles: ['legal'], by: EITHER, forms: plain },
  'protection.inherited': { in: 'protection', roles: ['service'], by: SERVICE, forms: scheduled },
  'exigency.claimed': { in: 'exigency', roles: ['supervisor'], by: EITHER, forms: plain },
  'exigency.approved': {
    in: 'exigency',
    roles: ['leadership'],
    by: ['holder', ...LEADERSHIP],
    named: ({ context }) => context.exigency?.claimedBy,
    forms: plain,
  },
  'policy.changed': { in: 'policy', roles: ['service'], by: SERVICE, forms: policyChanges },
  'policy.suspended': { in: 'policy', roles: ['service'], by: SERVICE, forms: plain },
  'hold.released': {
    in: ['policy', 'sources'],
    roles: ['legal'],
    by: EITHER,
    forms: ({ at }) =>
      HOLD_REASONS.map((reason) => ({ words: reason, fields: { note, reason, schedule: scheduleFrom(at) } })),
  },
  'expedite.requested': { in: 'expedite', roles: ['supervisor'], by: ANYBODY, forms: plain },
  'expedite.determined': {
    in: 'expedite',
    roles: ['leadership'],
    by: ANYWHERE,
    forms: () => [
      { words: 'in the best interests', fields: { note, inBestInterests: true } },
      { words: 'not so', fields: { note, inBestInterests: false } },
    ],
  },
  'compliance.certified': { in: 'places', roles: ['supervisor'], by: ANYBODY, forms: plain },
  'statement.recorded': { in: 'places', roles: ['supervisor'], by: ANYBODY, forms: plain },
  'question.asked': {
    in: 'questions',
    roles: ['supervisor'],
    by: ANYBODY,
    forms: () => CONSULTED.map((of) => ({ words: `of ${of}`, fields: { note, of } })),
  },
  'question.answered': {
    in: 'questions',
    roles: ['leadership', 'legal', 'policyStaff'],
    by: ANYWHERE,
    forms: ({ context }) => [
      ...CONSULTED.flatMap((of) => {
        const index = context.questions.findIndex((question) => question.of === of && !question.answered);
        return index < 0 ? [] : [{ words: `the first open one of ${of}`, fields: { note, question: index + 1 } }];
      }),
      { words: 'that nobody asked', fields: { note, question: QUESTIONS_MAX + 1 } },
    ],
  },
  'entry.corrected': {
    in: 'corrections',
    roles: ['supervisor', 'legal', 'leadership'],
    by: ['tracked', ...ANYWHERE],
    forms: () => [
      { words: 'by the tracked person', fields: { note, entry: 1, author: TRACKED } },
      { words: 'by somebody else', fields: { note, entry: 2, author: HOLDER } },
    ],
  },
  'comment.added': { in: 'comments', roles: ['supervisor', 'legal'], by: ANYBODY, forms: plain },
  'action.reported': {
    in: 'report',
    roles: ['supervisor', 'legal', 'leadership', 'privacy'],
    by: SERVICE,
    forms: ({ groups }) => [
      { words: '', fields: { note } },
      ...(groups.has('places') ? [{ words: 'proceedings follow', fields: { note, removalProceedings: true } }] : []),
    ],
  },
  'report.closed': { in: 'report', roles: ['privacy'], by: ANYWHERE, forms: plain },
  'work.claimed': { in: 'referral', roles: ['supervisor', 'legal', 'leadership'], by: ANYWHERE, forms: claimsOf },
  'work.released': { in: 'referral', roles: ['supervisor', 'legal', 'leadership'], by: ANYWHERE, forms: claimsOf },
  'work.referred': {
    in: 'referral',
    roles: ['supervisor', 'legal', 'leadership'],
    by: ANYWHERE,
    forms: () =>
      (['legal', 'supervisor'] as const).flatMap((role) =>
        [OFFICE, OTHER_OFFICE].map((office) => ({ words: `${role} to ${office}`, fields: { note, role, office } })),
      ),
  },
};

const CONDITION = { id: 'condition', text: note };
const OTHER_DIGEST = 'f'.repeat(64);

export const CONSULTATION_LETTERS: { readonly [Type in ConsultationEvent['type']]: Letter<Type> } = {
  'task.claimed': {
    in: 'core',
    roles: ['legal'],
    by: EITHER,
    forms: ({ at }) => [{ words: '', fields: { schedule: scheduleFrom(at) } }],
  },
  'task.released': { in: 'core', roles: ['legal'], by: NAMED, named: owner, forms: () => [{ words: '', fields: {} }] },
  'task.started': { in: 'core', roles: ['legal'], by: NAMED, named: owner, forms: () => [{ words: '', fields: {} }] },
  'task.completed': { in: 'core', roles: ['legal'], by: NAMED, named: owner, forms: adviceForms },
  'task.delegated': { in: 'task', roles: ['legal'], by: NAMED, named: owner, forms: recipients },
  'task.assigned': { in: 'task', roles: ['leadership'], by: ANYWHERE, forms: recipients },
  'task.failed': {
    in: 'task',
    roles: ['legal'],
    by: NAMED,
    named: owner,
    forms: () => [{ words: '', fields: { note, cause: 'recusal' } }],
  },
  'task.suspended': {
    in: 'task',
    roles: ['legal'],
    by: NAMED,
    named: owner,
    forms: ({ at }) => [
      { words: 'for a while', fields: { note, until: at + HOUR_MS } },
      { words: 'past its escalation', fields: { note, until: scheduleFrom(at).consultation.escalateAt * 2 } },
    ],
  },
  'task.resumed': { in: 'task', roles: ['legal'], by: NAMED, named: owner, forms: () => [{ words: '', fields: {} }] },
  'task.prioritised': { in: 'task', roles: ['supervisor', 'legal'], by: ANYBODY, forms: plain },
  'task.ranked': {
    in: 'task',
    roles: ['legal'],
    by: ANYBODY,
    forms: () => [{ words: 'first', fields: { note, priority: 0 } }],
  },
  'information.requested': {
    in: 'core',
    roles: ['legal'],
    by: NAMED,
    named: owner,
    forms: () => [{ words: '', fields: { text: note } }],
  },
  'information.provided': {
    in: 'core',
    roles: ['supervisor'],
    by: ANYBODY,
    forms: () => [{ words: '', fields: { text: note } }],
  },
};

export const DECONFLICTION_LETTERS: { readonly [Type in DeconflictionEvent['type']]: Letter<Type> } = {
  'request.answered': {
    in: 'core',
    roles: ['partner'],
    by: ['fresh', 'wrongRole', 'otherPartner'],
    forms: () => PARTNER_ANSWERS.map((answer) => ({ words: answer, fields: { answer } })),
  },
  'request.excused': { in: 'core', roles: ['supervisor'], by: ANYBODY, forms: plain },
};

export const LETTERS: { readonly [type in BusinessEventType]: Letter } = {
  ...CASE_LETTERS,
  ...CONSULTATION_LETTERS,
  ...DECONFLICTION_LETTERS,
} as never;

function disputant({ context }: View): PersonId | undefined {
  return context.disputed?.by;
}

function owner({ receiver }: View): PersonId | null {
  return (receiver as unknown as ConsultationContext).owner;
}

/** Rows 6, 10, 24: to a region never named before, back to what something in the case was given on, and what may not be. */
function amendments({ context, facts, older, groups, domain, at }: View): Form<'facts.amended'>[] {
  const named = new Set([facts, ...older].map(({ region }) => region));
  const newRegion = [...named, named.size].findIndex((_, region) => !named.has(region));
  const to = (words: string, sketch: FactsSketch, factsDigest?: string): Form<'facts.amended'> => ({
    words,
    fields: {
      note,
      schedule: scheduleFrom(at),
      facts: domain.factsOf(sketch),
      ...(factsDigest === undefined ? {} : { factsDigest }),
    },
  });
  const elsewhere = { ...facts, region: newRegion };
  return [
    to('elsewhere', elsewhere, context.factsDigest),
    to('elsewhere, of facts that are no longer these', elsewhere, OTHER_DIGEST),
    to('nothing', facts),
    ...older.map((sketch, index) => to(`back to the other facts, ${index + 1}`, sketch)),
    ...(facts.status === 'unknown' ? [to('status known', { ...facts, status: 'pending' })] : []),
    ...(facts.status === 'unknown' ? [] : [to('status no longer known', { ...elsewhere, status: 'unknown' })]),
    ...(groups.has('several') && (facts.status === 'pending' || facts.status === 'second')
      ? [to('another status known', { ...facts, status: 'two' })]
      : []),
    ...(groups.has('protection') && facts.status === 'pending'
      ? [to('finally denied', { ...facts, status: 'finallyDenied' })]
      : []),
    ...(groups.has('protection') && facts.status === 'finallyDenied'
      ? [to('pending again', { ...facts, status: 'pending' })]
      : []),
    ...(groups.has('places')
      ? [to('the place', { ...facts, place: facts.place === 'listed' ? 'unlisted' : 'listed' })]
      : []),
    ...(groups.has('sources')
      ? (['none', 'mixed', 'prohibited'] as const)
          .filter((sources) => sources !== facts.sources)
          .map((sources) => to(`sources: ${sources}`, { ...facts, sources }))
      : []),
  ];
}

function adviceForms({ receiver }: View): Form<'task.completed'>[] {
  const { factsDigest } = receiver as unknown as ConsultationContext;
  const text = note;
  return [
    { words: 'consistent', fields: { advice: 'consistent', factsDigest, conditions: [], text } },
    {
      words: 'with a condition',
      fields: { advice: 'consistentWithConditions', factsDigest, conditions: [CONDITION], text },
    },
    { words: 'not consistent', fields: { advice: 'notConsistent', factsDigest, conditions: [], text } },
    {
      words: 'consistent, on other facts',
      fields: { advice: 'consistent', factsDigest: OTHER_DIGEST, conditions: [], text },
    },
    {
      words: 'consistent, but with a condition',
      fields: { advice: 'consistent', factsDigest, conditions: [CONDITION], text },
    },
    {
      words: 'with conditions, but none',
      fields: { advice: 'consistentWithConditions', factsDigest, conditions: [], text },
    },
  ];
}

/** To the tracked person, to a colleague, to who has it already, and to somebody who could not claim it. */
function recipients(view: View): Form<'task.delegated' | 'task.assigned'>[] {
  const held = owner(view);
  const to = (words: string, person: Person) => ({
    words,
    fields: { note, to: person, schedule: scheduleFrom(view.at) },
  });
  return [
    to('to the tracked person', staff(TRACKED)),
    to('to a colleague', staff(view.colleague)),
    ...(held === null ? [] : [to('to who has it', staff(held))]),
    to('to somebody untrained', staff('untrained', { trainedUntil: 0 })),
    to('to somebody in another role', staff('wrong-role', { roles: ['supervisor'] })),
  ];
}

/** Row 18: the same requirements or one more partner, under each transition rule; and one activation that comes twice. */
function policyChanges({ context, at, newActivation }: View): Form<'policy.changed'>[] {
  const next = (terms: PolicyTerms): PolicyTerms => ({
    ...terms,
    version: NEXT,
    digest: NEXT_DIGEST[terms.digest] ?? NEXT_DIGEST.first,
  });
  const one = (
    words: string,
    rule: 'continue' | 'reEvaluate' | 'hold',
    terms: PolicyTerms,
    activation = newActivation,
  ) => ({
    words,
    fields: { note, schedule: scheduleFrom(at), rule, terms, activation },
  });
  const same = next(context.terms);
  const more: PolicyTerms = {
    ...same,
    partnerClasses: [...new Set([...context.terms.partnerClasses, 'federal' as const])],
  };
  return [
    one('continue', 'continue', same),
    one('re-evaluate', 'reEvaluate', same),
    one('re-evaluate, one more partner', 'reEvaluate', more),
    one('hold', 'hold', same),
    one('hold, one more partner', 'hold', more),
    ...(context.activation === null ? [] : [one('the same activation again', 'reEvaluate', same, context.activation)]),
  ];
}

const NEXT = 'next';
/** Digests that follow each other: only whether one is another matters. */
const NEXT_DIGEST: { readonly [digest: string]: string; readonly first: string } = {
  first: '1'.repeat(64),
  ['1'.repeat(64)]: '2'.repeat(64),
  ['2'.repeat(64)]: '1'.repeat(64),
};

export const LIMITS = {
  questions: QUESTIONS_MAX,
  corrections: CORRECTIONS_MAX,
  comments: COMMENTS_MAX,
  referrals: REFERRALS_MAX,
} as const;

/** Whose claim it is, nothing in the engine depends on. */
function claimsOf(): { words: string; fields: { note: string; role: 'supervisor' } }[] {
  return [{ words: '', fields: { note, role: 'supervisor' } }];
}
