import { and, assign, enqueueActions, setup } from 'xstate';
import { isConsultationRequired } from '../policy/requirements.ts';
import type { PolicyTerms } from '../policy/policy-terms.ts';
import { digestOf } from '../schemas/digest.ts';
import type {
  Advice,
  CaseFacts,
  Duty,
  InstantMs,
  PartnerAnswer,
  PartnerClass,
  PersonId,
  Schedule,
} from '../schemas/words.ts';
import type { CaseEvent, CaseInput, Duties } from './case-events.ts';
import { consultationMachine, type ConsultationNotice, type ConsultationOutput } from './consultation.machine.ts';
import { deconflictionMachine, type DeconflictionNotice } from './deconfliction.machine.ts';
import { nowOf } from './now-of.ts';
import type { NotifyParams } from '../schemas/outbound.ts';

/** Where one class of partner stands, as the case knows it. `resolved`: a person resolved what the partner reported. */
export type PartnerStanding = 'asked' | PartnerAnswer | 'excused' | 'resolved';

export interface GivenAdvice {
  readonly advice: Advice;
  readonly factsDigest: string;
  readonly by: PersonId;
  readonly conditions: readonly { readonly id: string; readonly acknowledgedBy: PersonId | null }[];
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
}

type ConsultationDone = { readonly type: 'xstate.done.actor.consultation'; readonly output: ConsultationOutput };
type CaseMachineEvent = (CaseEvent | ConsultationNotice | DeconflictionNotice | ConsultationDone) & {
  readonly at: InstantMs;
};

/** The digest of what a decision relies on: the material facts (row 30: only they change it). */
export const factsDigestOf = (facts: CaseFacts): string => digestOf(facts as never);

const UNRESOLVED: readonly PartnerStanding[] = ['conflict', 'cannotTell'];
export const isUnresolved = (standing: PartnerStanding): boolean => UNRESOLVED.includes(standing);
const SETTLED: readonly PartnerStanding[] = ['noConflict', 'notOurs', 'excused', 'resolved'];
export const isSettled = (standing: PartnerStanding | undefined): boolean =>
  standing !== undefined && SETTLED.includes(standing);

const withDuty = (duties: Duties, duty: Duty, person: PersonId): Duties => ({
  ...duties,
  [duty]: [...new Set([...(duties[duty] ?? []), person])].sort(),
});

/**
 * Advice counts for the facts it was given on, and not while legal staff looks again: facts that were changed and changed back
 * would otherwise revive it, and the advice of the open consultation would find nobody waiting for it.
 */
export const isAdviceCurrent = ({ advice, factsDigest, consultationOpen }: CaseContext): boolean =>
  advice !== null && advice.factsDigest === factsDigest && !consultationOpen;

/** Advice that lets the case go on: current, and not against it. */
const adviceHolds = (context: CaseContext): boolean =>
  isAdviceCurrent(context) && context.advice?.advice !== 'notConsistent';

const requiresConsultation = ({ terms, facts, inheritsProtection }: CaseContext): boolean =>
  isConsultationRequired(terms, facts, inheritsProtection);

/** Rows 6, 7: protection never falls by itself. An amendment may add statuses or move their stage, not take one away. */
const keepsStatuses = (before: CaseFacts, after: CaseFacts): boolean =>
  before.personReference === after.personReference &&
  before.statuses.every((old) => after.statuses.some((now) => now.benefit === old.benefit && now.role === old.role));

/**
 * The case: holds an action until the consultation has been given and the partners have answered, and keeps `cleared` alive only
 * while everything it rests on stands. Children live as long as the case, so that a late answer can still void a clearance (row 28).
 * No edge leads from `blocked` to `cleared` by anyone's decision (row 10).
 */
