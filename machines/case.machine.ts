import { and, not } from 'xstate';
import type { Audience, LinkParams, NotifyParams } from '../schemas/outbound.ts';
import type { ClaimingRole, Consulted } from '../schemas/words.ts';
import { contextOf, isProtected, officeFor, type CaseContext } from './case-context.ts';
import { caseSetup } from './case-setup.ts';
import { ANSWERING_ROLE, roleOf } from './case-steps.ts';
import type { RootState } from './case-words.ts';

/** Tells a group that something awaits it; supervisors and legal staff of the office that does the work now. */
const tell = (audience: Audience) =>
  ({
    type: 'notify',
    params: ({ context }: { readonly context: CaseContext }): NotifyParams => told(context, audience),
  }) as const;

/** R12: whoever is asked. */
const tellAsked = {
  type: 'notify',
  params: ({ context, event }: { readonly context: CaseContext; readonly event: object }): NotifyParams =>
    told(context, ANSWERING_ROLE[(event as { readonly of: Consulted }).of]),
} as const;

/** Whose work it is. */
const tellRole = (reason: NotifyParams['reason']) =>
  ({
    type: 'notify',
    params: ({ context, event }: { readonly context: CaseContext; readonly event: object }): NotifyParams =>
      told(context, (event as { readonly role: ClaimingRole }).role, reason),
  }) as const;

const told = (context: CaseContext, audience: Audience, reason: NotifyParams['reason'] = 'assigned'): NotifyParams => ({
  audience,
  office: audience === 'supervisor' || audience === 'legal' ? officeFor(context, audience) : context.office,
  reason,
});

/** Whoever has to do it; past its escalation leadership too, and leadership once. */
const tellLateness = caseSetup.enqueueActions(({ context, event, enqueue }) => {
  if (event.type !== 'step.late') return;
  const role = roleOf(context, event.step);
  const isEscalated = event.level === 'escalation';
  if (!isEscalated || role !== 'leadership')
    enqueue({ type: 'notify', params: told(context, role, isEscalated ? 'overdue' : 'reminder') });
  if (isEscalated) enqueue({ type: 'notify', params: told(context, 'leadership', 'escalated') });
});

/** A step of this state, or one that somebody asked for, waits too long. It moves nothing, and meets nothing. */
const late = (state: RootState) => ({
  'step.late': {
    guard: { type: 'isWaiting' as const, params: { state } },
    actions: ['noteLateness' as const, tellLateness],
  },
});

const link = {
  type: 'link',
  params: ({ context }: { readonly context: CaseContext }): LinkParams => ({
    personReference: context.facts.personReference,
    protects: isProtected(context),
    schedule: context.schedule,
  }),
} as const;

const led = { type: 'noteDuty', params: { duty: 'led' } } as const;
const decided = { type: 'noteDuty', params: { duty: 'decided' } } as const;
const advised = { type: 'noteDuty', params: { duty: 'advised' } } as const;

/** What is recorded in any live state and moves nothing. */
const RECORDS = {
  'expedite.requested': { guard: 'canRequestExpedite', actions: ['requestExpedite', tell('leadership')] },
  'expedite.determined': {
    guard: 'isExpediteRequested',
    actions: ['determineExpedite', 'beginByActing', tell('supervisor')],
  },
  'question.asked': { guard: 'canAsk', actions: ['recordQuestion', tellAsked] },
  'question.answered': {
    guard: and(['isOpenQuestion', 'isAskedOf']),
    actions: ['beginByActing', 'closeQuestion', tell('supervisor')],
  },
  'entry.corrected': { guard: and(['isAuthor', 'canCorrect']), actions: 'countCorrection' },
  'comment.added': { guard: 'canComment', actions: 'countComment' },
  'work.claimed': { actions: 'noteClaim' },
  'work.released': { actions: 'dropClaim' },
  'work.started': { guard: 'isUnbegun', actions: 'beginWork' },
  'work.delegated': { actions: ['handOverWork', tellRole('assigned')] },
  'work.assigned': { actions: ['handOverWork', tellRole('assigned')] },
  'work.suspended': { guard: 'isShortSuspension', actions: 'suspendWork' },
  'work.resumed': { guard: 'isWorkSuspended', actions: 'resumeWork' },
  'work.failed': { actions: ['recuse', 'releaseConsultation', tellRole('assigned')] },
  'work.due': [
    { guard: 'isStartDue', actions: ['dropClaim', tellRole('assigned')] },
    { guard: 'isResumptionDue', actions: ['resumeWork', tellRole('reminder')] },
  ],
  'work.referred': { guard: 'canRefer', actions: ['moveConsultation', 'recordReferral'] },
  'protection.ended': { guard: 'canEndProtection', actions: [advised, 'endProtection'] },
} as const;

