import { and, assign, emit, setup } from 'xstate';
import type { Audience, NotifyParams } from '../schemas/outbound.ts';
import type { Advice, Deadlines, InstantMs, Person, PersonId } from '../schemas/words.ts';
import type { ConsultationEvent } from './case-events.ts';
import { halfway, halved, IN_TIME, NEVER, shifted } from './consultation-clock.ts';
import { nowOf } from './now-of.ts';

export interface ConsultationInput {
  readonly at: InstantMs;
  readonly office: string;
  readonly factsDigest: string;
  readonly deadlines: Deadlines;
}

interface Awaiting {
  readonly since: InstantMs;
  readonly deadlines: Deadlines;
  /** Who asked has let go of the task: whoever has it then begins it when the information is there. Missing before. */
  readonly handedOn?: true;
}

export interface ConsultationContext extends Omit<ConsultationInput, 'at'> {
  readonly openedAt: InstantMs;
  readonly owner: PersonId | null;
  /**
   * By when its owner begins, or it goes back to the group: as long from the claim as the reminder takes from the opening (a product default).
   * Of the last claim, and read only while it is `reserved`; missing after claims of before this was kept.
   */
  readonly startAt?: InstantMs | undefined;
  readonly excludedOwners: readonly PersonId[];
  readonly urgent: boolean;
  /** WS-HumanTask: 0 comes first, 10 last; 5 where nobody has said it. */
  readonly priority?: number;
  readonly reminded: boolean;
  readonly overdue: boolean;
  readonly escalated: boolean;
  /** Since when information is awaited, and by when: the task's own clock stands still meanwhile. */
  readonly awaiting: Awaiting | null;
  readonly suspendedUntil: InstantMs | null;
  readonly advice: {
    readonly advice: Advice;
    readonly conditions: readonly string[];
    readonly factsDigest: string;
    readonly by: PersonId;
    /** By telephone, where who recorded it is somebody else. */
    readonly givenBy?: PersonId;
  } | null;
}

export type ConsultationOutput = NonNullable<ConsultationContext['advice']>;

/** What the case tells its consultation. */
type FromCase =
  | { readonly type: 'facts.changed'; readonly factsDigest: string; readonly deadlines: Deadlines }
  | { readonly type: 'task.referred'; readonly office: string }
  | { readonly type: 'owner.recused'; readonly recused: readonly PersonId[] };
type ConsultationMachineEvent = (ConsultationEvent | FromCase) & { readonly at: InstantMs };

/** What the consultation tells its case. */
export type ConsultationNotice = { readonly type: 'consultation.overdue' };

const tell = (audience: Audience, reason: NotifyParams['reason']) =>
  ({
    type: 'notify',
    params: ({ context }: { readonly context: ConsultationContext }): NotifyParams => ({
      audience,
      office: context.office,
      reason,
    }),
  }) as const;

/** Whoever gets it begins it. */
const TO_ANOTHER = {
  guard: 'isAnother',
  target: 'reserved',
  actions: ['handOver', tell('legal', 'assigned')],
} as const;
const GIVEN_UP = { target: 'ready', actions: ['excludeOwner', tell('legal', 'assigned')] } as const;

/**
 * The legal consultation (R1) as a human task: WS-HumanTask states ready, reserved, inProgress, suspended, completed, and its operations.
 * There is no skip: it would undermine the gate. Silence reminds and escalates and never becomes advice (row 27). Who may do what is
 * `may()`'s to say, also whom a task may be handed to; the machine says when.
 */