export const caseMachine = setup({
  types: {
    input: {} as CaseInput,
    context: {} as CaseContext,
    events: {} as CaseMachineEvent,
  },
  actors: { consultation: consultationMachine, deconfliction: deconflictionMachine },
  actions: {
    notify: (_, _params: NotifyParams) => undefined,
    noteDuty: assign({
      duties: ({ context, event }, { duty }: { duty: Duty }) =>
        'by' in event ? withDuty(context.duties, duty, event.by.id) : context.duties,
    }),
    recordFacts: assign(({ context, event }) =>
      event.type !== 'facts.amended'
        ? {}
        : {
            facts: event.facts,
            factsDigest: factsDigestOf(event.facts),
            revision: context.revision + 1,
            schedule: event.schedule,
            standings: Object.fromEntries(
              context.terms.partnerClasses.map((partnerClass) => [partnerClass, 'asked'] as const),
            ),
          },
    ),
    takeSchedule: assign({
      schedule: ({ context, event }) => ('schedule' in event ? event.schedule : context.schedule),
    }),
    recordStanding: assign({
      standings: ({ context, event }) =>
        event.type === 'deconfliction.answered'
          ? { ...context.standings, [event.partnerClass]: event.answer }
          : context.standings,
    }),
    recordResolution: assign({
      standings: ({ context, event }) =>
        event.type === 'conflict.resolved'
          ? { ...context.standings, [event.partnerClass]: 'resolved' as const }
          : context.standings,
    }),
    recordAdvice: assign(({ context, event }) => {
      if (event.type !== 'xstate.done.actor.consultation') return {};
      const { conditions, ...rest } = event.output;
      return {
        consultationOpen: false,
        advice: { ...rest, conditions: conditions.map((id) => ({ id, acknowledgedBy: null })) },
        duties: withDuty(context.duties, 'advised', event.output.by),
      };
    }),
    voidAdvice: assign({ advice: null }),
    voidStandings: assign({
      standings: ({ context }) =>
        Object.fromEntries(context.terms.partnerClasses.map((partnerClass) => [partnerClass, 'asked'] as const)),
    }),
    voidClearance: assign({ clearance: null }),
    acknowledge: assign({
      advice: ({ context, event }) =>
        context.advice !== null && event.type === 'condition.acknowledged'
          ? {
              ...context.advice,
              conditions: context.advice.conditions.map((condition) =>
                condition.id === event.condition ? { ...condition, acknowledgedBy: event.by.id } : condition,
              ),
            }
          : context.advice,
    }),
    recordClearance: assign(({ context, event }) =>
      event.type === 'decision.cleared'
        ? {
            schedule: event.schedule,
            clearance: {
              by: event.by.id,
              at: event.at,
              expiresAt: event.schedule.clearanceExpiresAt,
              factsDigest: context.factsDigest,
            },
          }
        : {},
    ),
    /** Asks the partners that nobody has asked yet, and asks the others again: an answer holds for the facts it was given on. */
    askPartners: enqueueActions(({ context, event, enqueue }) => {
      const { facts, office, schedule } = context;
      const window = { windowFrom: facts.windowFrom, windowUntil: facts.windowUntil, regionCode: facts.regionCode };
      const asked = context.terms.partnerClasses.filter((partnerClass) => context.standings[partnerClass] === 'asked');
      for (const partnerClass of asked) {
        const known = context.askedClasses.includes(partnerClass);
        if (known)
          enqueue.sendTo(partnerClass, {
            type: 'request.renewed',
            deadlines: schedule.deconfliction,
            ...window,
          } as never);
        else {
          enqueue.spawnChild('deconfliction', {
            id: partnerClass,
            input: {
              at: nowOf(event, context.openedAt),
              office,
              partnerClass,
              deadlines: schedule.deconfliction,
              ...window,
            },
          });
        }
      }
      enqueue.assign({ askedClasses: [...new Set([...context.askedClasses, ...asked])] });
    }),
    openConsultation: enqueueActions(({ context, event, enqueue }) => {
      const { factsDigest, office, schedule } = context;
      if (context.consultationOpen) {
        enqueue.sendTo('consultation', {
          type: 'facts.changed',
          factsDigest,
          deadlines: schedule.consultation,
        } as never);
        return;
      }
      enqueue.spawnChild('consultation', {
        id: 'consultation',
        input: { at: nowOf(event, context.openedAt), office, factsDigest, deadlines: schedule.consultation },
      });
      enqueue.assign({ consultationOpen: true });
    }),
  },
  guards: {
    requiresConsultation: ({ context }) => requiresConsultation(context),
    adviceHolds: ({ context }) => adviceHolds(context),
    adviceIsAgainst: ({ context }) => isAdviceCurrent(context) && context.advice?.advice === 'notConsistent',
    hasAdvice: ({ context }) => context.advice !== null,
    keepsStatuses: ({ context, event }) => event.type === 'facts.amended' && keepsStatuses(context.facts, event.facts),
    changesFacts: ({ context, event }) =>
      event.type === 'facts.amended' && factsDigestOf(event.facts) !== context.factsDigest,
    isUnresolvedAnswer: ({ event }) => event.type === 'deconfliction.answered' && isUnresolved(event.answer),
    someoneReportsConflict: ({ context }) => Object.values(context.standings).some(isUnresolved),
    allPartnersSettled: ({ context }) =>
      context.terms.partnerClasses.every((partnerClass) => isSettled(context.standings[partnerClass])),
    isReportedConflict: ({ context, event }) =>
      event.type === 'conflict.resolved' && isUnresolved(context.standings[event.partnerClass] ?? 'asked'),
    isOpenCondition: ({ context, event }) =>
      event.type === 'condition.acknowledged' &&
      (context.advice?.conditions.some(({ id, acknowledgedBy }) => id === event.condition && acknowledgedBy === null) ??
        false),
    /** Row 24: a decision names the facts it clears; compare and set. */
    namesCurrentFacts: ({ context, event }) =>
      event.type === 'decision.cleared' && event.factsDigest === context.factsDigest,
    consultationSettled: ({ context }) => !requiresConsultation(context) || adviceHolds(context),
    conditionsAcknowledged: ({ context }) =>
      context.advice?.conditions.every(({ acknowledgedBy }) => acknowledgedBy !== null) ?? true,
  },
  delays: {
    untilExpiry: ({ context, event }) => context.clearance!.expiresAt - nowOf(event, context.openedAt),
    untilLapseEnds: ({ context, event }) => context.schedule.lapseEndsAt - nowOf(event, context.openedAt),
  },
}).createMachine({
  id: 'case',
  context: ({ input }) => contextOf(input),
  initial: 'gating',
  entry: 'askPartners',
  on: {
    'facts.amended': {
      guard: and(['keepsStatuses', 'changesFacts']),
      target: '.gating',
      actions: ['voidClearance', 'recordFacts', 'askPartners'],
    },
    'advice.withdrawn': {
      guard: 'hasAdvice',
      target: '.gating',
      actions: ['voidClearance', 'voidAdvice', 'takeSchedule'],
    },
    'case.withdrawn': '.withdrawn',
    'deconfliction.answered': [
      { guard: 'isUnresolvedAnswer', target: '.gating', actions: ['voidClearance', 'recordStanding'] },
      { actions: 'recordStanding' },
    ],
  },
  states: {
    gating: {
      type: 'parallel',
      onDone: 'awaitingReview',
      states: {
        consultation: {
          initial: 'determining',
          states: {
            determining: {
              always: [
                { guard: 'adviceIsAgainst', target: '#case.blocked' },
                { guard: 'consultationSettled', target: 'consulted' },
                { target: 'awaitingOplaConsultation' },
              ],
            },
            awaitingOplaConsultation: {
              entry: 'openConsultation',
              on: { 'xstate.done.actor.consultation': { target: 'determining', actions: 'recordAdvice' } },
            },
            consulted: { type: 'final' },
          },
        },
        deconfliction: {
          initial: 'checkingDeconfliction',
          on: { 'deconfliction.answered': { target: '.checkingDeconfliction', actions: 'recordStanding' } },
          states: {
            checkingDeconfliction: {
              always: [
                { guard: 'someoneReportsConflict', target: 'conflicting' },
                { guard: 'allPartnersSettled', target: 'deconflicted' },
              ],
            },
            // Row 13: blocked until a person resolves it, and not who proposed the action (row 14).
            conflicting: {
              entry: {
                type: 'notify',
                params: ({ context }) => ({ audience: 'supervisor', office: context.office, reason: 'assigned' }),
              },
              on: {
                'conflict.resolved': {
                  guard: 'isReportedConflict',
                  target: 'checkingDeconfliction',
                  actions: [{ type: 'noteDuty', params: { duty: 'resolved' } }, 'recordResolution'],
                },
              },
            },
            deconflicted: { type: 'final' },
          },
        },
      },
    },
    awaitingReview: {
      entry: {
        type: 'notify',
        params: ({ context }) => ({ audience: 'supervisor', office: context.office, reason: 'assigned' }),
      },
      on: {
        'condition.acknowledged': { guard: 'isOpenCondition', actions: 'acknowledge' },
        'decision.cleared': {
          guard: and(['namesCurrentFacts', 'consultationSettled', 'allPartnersSettled', 'conditionsAcknowledged']),
          target: 'cleared',
          actions: [{ type: 'noteDuty', params: { duty: 'decided' } }, 'recordClearance'],
        },
        'decision.declined': { target: 'declined', actions: { type: 'noteDuty', params: { duty: 'decided' } } },
      },
    },
    // Alive, not an end: new facts, withdrawn advice, a late conflict and expiry void it (row 28).
    cleared: {
      after: { untilExpiry: { target: 'lapsed', actions: 'voidClearance' } },
      on: { 'action.recorded': 'closed' },
    },
    // Row 8: the time limit of the policy has passed. A timer asks nobody for a consultation; a supervisor renews, or the case ends.
    lapsed: {
      entry: {
        type: 'notify',
        params: ({ context }) => ({ audience: 'supervisor', office: context.office, reason: 'assigned' }),
      },
      after: { untilLapseEnds: 'expired' },
      on: {
        'clearance.renewed': {
          target: 'gating',
          actions: ['takeSchedule', 'voidAdvice', 'voidStandings', 'askPartners'],
        },
        // Recorded, and no way round the renewal: past the time limit the other answers and the advice count no longer.
        'deconfliction.answered': { actions: 'recordStanding' },
        'advice.withdrawn': { guard: 'hasAdvice', actions: 'voidAdvice' },
      },
    },
    blocked: {
      entry: {
        type: 'notify',
        params: ({ context }) => ({ audience: 'supervisor', office: context.office, reason: 'assigned' }),
      },
      on: {
        'case.escalated': 'escalated',
        'decision.declined': { target: 'declined', actions: { type: 'noteDuty', params: { duty: 'decided' } } },
        'deconfliction.answered': { actions: 'recordStanding' },
      },
    },
    // Row 12: a disagreement goes to senior leadership, and from there to OPLA; it stays blocked meanwhile.
    escalated: {
      entry: {
        type: 'notify',
        params: ({ context }) => ({ audience: 'leadership', office: context.office, reason: 'assigned' }),
      },
      on: {
        'leadership.returned': { target: 'blocked', actions: { type: 'noteDuty', params: { duty: 'led' } } },
        'leadership.referred': {
          target: 'gating',
          actions: [{ type: 'noteDuty', params: { duty: 'led' } }, 'takeSchedule', 'voidAdvice'],
        },
        'leadership.declined': { target: 'declined', actions: { type: 'noteDuty', params: { duty: 'led' } } },
        'deconfliction.answered': { actions: 'recordStanding' },
      },
    },
    closed: { type: 'final' },
    declined: { type: 'final' },
    withdrawn: { type: 'final' },
    expired: { type: 'final' },
  },
});

function contextOf(input: CaseInput): CaseContext {
  const { at, facts, terms, reopens } = input;
  const excused = new Set(input.excused.map(({ partnerClass }) => partnerClass));
  return {
    openedAt: at,
    epoch: (reopens?.epoch ?? 0) + 1,
    office: input.office,
    terms,
    facts,
    revision: (reopens?.revision ?? 0) + 1,
    factsDigest: factsDigestOf(facts),
    inheritsProtection: input.inheritsProtection,
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
  };
}