/** Where a case stands still, a hold, a policy or a protection that comes is kept for when it moves again. */
const KEPT_FOR_LATER = {
  'policy.suspended': { guard: 'isUnsuspended', actions: 'suspend' },
  'policy.changed': [
    { guard: and(['isNewActivation', 'continues']), actions: 'noteActivation' },
    { guard: 'isNewActivation', actions: 'awaitCounselOnTerms' },
  ],
  'protection.inherited': { guard: 'isUnprotectedYet', actions: ['inheritProtection', 'takeSchedule'] },
  'deconfliction.answered': { actions: ['beginByActing', 'recordStanding'] },
} as const;

/** After an action nothing of what comes before one applies any more: not even by whom it could be undone. */
const AFTER_AN_ACTION = {
  ...KEPT_FOR_LATER,
  'policy.changed': { guard: 'isNewActivation', actions: 'noteActivation' },
  'policy.suspended': {},
  'facts.amended': {},
  'advice.withdrawn': {},
  'case.withdrawn': {},
  'status.disputed': {},
  'mistake.confirmed': {},
  'mistake.rejected': {},
  'exigency.claimed': {},
  'exigency.approved': {},
  'compliance.certified': {},
  'action.reported': {},
  'xstate.done.actor.consultation': { actions: 'recordAdvice' },
} as const;

/**
 * The case: holds an action until the consultation has been given and the partners have answered, and keeps `cleared` alive only
 * while everything it rests on stands. Children live as long as the case, so that a late answer can still void a clearance (row 28).
 * No edge leads from `blocked` to `cleared` by anyone's decision (row 10).
 */