export const consultationMachine = setup({
  types: {
    input: {} as ConsultationInput,
    context: {} as ConsultationContext,
    events: {} as ConsultationMachineEvent,
    output: {} as ConsultationOutput,
    emitted: {} as ConsultationNotice,
  },
  actions: {
    notify: (_, _params: NotifyParams) => undefined,
    assignOwner: assign({ owner: ({ event }) => ('by' in event ? event.by.id : null), startAt: startLimitOf }),
    handOver: assign({
      owner: ({ context, event }) => recipientOf(event)?.id ?? context.owner,
      startAt: startLimitOf,
    }),
    /** That information is awaited stays with the task, whoever has it. */
    handOn: assign(({ context }) => ({
      awaiting: context.awaiting && { ...context.awaiting, handedOn: true as const },
    })),
    limitStart: assign({ startAt: startLimitOf }),
    becomeReminded: assign({ reminded: true }),
    becomeOverdue: assign({ overdue: true }),
    becomeEscalated: assign({ escalated: true }),
    unassignOwner: assign({ owner: null }),
    /** Who acted, or whom they substituted for: neither takes it again. */
    excludeOwner: assign({
      owner: null,
      excludedOwners: ({ context, event }) =>
        [...new Set([...context.excludedOwners, context.owner!, ...('by' in event ? [event.by.id] : [])])].sort(),
    }),
    becomeUrgent: assign(({ context, event }) => ({
      urgent: true,
      deadlines: halved(context.deadlines, event.at),
      ...(context.startAt === undefined ? {} : { startAt: halfway(context.startAt, event.at) }),
    })),
    rank: assign(({ event }) => (event.type === 'task.ranked' ? { priority: event.priority } : {})),
    moveToOffice: assign(({ event }) => (event.type === 'task.referred' ? { office: event.office, owner: null } : {})),
    takeChangedFacts: assign(({ context, event }) =>
      event.type === 'facts.changed'
        ? {
            ...IN_TIME,
            factsDigest: event.factsDigest,
            deadlines: event.deadlines,
            awaiting: context.awaiting && { ...context.awaiting, since: event.at },
          }
        : {},
    ),
    stopClock: assign(({ context, event }) =>
      event.type === 'information.requested'
        ? { awaiting: { since: event.at, deadlines: event.schedule?.consultation ?? context.deadlines } }
        : {},
    ),
    resumeClock: assign(({ context, event }) => ({
      awaiting: null,
      deadlines: shifted(context.deadlines, event.at - (context.awaiting?.since ?? event.at)),
    })),
    suspend: assign(({ event }) => (event.type === 'task.suspended' ? { suspendedUntil: event.until } : {})),
    resume: assign({ suspendedUntil: null }),
    recordAdvice: assign({
      advice: ({ event }) =>
        event.type === 'task.completed'
          ? {
              advice: event.advice,
              conditions: event.conditions.map(({ id }) => id),
              factsDigest: event.factsDigest,
              by: event.by.id,
              ...(event.telephone?.givenBy === undefined ? {} : { givenBy: event.telephone.givenBy.id }),
            }
          : null,
    }),
  },
  guards: {
    isReminderDue: ({ context }) => context.awaiting === null && !context.reminded,
    isDue: ({ context }) => context.awaiting === null && !context.overdue,
    isEscalationDue: ({ context }) => context.awaiting === null && !context.escalated,
    isAnother: ({ context, event }) => recipientOf(event)?.id !== context.owner,
    isNotUrgent: ({ context }) => !context.urgent,
    /** A suspension cannot outlast the escalation: it would silence it. */
    isBeforeEscalation: ({ context, event }) =>
      event.type === 'task.suspended' && event.until > event.at && event.until <= context.deadlines.escalateAt,
    awaitsInformation: ({ context }) => context.awaiting !== null,
    isUnowned: ({ context }) => context.owner === null,
    isOwnerRecused: ({ context, event }) =>
      event.type === 'owner.recused' && context.owner !== null && event.recused.includes(context.owner),
    isHandedOn: ({ context }) => context.awaiting?.handedOn === true,
    /** Row 24: advice on facts that changed meanwhile is not advice on this case. */
    isOnCurrentFacts: ({ context, event }) =>
      event.type === 'task.completed' && event.factsDigest === context.factsDigest,
    /** Row 26: conditions come with the advice that has them, and only with it. */
    conditionsFitAdvice: ({ event }) =>
      event.type === 'task.completed' && (event.advice === 'consistentWithConditions') === event.conditions.length > 0,
  },
  delays: {
    untilStart: ({ context: { startAt = NEVER, openedAt }, event }) => startAt - nowOf(event, openedAt),
    untilReminder: ({ context, event }) => context.deadlines.remindAt - nowOf(event, context.openedAt),
    untilDue: ({ context, event }) => context.deadlines.dueAt - nowOf(event, context.openedAt),
    untilEscalation: ({ context, event }) => context.deadlines.escalateAt - nowOf(event, context.openedAt),
    untilInformationReminder: ({ context, event }) =>
      context.awaiting!.deadlines.remindAt - nowOf(event, context.openedAt),
    untilInformationEscalation: ({ context, event }) =>
      context.awaiting!.deadlines.escalateAt - nowOf(event, context.openedAt),
    untilResumption: ({ context, event }) => context.suspendedUntil! - nowOf(event, context.openedAt),
  },
}).createMachine({
  id: 'consultation',
  context: ({ input: { at, ...rest } }) => ({
    ...rest,
    ...IN_TIME,
    openedAt: at,
    owner: null,
    excludedOwners: [],
    urgent: false,
    awaiting: null,
    suspendedUntil: null,
    advice: null,
  }),
  output: ({ context }) => context.advice!,
  initial: 'open',
  entry: tell('legal', 'assigned'),
  states: {
    open: {
      initial: 'ready',
      // Timers belong to the whole open task: claiming it or handing it over neither restarts nor silences them.
      after: {
        untilReminder: { guard: 'isReminderDue', actions: ['becomeReminded', tell('legal', 'reminder')] },
        untilDue: {
          guard: 'isDue',
          actions: ['becomeOverdue', tell('legal', 'overdue'), emit({ type: 'consultation.overdue' })],
        },
        untilEscalation: { guard: 'isEscalationDue', actions: ['becomeEscalated', tell('leadership', 'escalated')] },
      },
      on: {
        // New deadlines, so the timers start anew; the task stays where it stands.
        'facts.changed': {
          target: '.asBefore',
          reenter: true,
          actions: ['takeChangedFacts', tell('legal', 'changed')],
        },
        'task.ranked': { actions: 'rank' },
        'task.prioritised': {
          guard: 'isNotUrgent',
          target: '.asBefore',
          reenter: true,
          actions: ['becomeUrgent', tell('legal', 'urgent')],
        },
        // Row 11: the same consultation, and the time that was spent waiting is given back. Who got it meanwhile begins it now.
        'information.provided': [
          {
            guard: and(['awaitsInformation', 'isUnowned']),
            target: '.ready',
            reenter: true,
            actions: ['resumeClock', tell('legal', 'assigned')],
          },
          {
            guard: and(['awaitsInformation', 'isHandedOn']),
            target: '.reserved',
            reenter: true,
            actions: ['resumeClock', 'limitStart', tell('legal', 'changed')],
          },
          {
            guard: 'awaitsInformation',
            target: '.inProgress',
            reenter: true,
            actions: ['resumeClock', tell('legal', 'changed')],
          },
        ],
        // Its owner needs no answer any more. What is suspended until a time has its own way back.
        'task.resumed': {
          guard: 'awaitsInformation',
          target: '.inProgress',
          reenter: true,
          actions: ['resumeClock', tell('supervisor', 'changed')],
        },
        // As where they give it up; that information is awaited stays with the task.
        'owner.recused': [
          {
            guard: and(['isOwnerRecused', 'awaitsInformation']),
            actions: ['excludeOwner', 'handOn', tell('legal', 'assigned')],
          },
          { guard: 'isOwnerRecused', target: '.ready', actions: ['excludeOwner', tell('legal', 'assigned')] },
        ],
        // Row 32: to another office's group, unclaimed; its time limits go on.
        'task.referred': {
          target: '.ready',
          reenter: true,
          actions: ['resumeClock', 'resume', 'moveToOffice', tell('legal', 'assigned')],
        },
      },
      states: {
        asBefore: { type: 'history' },
        ready: {
          on: {
            'task.claimed': { target: 'reserved', actions: 'assignOwner' },
            'task.assigned': TO_ANOTHER,
          },
        },
        reserved: {
          // Reassignment at a deadline: what was claimed and not begun goes back to everybody who could do it.
          after: { untilStart: { target: 'ready', actions: ['unassignOwner', tell('legal', 'assigned')] } },
          on: {
            'task.released': { target: 'ready', actions: 'unassignOwner' },
            'task.started': 'inProgress',
            // Whoever gets it has as long to begin as whoever claims it.
            'task.delegated': { ...TO_ANOTHER, reenter: true },
            'task.assigned': { ...TO_ANOTHER, reenter: true },
            'task.failed': GIVEN_UP,
          },
        },
        inProgress: {
          on: {
            'task.released': { target: 'ready', actions: 'unassignOwner' },
            'task.delegated': TO_ANOTHER,
            'task.assigned': TO_ANOTHER,
            'task.failed': GIVEN_UP,
            'task.suspended': { guard: 'isBeforeEscalation', target: 'suspendedUntil', actions: 'suspend' },
            'task.completed': {
              guard: and(['isOnCurrentFacts', 'conditionsFitAdvice']),
              target: '#consultation.completed',
              actions: 'recordAdvice',
            },
            'information.requested': {
              target: 'suspended',
              actions: ['stopClock', tell('supervisor', 'assigned')],
            },
          },
        },
        // Row 11: back to the supervisor, whose silence is reminded and escalated like any other. The task may go to somebody else
        // meanwhile, or to nobody: the clock goes on standing still, and the question stays.
        suspended: {
          after: {
            untilInformationReminder: { actions: tell('supervisor', 'reminder') },
            untilInformationEscalation: { actions: tell('leadership', 'escalated') },
          },
          on: {
            'task.claimed': { guard: 'isUnowned', actions: ['assignOwner', 'handOn'] },
            'task.released': { actions: ['unassignOwner', 'handOn'] },
            'task.delegated': { guard: 'isAnother', actions: ['handOver', 'handOn', tell('legal', 'assigned')] },
            'task.assigned': { guard: 'isAnother', actions: ['handOver', 'handOn', tell('legal', 'assigned')] },
            'task.failed': { actions: ['excludeOwner', 'handOn', tell('legal', 'assigned')] },
          },
        },
        suspendedUntil: {
          exit: 'resume',
          after: { untilResumption: { target: 'inProgress', actions: tell('legal', 'reminder') } },
          on: {
            'task.resumed': 'inProgress',
            'task.released': { target: 'ready', actions: 'unassignOwner' },
            'task.delegated': TO_ANOTHER,
            'task.assigned': TO_ANOTHER,
            'task.failed': GIVEN_UP,
          },
        },
      },
    },
    completed: { type: 'final' },
  },
});

function recipientOf(event: ConsultationMachineEvent): Person | null {
  return event.type === 'task.delegated' || event.type === 'task.assigned' ? event.to : null;
}

function startLimitOf({ event }: { readonly event: ConsultationMachineEvent }): InstantMs | undefined {
  return 'schedule' in event ? event.schedule?.consultation.remindAt : undefined;
}
