/** What the chart of the case names: its guards, actions and delays, each a reading or a change of the context. */
import { assign, enqueueActions, setup } from 'xstate';
import type { LinkParams, NotifyParams } from '../schemas/outbound.ts';
import type { Duty, InstantMs } from '../schemas/words.ts';
import {
  adviceHolds,
  canEndProtection,
  COMMENTS_MAX,
  CORRECTIONS_MAX,
  factsDigestOf,
  hasStatus,
  isAdviceCurrent,
  isCertified,
  isConsultationSettled,
  isExigent,
  isSettled,
  isUnresolved,
  keepsStatuses,
  lacksStatement,
  officeFor,
  QUESTIONS_MAX,
  REFERRALS_MAX,
  requiresCertification,
  requiresConsultation,
  withDuty,
  type CaseContext,
} from './case-context.ts';
import type { CaseEvent, CaseInput } from './case-events.ts';
import * as record from './case-records.ts';
import * as work from './case-work.ts';
import { ANSWERING_ROLE, stepsIn } from './case-steps.ts';
import type { RootState } from './case-words.ts';
import { consultationMachine, type ConsultationNotice, type ConsultationOutput } from './consultation.machine.ts';
import { deconflictionMachine, type DeconflictionNotice } from './deconfliction.machine.ts';
import { nowOf } from './now-of.ts';

type ConsultationDone = { readonly type: 'xstate.done.actor.consultation'; readonly output: ConsultationOutput };
type CaseMachineEvent = (CaseEvent | ConsultationNotice | DeconflictionNotice | ConsultationDone) & {
  readonly at: InstantMs;
};