export const caseMachine = caseSetup.createMachine({
  id: 'case',
  context: ({ input }) => contextOf(input),
  initial: 'gating',
  entry: ['askPartners', link],
  on: {
    ...RECORDS,
    'facts.amended': {
      guard: and(['amendsCurrentFacts', 'keepsStatuses', 'changesFacts']),
      target: '.gating',
      actions: ['voidClearance', 'recordFacts', 'askPartners', link],
    },
    'advice.withdrawn': {
      guard: 'hasAdvice',
      target: '.gating',
      actions: ['voidClearance', 'voidAdvice', 'takeSchedule'],
    },
    'case.withdrawn': { target: '.withdrawn', actions: 'voidClearance' },
    'deconfliction.answered': [
      { guard: 'isUnresolvedAnswer', target: '.gating', actions: ['voidClearance', 'recordStanding'] },
      { actions: ['beginByActing', 'recordStanding'] },
    ],
    // Advice that comes after two people let the case go on without it (row 17).
    'xstate.done.actor.consultation': [
      { guard: 'outputAsksForMore', target: '.gating', actions: ['voidClearance', 'recordAdvice'] },
      { actions: 'recordAdvice' },
    ],
    'status.disputed': { guard: 'isDisputable', actions: ['recordDispute', tell('legal')] },
    'mistake.confirmed': {
      guard: and(['isDisputed', 'isAnothersDispute']),
      target: '.gating',
      actions: [advised, 'beginByActing', 'voidClearance', 'removeMistake', 'askPartners'],
    },
    'mistake.rejected': { guard: 'isDisputed', actions: ['beginByActing', 'dropDispute'] },
    'protection.inherited': [
      { guard: and(['isUnprotectedYet', 'requiresConsultation']), actions: 'inheritProtection' },
      {
        guard: 'isUnprotectedYet',
        target: '.gating',
        actions: ['voidClearance', 'inheritProtection', 'takeSchedule'],
      },
    ],
    'exigency.claimed': { guard: 'canClaimExigency', actions: ['claimExigency', tell('leadership')] },
    'exigency.approved': {
      guard: 'canApproveExigency',
      target: '.gating',
      actions: [led, 'beginByActing', 'approveExigency'],
    },
    'policy.changed': [
      { guard: and(['isNewActivation', 'continues']), actions: 'noteActivation' },
      {
        guard: and(['isNewActivation', 'reEvaluates']),
        target: '.gating',
        actions: ['voidClearance', 'takeSchedule', 'takeTerms', 'askPartners'],
      },
      { guard: 'isNewActivation', target: '.gating', actions: ['voidClearance', 'awaitCounselOnTerms'] },
    ],
    'policy.suspended': { guard: 'isUnsuspended', target: '.gating', actions: ['voidClearance', 'suspend'] },
    'compliance.certified': { guard: 'canCertify', actions: ['beginByActing', 'certify'] },
    'action.reported': { target: '.reported', actions: ['voidClearance', 'noteReport', 'noteProceedings'] },
  },
  states: {
    // Row 16: the slower of the two gates is waited for, and every hold.
    gating: {
      type: 'parallel',
      on: late('gating'),
      onDone: 'awaitingReview',
      states: {
        consultation: {
          initial: 'determining',
          states: {
            determining: {
              always: [
                { guard: 'adviceIsAgainst', target: '#case.blocked' },
                { guard: 'consulted', target: 'consulted' },
                { guard: 'isExigent', target: 'deferred' },
                { target: 'awaitingOplaConsultation' },
              ],
            },
            awaitingOplaConsultation: {
              entry: 'openConsultation',
              on: { 'xstate.done.actor.consultation': { target: 'determining', actions: 'recordAdvice' } },
            },
            // Row 17: the consultation stays open and due; its advice can still void the clearance.
            deferred: { type: 'final' },
            consulted: { type: 'final', entry: 'closeConsultation' },
          },
        },
        deconfliction: {
          initial: 'checkingDeconfliction',
          on: {
            'deconfliction.answered': {
              target: '.checkingDeconfliction',
              actions: ['beginByActing', 'recordStanding'],
            },
          },
          states: {
            checkingDeconfliction: {
              always: [
                { guard: 'someoneReportsConflict', target: 'conflicting' },
                { guard: 'allPartnersSettled', target: 'deconflicted' },
              ],
            },
            // Row 13: blocked until a person resolves it, and not who proposed the action (row 14).
            conflicting: {
              entry: tell('supervisor'),
              on: {
                'conflict.resolved': {
                  guard: 'isReportedConflict',
                  target: 'checkingDeconfliction',
                  actions: [{ type: 'noteDuty', params: { duty: 'resolved' } }, 'beginByActing', 'recordResolution'],
                },
              },
            },
            deconflicted: { type: 'final' },
          },
        },
        // Rows 18, 19, R9: only counsel lets the case go on.
        counsel: {
          initial: 'checkingHolds',
          states: {
            checkingHolds: { always: [{ guard: 'isUnheld', target: 'unheld' }, { target: 'heldForCounsel' }] },
            heldForCounsel: {
              entry: tell('legal'),
              on: {
                'hold.released': {
                  guard: 'isHeldFor',
                  target: '#case.gating',
                  reenter: true,
                  actions: [advised, 'beginByActing', 'releaseHold', 'askPartners'],
                },
              },
            },
            unheld: { type: 'final' },
          },
        },
      },
    },
    awaitingReview: {
      entry: tell('supervisor'),
      on: {
        ...late('awaitingReview'),
        'condition.acknowledged': { guard: 'isOpenCondition', actions: ['beginByActing', 'acknowledge'] },
        'decision.cleared': {
          guard: and([
            'namesCurrentFacts',
            'consultationSettled',
            'allPartnersSettled',
            'conditionsAcknowledged',
            'isCertified',
            'isUnheld',
            'neverReported',
          ]),
          target: 'cleared',
          actions: [decided, 'beginByActing', 'recordClearance'],
        },
        'decision.declined': { target: 'declined', actions: decided },
      },
    },
    // Alive, not an end: new facts, withdrawn advice, a late conflict and expiry void it (row 28).
    cleared: {
      after: { untilExpiry: { target: 'lapsed', actions: 'voidClearance' } },
      on: {
        ...late('cleared'),
        'action.recorded': [
          { guard: 'willLackStatement', target: 'awaitingStatement', actions: ['beginByActing', 'noteProceedings'] },
          { target: 'closed', actions: 'noteProceedings' },
        ],
        // With a live clearance an action is recorded, not reported.
        'action.reported': {},
      },
    },
    // R8: the action was taken at a listed place, and the case does not close without the statement in the Notice to Appear.
    awaitingStatement: {
      entry: ['voidClearance', tell('supervisor')],
      on: {
        ...AFTER_AN_ACTION,
        ...late('awaitingStatement'),
        'statement.recorded': { target: 'closed', actions: 'recordStatement' },
      },
    },
    // Row 8: the time limit of the policy has passed. A timer asks nobody for a consultation; a supervisor renews, or the case ends.
    lapsed: {
      entry: tell('supervisor'),
      after: { untilLapseEnds: 'expired' },
      on: {
        ...KEPT_FOR_LATER,
        ...late('lapsed'),
        'clearance.renewed': {
          target: 'gating',
          actions: ['takeSchedule', 'beginByActing', 'renew', 'askPartners'],
        },
        // Recorded, and no way round the renewal: past the time limit the other answers and the advice count no longer.
        'advice.withdrawn': { guard: 'hasAdvice', actions: 'voidAdvice' },
        'xstate.done.actor.consultation': { actions: 'recordAdvice' },
      },
    },
    blocked: {
      entry: tell('supervisor'),
      on: {
        ...KEPT_FOR_LATER,
        ...late('blocked'),
        'case.escalated': { target: 'escalated', actions: 'beginByActing' },
        'decision.declined': { target: 'declined', actions: decided },
      },
    },
    // Row 12: a disagreement goes to senior leadership, and from there to OPLA; it stays blocked meanwhile.
    escalated: {
      entry: tell('leadership'),
      on: {
        ...KEPT_FOR_LATER,
        ...late('escalated'),
        'leadership.returned': { target: 'blocked', actions: [led, 'beginByActing'] },
        'leadership.referred': { target: 'gating', actions: [led, 'beginByActing', 'takeSchedule', 'voidAdvice'] },
        'leadership.declined': { target: 'declined', actions: led },
      },
    },
    // Row 31: an action without a live clearance. Legal and privacy look at it; nothing clears it afterwards.
    reported: {
      entry: [tell('legal'), tell('privacy')],
      on: {
        ...AFTER_AN_ACTION,
        ...late('reported'),
        'statement.recorded': { guard: 'lacksStatement', actions: ['beginByActing', 'recordStatement'] },
        'report.closed': { guard: not('lacksStatement'), target: 'closed' },
      },
    },
    closed: { type: 'final' },
    declined: { type: 'final' },
    withdrawn: { type: 'final' },
    expired: { type: 'final' },
  },
});
