/** What comes to the case itself. */
import { QUESTIONS_MAX } from '../machines/case-context.ts';
import type { BusinessEventType, ConsultationEvent, DeconflictionEvent } from '../machines/case-events.ts';
import type { PolicyTerms } from '../policy/policy-terms.ts';
import {
  CLAIMING_ROLES,
  CONSULTED,
  HOLD_REASONS,
  type InstantMs,
  type Person,
  type PersonId,
  type WorkDate,
} from '../schemas/words.ts';
import { HOLDER, OFFICE, OTHER_OFFICE, staff, TRACKED } from './cast.ts';
import { scheduleFrom, type FactsSketch } from './facts-domain.ts';
import {
  CONDITION,
  ANYBODY,
  EITHER,
  NAMED,
  ANYWHERE,
  HOUR_MS,
  LEADERSHIP,
  SERVICE,
  note,
  plain,
  scheduled,
  OTHER_DIGEST,
  type Form,
  type Group,
  type Letter,
  type View,
} from './letter.ts';

/** Whose claim it is, is judged at the door, before the engine (docs/adr/0011): here whoever has the role tries. */
const WORK = { in: 'work', roles: CLAIMING_ROLES, by: ANYWHERE } as const;
/** The work of one role is walked: that of another differs in nothing but whose it is. */
const ofSupervisors =
  <More extends object>(more: (view: View) => More = () => ({}) as More) =>
  (view: View) => [{ words: '', fields: { note, role: 'supervisor' as const, ...more(view) } }];

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
    // Who is kept from answering is so whoever is asked: for recusals one of them is enough.
    forms: ({ groups }) =>
      (groups.has('recusal') && !groups.has('core') ? (['opla'] as const) : CONSULTED).map((of) => ({
        words: `of ${of}`,
        fields: { note, of },
      })),
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
  'work.claimed': { ...WORK, forms: ofSupervisors(({ at }) => ({ schedule: scheduleFrom(at) })) },
  'work.released': { ...WORK, forms: ofSupervisors() },
  'work.started': { ...WORK, forms: ofSupervisors() },
  'work.delegated': { ...WORK, forms: recipients },
  'work.assigned': { ...WORK, roles: ['leadership'], forms: recipients },
  'work.suspended': {
    ...WORK,
    forms: ({ at }) => {
      const aside = { note, role: 'supervisor', schedule: scheduleFrom(at) } as const;
      return [
        { words: 'for a while', fields: { ...aside, until: at + HOUR_MS } },
        { words: 'past an escalation', fields: { ...aside, until: aside.schedule.consultation.escalateAt * 2 } },
      ];
    },
  },
  'work.resumed': { ...WORK, forms: ofSupervisors() },
  'work.failed': {
    in: ['work', 'recusal'],
    roles: CLAIMING_ROLES,
    by: ['tracked', ...ANYWHERE],
    forms: ofSupervisors(() => ({ cause: 'recusal' as const })),
  },
  'work.due': {
    in: 'work',
    roles: ['service'],
    by: SERVICE,
    forms: ({ context }) => {
      const { startBy, suspendedUntil } = context.work?.supervisor ?? {};
      const due = (words: string, what: WorkDate, date: InstantMs | undefined): Form<'work.due'>[] =>
        date === undefined ? [] : [{ words, fields: { note, role: 'supervisor', what, date } }];
      return [
        ...due('not begun', 'start', startBy),
        ...due('not begun, of another claim', 'start', 1),
        ...due('to be taken up again', 'resumption', suspendedUntil),
        ...due('to be taken up again, of another time', 'resumption', 1),
      ];
    },
  },
  'work.referred': {
    in: 'referral',
    roles: ['supervisor', 'legal', 'leadership'],
    by: ANYWHERE,
    forms: () =>
      (['legal', 'supervisor'] as const).flatMap((role) =>
        [OFFICE, OTHER_OFFICE].map((office) => ({ words: `${role} to ${office}`, fields: { note, role, office } })),
      ),
  },
  'step.late': {
    in: ['core', 'expedite', 'questions'],
    roles: ['service'],
    by: SERVICE,
    forms: lateSteps,
  },
};

/** In which runs a case can come to wait for a step; each is tried whether it waits or not, since the record may be behind. */
const STEPS: readonly (readonly [step: string, within: Group])[] = [
  ['review', 'core'],
  ['blocked', 'core'],
  ['escalated', 'core'],
  ['renewal', 'core'],
  ['certification', 'places'],
  ['statement', 'places'],
  ['report', 'report'],
  ['dispute', 'mistake'],
  ['exigency', 'exigency'],
  ['expedite', 'expedite'],
  ...(['policy', 'sources'] as const).flatMap((group) =>
    HOLD_REASONS.map((reason) => [`counsel/${reason}`, group] as const),
  ),
];

/** No guard tells a reminder from an escalation. */
function lateSteps({ context, groups, at }: View): Form<'step.late'>[] {
  const late = (step: string, words = step): Form<'step.late'> => ({
    words,
    fields: { note, step, since: at, level: 'escalation' },
  });
  return [
    ...STEPS.filter(([, group]) => groups.has(group)).map(([step]) => late(step)),
    ...(groups.has('core') ? context.terms.partnerClasses.map((partnerClass) => late(`conflict/${partnerClass}`)) : []),
    ...CONSULTED.flatMap((of) =>
      [true, false].flatMap((isAnswered) => {
        const index = context.questions.findIndex((one) => one.of === of && one.answered === isAnswered);
        return index < 0
          ? []
          : [late(`question/${index + 1}`, `the first ${isAnswered ? 'answered' : 'open'} question of ${of}`)];
      }),
    ),
  ];
}

function disputant({ context }: View): PersonId | undefined {
  return context.disputed?.by;
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

/** To whom supervisors' work may be handed, and to whom it may not. */
function recipients({ at, colleague }: View): Form<'work.delegated' | 'work.assigned'>[] {
  const to = (words: string, person: Person) => ({
    words,
    fields: { note, role: 'supervisor' as const, to: person, schedule: scheduleFrom(at) },
  });
  return [
    to('to a colleague', staff(colleague)),
    to('to somebody untrained', staff('untrained', { trainedUntil: 0 })),
    to('to somebody in another role', staff('wrong-role', { roles: ['legal'] })),
    to('to another office', staff('other-office', { office: 'OFFICE-NEVER-ASKED' })),
  ];
}