export const caseSetup = setup({
  types: {
    input: {} as CaseInput,
    context: {} as CaseContext,
    events: {} as CaseMachineEvent,
  },
  actors: { consultation: consultationMachine, deconfliction: deconflictionMachine },
  actions: {
    notify: (_, _params: NotifyParams) => undefined,
    link: (_, _params: LinkParams) => undefined,
    noteDuty: assign({
      duties: ({ context, event }, { duty }: { duty: Duty }) =>
        'by' in event ? withDuty(context.duties, duty, event.by.id) : context.duties,
    }),
    recordFacts: assign(({ context, event }) =>
      event.type === 'facts.amended' ? record.amendment(context, event) : {},
    ),
    takeSchedule: assign({
      schedule: ({ context, event }) => ('schedule' in event ? event.schedule : context.schedule),
    }),
    recordStanding: assign(({ context, event }) =>
      event.type === 'deconfliction.answered' ? record.standing(context, event) : {},
    ),
    recordResolution: assign({
      standings: ({ context, event }) =>
        event.type === 'conflict.resolved'
          ? { ...context.standings, [event.partnerClass]: 'resolved' as const }
          : context.standings,
    }),
    recordAdvice: assign(({ context, event }) =>
      event.type === 'xstate.done.actor.consultation' ? record.advice(context, event.output) : {},
    ),
    voidAdvice: assign(record.noAdvice),
    renew: assign(({ context }) => record.renewal(context)),
    voidClearance: assign({ clearance: null }),
    acknowledge: assign(({ context, event }) =>
      event.type === 'condition.acknowledged' ? record.acknowledgement(context, event) : {},
    ),
    recordClearance: assign(({ context, event }) =>
      event.type === 'decision.cleared' ? record.clearance(context, event) : {},
    ),
    recordDispute: assign(({ event }) =>
      event.type === 'status.disputed' ? { disputed: { ...event.status, by: event.by.id } } : {},
    ),
    dropDispute: assign({ disputed: null }),
    removeMistake: assign(({ context, event }) =>
      event.type === 'mistake.confirmed' ? record.mistake(context, event) : {},
    ),
    endProtection: assign(({ event }) => ('by' in event ? { protectionEndedBy: event.by.id } : {})),
    inheritProtection: assign({ inheritsProtection: true, protectionEndedBy: null }),
    claimExigency: assign(({ event }) =>
      'by' in event ? { exigency: { claimedBy: event.by.id, approvedBy: null } } : {},
    ),
    approveExigency: assign({
      exigency: ({ context, event }) =>
        context.exigency && 'by' in event ? { ...context.exigency, approvedBy: event.by.id } : context.exigency,
    }),
    noteActivation: assign(({ event }) => (event.type === 'policy.changed' ? { activation: event.activation } : {})),
    takeTerms: assign(({ context, event }) =>
      event.type === 'policy.changed' ? record.supersession(context, event.terms, event.activation) : {},
    ),
    awaitCounselOnTerms: assign(({ context, event }) =>
      event.type === 'policy.changed'
        ? {
            activation: event.activation,
            pendingTerms: event.terms,
            holds: [...new Set([...context.holds, 'policySuperseded' as const])],
          }
        : {},
    ),
    suspend: assign({ holds: ({ context }) => [...context.holds, 'policySuspended' as const] }),
    releaseHold: assign(({ context, event }) => (event.type === 'hold.released' ? record.release(context, event) : {})),
    requestExpedite: assign({ expedite: 'requested' }),
    determineExpedite: assign({
      expedite: ({ context, event }) =>
        event.type === 'expedite.determined'
          ? event.inBestInterests
            ? ('inBestInterests' as const)
            : ('refused' as const)
          : context.expedite,
    }),
    certify: assign(({ context, event }) => ('by' in event ? record.certificate(context, event.by.id) : {})),
    recordStatement: assign({
      statementBy: ({ context, event }) => ('by' in event ? event.by.id : context.statementBy),
    }),
    noteProceedings: assign({
      removalProceedings: ({ context, event }) =>
        'removalProceedings' in event ? event.removalProceedings : context.removalProceedings,
    }),
    recordQuestion: assign({
      questions: ({ context, event }) =>
        event.type === 'question.asked' ? [...context.questions, { of: event.of, answered: false }] : context.questions,
    }),
    closeQuestion: assign({
      questions: ({ context, event }) =>
        event.type === 'question.answered'
          ? context.questions.map((one, index) => (index + 1 === event.question ? { ...one, answered: true } : one))
          : context.questions,
    }),
    countCorrection: assign({ corrections: ({ context }) => context.corrections + 1 }),
    countComment: assign({ comments: ({ context }) => context.comments + 1 }),
    noteReport: assign({ reported: true }),
    /** Its people claim it anew. */
    recordReferral: assign(({ context, event }) =>
      event.type === 'work.referred' ? work.referred(context, event) : {},
    ),
    /** That nobody else does it meanwhile is judged at the door, by `may()`: a clearance never rests on it. */
    noteClaim: assign(({ context, event }) =>
      event.type === 'work.claimed' ? work.taken(context, event, event.by.id) : {},
    ),
    dropClaim: assign(({ context, event }) =>
      event.type === 'work.released' || event.type === 'work.due' ? work.givenBack(context, event.role) : {},
    ),
    handOverWork: assign(({ context, event }) =>
      event.type === 'work.delegated' || event.type === 'work.assigned' ? work.taken(context, event, event.to.id) : {},
    ),
    beginWork: assign(({ context, event }) => (event.type === 'work.started' ? work.begun(context, event.role) : {})),
    /** Who does some of it has begun it. */
    beginByActing: assign(({ context, event }) => ('by' in event ? work.begunByActing(context, event.by) : {})),
    suspendWork: assign(({ context, event }) =>
      event.type === 'work.suspended' ? work.suspended(context, event) : {},
    ),
    resumeWork: assign(({ context, event }) =>
      event.type === 'work.resumed' || event.type === 'work.due' ? work.begun(context, event.role) : {},
    ),
    recuse: assign(({ context, event }) => (event.type === 'work.failed' ? work.recusal(context, event) : {})),
    noteLateness: assign(({ context, event }) =>
      event.type === 'step.late' && event.level === 'escalation' ? record.escalation(context, event) : {},
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
      const { factsDigest, schedule } = context;
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
        input: {
          at: nowOf(event, context.openedAt),
          office: officeFor(context, 'legal'),
          factsDigest,
          deadlines: schedule.consultation,
        },
      });
      enqueue.assign({ consultationOpen: true });
    }),
    /** Row 7: where the only status was a mistake, nobody is asked for advice any more (WS-HumanTask: obsolete). */
    closeConsultation: enqueueActions(({ context, enqueue }) => {
      if (!context.consultationOpen) return;
      enqueue.stopChild('consultation');
      enqueue.assign({ consultationOpen: false });
    }),
    /** Row 32: an open consultation goes to the other office's group, unclaimed. */
    moveConsultation: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'work.referred' || event.role !== 'legal' || !context.consultationOpen) return;
      enqueue.sendTo('consultation', { type: 'task.referred', office: event.office } as never);
    }),
    /** Who has recused themselves, or is recused by their substitute, has the consultation no longer either. */
    releaseConsultation: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'work.failed' || !context.consultationOpen) return;
      enqueue.sendTo('consultation', { type: 'owner.recused', recused: context.recused ?? [] } as never);
    }),
  },
  guards: {
    adviceIsAgainst: ({ context }) => isAdviceCurrent(context) && context.advice?.advice === 'notConsistent',
    /** Advice that does not leave a clearance as it is: it is against the action, or has conditions that nobody has acknowledged (row 26). */
    outputAsksForMore: ({ event }) =>
      event.type === 'xstate.done.actor.consultation' &&
      (event.output.advice === 'notConsistent' || event.output.conditions.length > 0),
    hasAdvice: ({ context }) => context.advice !== null,
    keepsStatuses: ({ context, event }) => event.type === 'facts.amended' && keepsStatuses(context.facts, event.facts),
    changesFacts: ({ context, event }) =>
      event.type === 'facts.amended' && factsDigestOf(event.facts) !== context.factsDigest,
    /** Row 24: an amendment names the facts that it amends, so that of two the second does not undo the first unseen. */
    amendsCurrentFacts: ({ context, event }) =>
      event.type === 'facts.amended' && (event.factsDigest ?? context.factsDigest) === context.factsDigest,
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
    consultationSettled: ({ context }) => isConsultationSettled(context),
    /** Row 9: advice that allows the action, on the facts as they are. */
    consulted: ({ context }) => !requiresConsultation(context) || adviceHolds(context),
    isExigent: ({ context }) => isExigent(context),
    conditionsAcknowledged: ({ context }) =>
      context.advice?.conditions.every(({ acknowledgedBy }) => acknowledgedBy !== null) ?? true,
    isCertified: ({ context }) => isCertified(context),
    isUnheld: ({ context }) => context.holds.length === 0,
    neverReported: ({ context }) => !context.reported,
    isDisputable: ({ context, event }) =>
      event.type === 'status.disputed' && context.disputed === null && hasStatus(context.facts, event.status),
    isDisputed: ({ context }) => context.disputed !== null,
    isAnothersDispute: ({ context, event }) => 'by' in event && context.disputed?.by !== event.by.id,
    canEndProtection: ({ context }) => canEndProtection(context),
    isUnprotectedYet: ({ context }) => !context.inheritsProtection,
    requiresConsultation: ({ context }) => requiresConsultation(context),
    canClaimExigency: ({ context }) =>
      context.terms.allowsExigency === true && context.consultationOpen && context.exigency === null,
    canApproveExigency: ({ context, event }) =>
      'by' in event &&
      context.consultationOpen &&
      context.exigency !== null &&
      context.exigency.approvedBy === null &&
      context.exigency.claimedBy !== event.by.id,
    isNewActivation: ({ context, event }) => event.type === 'policy.changed' && event.activation !== context.activation,
    continues: ({ event }) => event.type === 'policy.changed' && event.rule === 'continue',
    reEvaluates: ({ event }) => event.type === 'policy.changed' && event.rule === 'reEvaluate',
    isUnsuspended: ({ context }) => !context.holds.includes('policySuspended'),
    isHeldFor: ({ context, event }) => event.type === 'hold.released' && context.holds.includes(event.reason),
    canRequestExpedite: ({ context }) => context.expedite !== 'requested',
    isExpediteRequested: ({ context }) => context.expedite === 'requested',
    canCertify: ({ context }) => requiresCertification(context) && !isCertified(context),
    lacksStatement: ({ context }) => lacksStatement(context),
    /** The event says whether removal proceedings follow, before the context does. */
    willLackStatement: ({ context, event }) =>
      event.type === 'action.recorded' &&
      event.outcome === 'actionTaken' &&
      event.removalProceedings === true &&
      requiresCertification(context),
    canAsk: ({ context }) => context.questions.length < QUESTIONS_MAX,
    isOpenQuestion: ({ context, event }) =>
      event.type === 'question.answered' && context.questions[event.question - 1]?.answered === false,
    isAskedOf: ({ context, event }) =>
      event.type === 'question.answered' &&
      event.by.roles.includes(ANSWERING_ROLE[context.questions[event.question - 1]!.of]),
    isAuthor: ({ event }) => event.type === 'entry.corrected' && event.author === event.by.id,
    canCorrect: ({ context }) => context.corrections < CORRECTIONS_MAX,
    canComment: ({ context }) => context.comments < COMMENTS_MAX,
    canRefer: ({ context, event }) =>
      event.type === 'work.referred' &&
      context.referrals.length < REFERRALS_MAX &&
      officeFor(context, event.role) !== event.office,
    isUnbegun: ({ context, event }) => event.type === 'work.started' && context.work?.[event.role]?.started !== true,
    /** No longer than an escalation takes. It silences nothing: what is late is told meanwhile, too. */
    isShortSuspension: ({ event }) =>
      event.type === 'work.suspended' &&
      event.until > event.at &&
      event.until <= event.schedule.consultation.escalateAt,
    isWorkSuspended: ({ context, event }) =>
      event.type === 'work.resumed' && context.work?.[event.role]?.suspendedUntil !== undefined,
    /** Compared and set: whoever looked at the record did so before, and another claim has another date. */
    isStartDue: ({ context, event }) => event.type === 'work.due' && work.isStartDue(context, event),
    isResumptionDue: ({ context, event }) => event.type === 'work.due' && work.isResumptionDue(context, event),
    /** Whoever looked at the record did so before: meanwhile it may have been done. */
    isWaiting: ({ context, event }, { state }: { readonly state: RootState }) =>
      event.type === 'step.late' && stepsIn(context, state).some(({ step }) => step === event.step),
  },
  delays: {
    untilExpiry: ({ context, event }) => context.clearance!.expiresAt - nowOf(event, context.openedAt),
    untilLapseEnds: ({ context, event }) => context.schedule.lapseEndsAt - nowOf(event, context.openedAt),
  },
});
